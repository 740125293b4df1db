package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A map that is linear in its input {@code x} and, where it has weights, in its weights {@code w}:
 * {@code z = x * w}. Biases stand beside it ({@link #addBias}).
 *
 * <p>Every method writes into an array that the caller supplies, so that the caller decides in
 * which memory (workspace) and ordering the result lies; scratch arrays are made in the workspace
 * that is current. Implementations are immutable and may be shared between threads. Arrays are
 * floating point, all of one data type, and {@code out} never shares memory with an input.
 */
public interface LinearMap {

  /**
   * The shape of {@code z}.
   *
   * @param inputShape the shape of {@code x}, batch first
   * @param w weights, or null for a map without
   */
  long[] outputShape(long[] inputShape, INDArray w);

  /**
   * Computes {@code out <- x * w}.
   *
   * @param x input, batch first
   * @param w weights, or null for a map without
   * @param out receives {@code z}; its former content does not matter
   */
  void forward(INDArray x, INDArray w, INDArray out);

  /**
   * The transposed map, {@code out_i <- sum_j w_ij q_j}: what back-propagation does to a gradient
   * and LFP to a quotient of rewards.
   *
   * @param q the shape of {@code z}
   * @param w weights, or null for a map without
   * @param out the shape of {@code x}; its former content does not matter
   */
  void transposed(INDArray q, INDArray w, INDArray out);

  /**
   * The derivative by the weights, {@code out <- (dz/dw)^T q}, summed over batch and positions.
   *
   * @param x input of the forward pass
   * @param q the shape of {@code z}
   * @param out the shape of the weights; its former content does not matter
   * @throws UnsupportedOperationException if the map has no weights
   */
  void weightGradient(INDArray x, INDArray q, INDArray out);

  /** The axis of {@code z} that counts units: neurons or channels. */
  int unitAxis();

  /**
   * Adds a bias in place, {@code z <- z + b} along {@link #unitAxis()}.
   *
   * @param z any array of the shape of the map's output; overwritten
   * @param b as many numbers as the map has units
   * @return {@code z}
   */
  default INDArray addBias(INDArray z, INDArray b) {
    return z.addi(alongUnits(b, z.rank()));
  }

  /**
   * The derivative by the bias: {@code out_j <- sum of q} over batch and positions.
   *
   * @param q the shape of {@code z}
   * @param out as many numbers as the map has units
   */
  default void biasGradient(INDArray q, INDArray out) {
    Sums.perUnit(q, unitAxis(), out);
  }

  /**
   * The whole layer in one call, {@code out <- x * w + b}.
   *
   * @param b one number per unit; null for none
   */
  default void affine(INDArray x, INDArray w, INDArray b, INDArray out) {
    forward(x, w, out);
    if (b != null) {
      addBias(out, b);
    }
  }

  /**
   * The ordering in which outputs, and what is handed down, are computed fastest: {@code 'c'} or
   * {@code 'f'}. All orderings give the same numbers.
   */
  default char ordering() {
    return 'c';
  }

  /**
   * The derivatives by weights and bias in one call.
   *
   * @param w the weights
   * @param outW as in {@link #weightGradient}
   * @param outB as in {@link #biasGradient}; null for none
   */
  default void gradients(INDArray x, INDArray w, INDArray q, INDArray outW, INDArray outB) {
    weightGradient(x, q, outW);
    if (outB != null) {
      biasGradient(q, outB);
    }
  }

  /** As {@link #gradients}, negated: what an optimiser that minimises is to be given. */
  default void negatedGradients(INDArray x, INDArray w, INDArray q, INDArray outW, INDArray outB) {
    gradients(x, w, q, outW, outB);
    outW.negi();
    if (outB != null) {
      outB.negi();
    }
  }

  /**
   * The derivatives by weights and bias and the transposed map in one call, which may cost less
   * than one after the other.
   *
   * @param outX as in {@link #transposed}
   */
  default void backward(
      INDArray x, INDArray w, INDArray q, INDArray outX, INDArray outW, INDArray outB) {
    gradients(x, w, q, outW, outB);
    transposed(q, w, outX);
  }

  /** Whether {@link #backward} costs less than {@link #gradients} and {@link #transposed} apart. */
  default boolean savesByBackward() {
    return false;
  }

  /**
   * A view of numbers per unit that broadcasts against an output: all axes have length 1 but {@link
   * #unitAxis()}.
   */
  default INDArray alongUnits(INDArray perUnit, int rank) {
    long[] shape = new long[rank];
    java.util.Arrays.fill(shape, 1);
    shape[unitAxis()] = perUnit.length();
    return perUnit.reshape(shape);
  }
}
