package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The geometry of a window that slides over volumes.
 *
 * @param depth along the first axis of a volume
 * @param height along the second
 * @param width along the third
 * @param same pad so that the output has {@code ceil(size / stride)} positions along each axis, the
 *     surplus zero at the end
 * @param channelsLast volumes are [N, D, H, W, C] if true, [N, C, D, H, W] if false
 */
public record Window3D(
    WindowAxis depth, WindowAxis height, WindowAxis width, boolean same, boolean channelsLast) {

  /** The axis of the channels. */
  public int channelAxis() {
    return channelsLast ? 4 : 1;
  }

  private int depthAxis() {
    return channelsLast ? 1 : 2;
  }

  long[] outputShape(long[] input, long channels) {
    int d = depthAxis();
    return shape(
        input[0],
        depth.positions(input[d], same),
        height.positions(input[d + 1], same),
        width.positions(input[d + 2], same),
        channels);
  }

  /** The shape that a transposed convolution with the given number of channels makes of volumes. */
  long[] transposedShape(long[] input, long channels) {
    int d = depthAxis();
    return shape(
        input[0],
        depth.transposedSize(input[d], same),
        height.transposedSize(input[d + 1], same),
        width.transposedSize(input[d + 2], same),
        channels);
  }

  private long[] shape(long examples, long d, long h, long w, long channels) {
    return channelsLast
        ? new long[] {examples, d, h, w, channels}
        : new long[] {examples, channels, d, h, w};
  }

  private boolean dilated() {
    return depth.dilation() > 1 || height.dilation() > 1 || width.dilation() > 1;
  }

  /**
   * Runs one of ND4J's operations for volumes with this geometry.
   *
   * @param fifteenth its fifteenth integer argument; the first fourteen are the geometry
   */
  void run(String name, int fifteenth, INDArray[] inputs, INDArray... outputs) {
    int[] arguments = {
      depth.kernel(),
      height.kernel(),
      width.kernel(),
      depth.stride(),
      height.stride(),
      width.stride(),
      depth.padding(),
      height.padding(),
      width.padding(),
      depth.dilation(),
      height.dilation(),
      width.dilation(),
      same ? 1 : 0,
      channelsLast ? 1 : 0,
      fifteenth
    };
    // As for images, what ND4J 1.0.0-M2.1 tells oneDNN about dilation is wrong.
    NativeOperation.run(name, arguments, !dilated(), inputs, outputs);
  }
}
