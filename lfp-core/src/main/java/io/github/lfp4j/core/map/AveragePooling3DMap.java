package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The map of three-dimensional average pooling, the mean of the voxels that the window covers:
 * zeros around the volume do not count. Rules treat its constant weights as positive.
 *
 * <p>Shapes: {@code x} [N, C, D, H, W] or [N, D, H, W, C]; {@code z} like {@code x}, with fewer
 * voxels; weights null.
 */
public final class AveragePooling3DMap implements LinearMap {

  private static final int AXES = 3;

  private final int[] kernel;
  private final int[] stride;
  private final int[] padding;
  private final boolean same;
  private final boolean channelsLast;

  /**
   * @param kernel depth, height and width of the window in voxels
   * @param stride steps in voxels, in the same order
   * @param padding zeros on each side of the volume; ignored if {@code same}
   * @param same pad so that the output has {@code ceil(input / stride)} voxels along each axis
   * @param channelsLast volumes are [N, D, H, W, C] if true, [N, C, D, H, W] if false
   */
  public AveragePooling3DMap(
      int[] kernel, int[] stride, int[] padding, boolean same, boolean channelsLast) {
    this.kernel = kernel.clone();
    this.stride = stride.clone();
    this.padding = padding.clone();
    this.same = same;
    this.channelsLast = channelsLast;
  }

  @Override
  public long[] outputShape(long[] inputShape, INDArray w) {
    long[] shape = inputShape.clone();
    int first = channelsLast ? 1 : 2;
    for (int i = 0; i < AXES; i++) {
      long size = inputShape[first + i];
      shape[first + i] =
          same
              ? (size + stride[i] - 1) / stride[i]
              : (size + 2L * padding[i] - kernel[i]) / stride[i] + 1;
    }
    return shape;
  }

  @Override
  public void forward(INDArray x, INDArray w, INDArray out) {
    run("avgpool3dnew", out, x);
  }

  @Override
  public void transposed(INDArray q, INDArray w, INDArray out) {
    // The operation takes the input for its shape only.
    run("avgpool3dnew_bp", out, out, q);
  }

  @Override
  public void weightGradient(INDArray x, INDArray q, INDArray out) {
    throw new UnsupportedOperationException("average pooling has no weights to learn");
  }

  @Override
  public int unitAxis() {
    return channelsLast ? AXES + 1 : 1;
  }

  private void run(String name, INDArray out, INDArray... inputs) {
    Nd4j.exec(
        DynamicCustomOp.builder(name)
            .addIntegerArguments(
                kernel[0],
                kernel[1],
                kernel[2],
                stride[0],
                stride[1],
                stride[2],
                padding[0],
                padding[1],
                padding[2],
                1, // no dilation
                1,
                1,
                same ? 1 : 0,
                0, // zeros around the volume do not count
                channelsLast ? 1 : 0)
            .addInputs(inputs)
            .addOutputs(out)
            .build());
  }
}
