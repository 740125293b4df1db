package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The dense layer's map: {@code z_nj = sum_i x_ni w_ij}.
 *
 * <p>Shapes: {@code x} [N, in], {@code w} [in, out], {@code z} [N, out]. Any ordering; the matrix
 * products are BLAS calls without copies for arrays that lie dense in memory, and take half the
 * time for results in column order.
 */
public final class DenseMap implements LinearMap {

  /** The only instance: the map has no state. */
  public static final DenseMap INSTANCE = new DenseMap();

  private DenseMap() {}

  @Override
  public long[] outputShape(long[] inputShape, INDArray w) {
    return new long[] {inputShape[0], w.size(1)};
  }

  @Override
  public void forward(INDArray x, INDArray w, INDArray out) {
    product(x, w, out);
  }

  /** The bias is a product, too: a column of ones times the row of biases. */
  @Override
  public void affine(INDArray x, INDArray w, INDArray b, INDArray out) {
    if (b == null || out.elementWiseStride() != 1 || !isDense(b)) {
      LinearMap.super.affine(x, w, b, out);
      return;
    }
    Nd4j.gemm(Sums.ones(out, out.size(0), 1), b.reshape(1, b.length()), out, false, false, 1, 0);
    Nd4j.gemm(x, w, out, false, false, 1, 1);
  }

  private static boolean isDense(INDArray row) {
    return row.elementWiseStride() == 1;
  }

  @Override
  public void transposed(INDArray q, INDArray w, INDArray out) {
    product(q, w.transpose(), out);
  }

  @Override
  public void weightGradient(INDArray x, INDArray q, INDArray out) {
    product(x.transpose(), q, out);
  }

  @Override
  public void negatedGradients(INDArray x, INDArray w, INDArray q, INDArray outW, INDArray outB) {
    product(x.transpose(), q, -1, outW);
    if (outB != null) {
      biasGradient(q, outB);
      outB.negi();
    }
  }

  @Override
  public char ordering() {
    return 'f';
  }

  @Override
  public int unitAxis() {
    return 1;
  }

  private static void product(INDArray a, INDArray b, INDArray out) {
    product(a, b, 1, out);
  }

  private static void product(INDArray a, INDArray b, double factor, INDArray out) {
    if (out.elementWiseStride() == 1) {
      Nd4j.gemm(a, b, out, false, false, factor, 0.0);
    } else {
      // The matrix product refuses results that do not lie dense in memory.
      out.assign(a.mmul(b).muli(factor));
    }
  }
}
