package io.github.lfp4j.core.recurrent;

import io.github.lfp4j.core.map.DenseMap;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One evaluation of a recurrent cell over a sequence, kept for the way back.
 *
 * <p>With {@code z_t = x_t W + h_(t-1) RW + b} and the quotients {@code q_t} at the pre-activations
 * of all steps, the input gets {@code q_t W^T} (per unit), parameters get {@code |p| (dz/dp)^T q}
 * summed over examples and time steps.
 */
public abstract class UnrolledCell {

  private final CellInput input;
  private final CellParameters parameters;
  private final INDArray output;

  UnrolledCell(CellInput input, CellParameters parameters, INDArray output) {
    this.input = input;
    this.parameters = parameters;
    this.output = output;
  }

  final CellInput input() {
    return input;
  }

  final CellParameters parameters() {
    return parameters;
  }

  /** The outputs of all steps, [N, H, T] in column order. */
  public final INDArray output() {
    return output;
  }

  /** The number of units, H. */
  final long units() {
    return output.size(1);
  }

  /** The state behind the last step; views of arrays of this evaluation. */
  public abstract CellState end();

  /**
   * Goes back through time.
   *
   * @param g G at the outputs, [N, H, T] in column order; what comes back from later steps is added
   * @param steps how many of the last steps to go back; at the others no reward arrives
   * @return q at the pre-activations, [N, Z, T]
   */
  public abstract INDArray quotients(INDArray g, long steps, CellRule rule);

  /**
   * The derivatives by the parameters, {@code (dz/dp)^T q}.
   *
   * @param q from {@link #quotients}
   * @param out overwritten
   */
  public void gradients(INDArray q, CellParameters out) {
    INDArray rows = Sequences.rows(q);
    DenseMap map = DenseMap.INSTANCE;
    map.weightGradient(Sequences.rows(input.x()), rows, out.w());
    INDArray before = Sequences.delayed(output, input.startOutput());
    map.weightGradient(Sequences.rows(before), rows, recurrentPart(out, q.size(1)));
    map.biasGradient(rows, out.b());
  }

  /**
   * Hands down to the input.
   *
   * @param q from {@link #quotients}
   * @param out [N, F, T]; receives G
   */
  public final void handDown(INDArray q, INDArray out) {
    INDArray rows =
        Nd4j.createUninitialized(
            q.dataType(), new long[] {q.size(0) * q.size(2), out.size(1)}, 'f');
    DenseMap.INSTANCE.transposed(Sequences.rows(q), parameters.w(), rows);
    Sequences.assignRows(rows, out);
  }

  /** Writes {@code x_t W + b} of all steps into [N, Z, T]. */
  static void project(CellInput input, CellParameters parameters, INDArray z) {
    INDArray rows =
        Nd4j.createUninitialized(z.dataType(), new long[] {z.size(0) * z.size(2), z.size(1)}, 'f');
    DenseMap.INSTANCE.affine(Sequences.rows(input.x()), parameters.w(), parameters.b(), rows);
    Sequences.assignRows(rows, z);
  }

  /** The recurrent weights without peepholes, [H, Z]. */
  static INDArray recurrentPart(CellParameters parameters, long preActivations) {
    return parameters.rw().size(1) == preActivations
        ? parameters.rw()
        : Sequences.columns(parameters.rw(), 0, preActivations);
  }

  /** Adds {@code a b} or {@code a b^T} to a matrix in column order. */
  static void addProduct(INDArray a, INDArray b, boolean transposeB, INDArray out) {
    Nd4j.gemm(a, b, out, false, transposeB, 1, 1);
  }

  /** {@code a <- f(z)}. */
  static void activate(IActivation f, INDArray z, boolean training, INDArray a) {
    a.assign(z);
    INDArray result = f.getActivation(a, training);
    if (result != a) {
      a.assign(result);
    }
  }

  /** The first step that the way back comes to. */
  final long firstOf(long steps) {
    return Math.max(0, input.length() - steps);
  }
}
