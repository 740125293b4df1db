package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The map of two-dimensional average pooling: a convolution of each channel with a constant window
 * and no weights to learn. Rules treat its constant weights as positive.
 *
 * <p>Shapes: {@code x} [N, C, H, W] or [N, H, W, C]; {@code z} like {@code x}, with fewer rows and
 * columns; weights null.
 */
public final class AveragePooling2DMap implements LinearMap {

  private final Window2D window;
  private final boolean countPadding;

  /**
   * @param window the geometry
   * @param countPadding divide by the whole window's area, even where it lies on padding; if false,
   *     by the number of pixels it covers
   */
  public AveragePooling2DMap(Window2D window, boolean countPadding) {
    this.window = window;
    this.countPadding = countPadding;
  }

  @Override
  public long[] outputShape(long[] inputShape, INDArray w) {
    return window.outputShape(inputShape, inputShape[unitAxis()]);
  }

  @Override
  public void forward(INDArray x, INDArray w, INDArray out) {
    run("avgpool2d", out, x);
  }

  @Override
  public void transposed(INDArray q, INDArray w, INDArray out) {
    // The operation takes the input for its shape only.
    run("avgpool2d_bp", out, out, q);
  }

  @Override
  public void weightGradient(INDArray x, INDArray q, INDArray out) {
    throw new UnsupportedOperationException("average pooling has no weights to learn");
  }

  @Override
  public int unitAxis() {
    return window.channelAxis();
  }

  private void run(String name, INDArray out, INDArray... inputs) {
    window.run(
        name, countPadding ? 1 : 0, window.channelsLast() ? 1 : 0, inputs, new INDArray[] {out});
  }
}
