package io.github.lfp4j.dl4j.layer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arithmetic with one number per channel, in one pass over memory each.
 *
 * <p>An array of activations is looked at as [outer, C, inner] in the order of its memory: [N, C, H
 * * W] for images [N, C, H, W]; [N * H * W, C] for [N, H, W, C]; [N, C] for [N, C] in 'c' order and
 * [1, C, N] in 'f' order. Sums are matrix products with ones, which ND4J computes several times
 * faster than its reductions, and with smaller rounding errors.
 *
 * @param order the ordering of the activations
 * @param outer how many times the channels are repeated in memory
 * @param count C, the number of channels
 * @param inner how many consecutive numbers belong to one channel
 */
record Channels(char order, long outer, long count, long inner) {

  /**
   * The channels of an array.
   *
   * @param x any activations with the ordering that {@link #dense} gives
   * @param axis the axis of the channels
   */
  static Channels of(INDArray x, int axis) {
    long outer = 1;
    long inner = 1;
    for (int i = 0; i < x.rank(); i++) {
      outer *= i < axis ? x.size(i) : 1;
      inner *= i > axis ? x.size(i) : 1;
    }
    return x.ordering() == 'f'
        ? new Channels('f', inner, x.size(axis), outer)
        : new Channels('c', outer, x.size(axis), inner);
  }

  /** The array itself if it is a matrix without gaps or has 'c' order without gaps, else a copy. */
  static INDArray dense(INDArray x) {
    boolean regular = Shape.hasDefaultStridesForShape(x);
    return regular && (x.ordering() == 'c' || x.rank() == 2) ? x : x.dup('c');
  }

  /** The array itself if its memory is laid out as that of these activations, else a copy. */
  INDArray inOrder(INDArray x) {
    return x.ordering() == order && Shape.hasDefaultStridesForShape(x) ? x : x.dup(order);
  }

  /** How many numbers each channel has. */
  long numbersEach() {
    return outer * inner;
  }

  /** {@code out <- a + v}. */
  void add(INDArray a, INDArray v, INDArray out) {
    view(a).add(row(v), view(out));
  }

  /** {@code out <- a - v}. */
  void subtract(INDArray a, INDArray v, INDArray out) {
    view(a).sub(row(v), view(out));
  }

  /** {@code out <- a v}. */
  void multiply(INDArray a, INDArray v, INDArray out) {
    view(a).mul(row(v), view(out));
  }

  /** The sum of each channel, [C]. */
  INDArray sum(INDArray a) {
    INDArray perRow = inner == 1 ? view(a) : sumsOfRows(view(a).reshape('c', outer * count, inner));
    return sumOverOuter(perRow.reshape('c', outer, count)).reshape(count);
  }

  /**
   * The sum of {@code a b} of each channel, [C].
   *
   * @param scratch overwritten
   */
  INDArray dot(INDArray a, INDArray b, INDArray scratch) {
    return sum(a.mul(b, scratch));
  }

  private INDArray view(INDArray a) {
    INDArray inMemory = order == 'f' ? a.transpose() : a;
    return inner == 1
        ? inMemory.reshape('c', outer, count)
        : inMemory.reshape('c', outer, count, inner);
  }

  private INDArray row(INDArray v) {
    return inner == 1 ? v.reshape(1, count) : v.reshape(1, count, 1);
  }

  private static INDArray sumsOfRows(INDArray a) {
    return product(a, Nd4j.ones(a.dataType(), a.size(1), 1));
  }

  private static INDArray sumOverOuter(INDArray a) {
    return a.size(0) == 1 ? a : product(Nd4j.ones(a.dataType(), 1, a.size(0)), a);
  }

  /** Not {@code mmul}: ND4J's operation uses oneDNN where it can. */
  private static INDArray product(INDArray a, INDArray b) {
    INDArray out = Nd4j.createUninitialized(a.dataType(), a.size(0), b.size(1));
    Nd4j.exec(DynamicCustomOp.builder("matmul").addInputs(a, b).addOutputs(out).build());
    return out;
  }
}
