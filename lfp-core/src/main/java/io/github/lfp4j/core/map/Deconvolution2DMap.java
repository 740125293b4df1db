package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The map of a two-dimensional transposed convolution.
 *
 * <p>Shapes: {@code x} [N, C, H, W] or [N, H, W, C] as {@link Window2D#channelsLast()} says, {@code
 * w} [in channels, out channels, kernel height, kernel width] in both cases, {@code z} like {@code
 * x} with the out channels and {@code stride (H - 1) + extent - 2 padding} rows, {@code stride H}
 * if the padding is SAME.
 */
public final class Deconvolution2DMap extends TransposedMap {

  private final Window2D window;

  /**
   * @param window the geometry of the convolution that this is the transposed map of
   */
  public Deconvolution2DMap(Window2D window) {
    super(new Convolution2DMap(window));
    this.window = window;
  }

  @Override
  public long[] outputShape(long[] inputShape, INDArray w) {
    return window.transposedShape(inputShape, WeightFormat.OUT_IN_KERNEL.inChannels(w));
  }
}
