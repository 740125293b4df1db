package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Looking up vectors in a table: the product of one-hot vectors with the table, of which only the
 * entry that is not zero is written down. Token {@code k} has index {@code i_k} and gets {@code
 * z_kj = x_k w_{i_k j}}, where {@code x_k}, its entry of the one-hot vector, is 1.
 *
 * <p>Shapes: {@code x} one number per token, [N, 1] or, for sequences, [N, 1, T] or [N, T, 1];
 * {@code w} [entries, out]; {@code z} like {@code x} with {@code out} in the place of the 1.
 * Entries that no token names have the derivative zero.
 */
public final class LookupMap implements LinearMap {

  private final int[] indices;
  private final boolean channelsLast;

  /**
   * @param indices of the tokens, by example, then by time; not copied
   * @param channelsLast whether the shapes are [N, T, C]; false for [N, C, T] and [N, C]
   */
  @SuppressWarnings("PMD.ArrayIsStoredDirectly") // as large as the batch, and made for this map
  public LookupMap(int[] indices, boolean channelsLast) {
    this.indices = indices;
    this.channelsLast = channelsLast;
  }

  @Override
  public long[] outputShape(long[] inputShape, INDArray w) {
    long[] shape = inputShape.clone();
    shape[unitAxis()] = w.size(1);
    return shape;
  }

  @Override
  public void forward(INDArray x, INDArray w, INDArray out) {
    INDArray rows = Nd4j.pullRows(w, 1, indices);
    rows.muliColumnVector(tokens(x));
    out.assign(fromRows(rows, out.shape()));
  }

  @Override
  public void transposed(INDArray q, INDArray w, INDArray out) {
    INDArray products = Nd4j.pullRows(w, 1, indices).mul(rows(q));
    out.assign(fromRows(products.sum(true, 1), out.shape()));
  }

  @Override
  public void weightGradient(INDArray x, INDArray q, INDArray out) {
    INDArray updates = rows(q).dup('c').muliColumnVector(tokens(x));
    INDArray result = Dense.result(out);
    result.assign(0);
    INDArray[] inputs = {result, Nd4j.createFromArray(indices), updates};
    NativeOperation.run("scatter_add", new int[0], true, inputs, new INDArray[] {result});
    Dense.copyBack(result, out);
  }

  @Override
  public int unitAxis() {
    return channelsLast ? 2 : 1;
  }

  private INDArray tokens(INDArray x) {
    return Dense.of(x).reshape('c', indices.length, 1);
  }

  /** [tokens, C] of [N, C], [N, C, T] or [N, T, C]. */
  private INDArray rows(INDArray array) {
    INDArray byTime = array.rank() == 3 && !channelsLast ? array.permute(0, 2, 1) : array;
    return Dense.of(byTime).reshape('c', indices.length, -1);
  }

  private INDArray fromRows(INDArray rows, long[] shape) {
    INDArray dense = Dense.of(rows);
    return shape.length == 3 && !channelsLast
        ? dense.reshape('c', shape[0], shape[2], shape[1]).permute(0, 2, 1)
        : dense.reshape('c', shape);
  }
}
