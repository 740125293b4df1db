package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One weight for each feature: {@code z_ni = x_ni w_i}.
 *
 * <p>Shapes: {@code x} and {@code z} [N, features], {@code w} as many numbers as there are
 * features, in any shape.
 */
public final class ScalingMap implements LinearMap {

  /** The only instance: the map has no state. */
  public static final ScalingMap INSTANCE = new ScalingMap();

  private ScalingMap() {}

  @Override
  public long[] outputShape(long[] inputShape, INDArray w) {
    return inputShape.clone();
  }

  @Override
  public void forward(INDArray x, INDArray w, INDArray out) {
    x.mul(alongUnits(w, 2), out);
  }

  @Override
  public void transposed(INDArray q, INDArray w, INDArray out) {
    forward(q, w, out);
  }

  @Override
  public void weightGradient(INDArray x, INDArray q, INDArray out) {
    biasGradient(x.mul(q), out);
  }

  @Override
  public int unitAxis() {
    return 1;
  }
}
