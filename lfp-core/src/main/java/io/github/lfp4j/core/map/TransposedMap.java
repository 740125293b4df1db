package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The transposed map of a convolution as a map of its own: what deep learning calls a deconvolution
 * or a transposed convolution. Its forward pass is the convolution's way back and the other way
 * round; the derivative by the weights is the convolution's with input and output exchanged.
 */
abstract class TransposedMap implements LinearMap {

  private final LinearMap convolution;

  TransposedMap(LinearMap convolution) {
    this.convolution = convolution;
  }

  @Override
  public void forward(INDArray x, INDArray w, INDArray out) {
    convolution.transposed(x, w, out);
  }

  @Override
  public void transposed(INDArray q, INDArray w, INDArray out) {
    convolution.forward(q, w, out);
  }

  @Override
  public void weightGradient(INDArray x, INDArray q, INDArray out) {
    convolution.weightGradient(q, x, out);
  }

  @Override
  public int unitAxis() {
    return convolution.unitAxis();
  }
}
