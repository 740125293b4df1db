package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The map of a three-dimensional transposed convolution.
 *
 * <p>Shapes: {@code x} [N, C, D, H, W] or [N, D, H, W, C] as {@link Window3D#channelsLast()} says,
 * {@code w} [kernel depth, kernel height, kernel width, out channels, in channels] in both cases,
 * {@code z} like {@code x} with the out channels and, along each axis, {@code stride (size - 1) +
 * extent - 2 padding} positions, {@code stride size} if the padding is SAME.
 */
public final class Deconvolution3DMap extends TransposedMap {

  private final Window3D window;

  /**
   * @param window the geometry of the convolution that this is the transposed map of
   */
  public Deconvolution3DMap(Window3D window) {
    super(new Convolution3DMap(window, WeightFormat.KERNEL_IN_OUT));
    this.window = window;
  }

  @Override
  public long[] outputShape(long[] inputShape, INDArray w) {
    return window.transposedShape(inputShape, WeightFormat.KERNEL_IN_OUT.inChannels(w));
  }
}
