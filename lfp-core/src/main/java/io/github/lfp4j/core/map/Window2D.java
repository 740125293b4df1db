package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The geometry of a window that slides over images: what convolution and pooling share.
 *
 * @param kernelHeight height of the window in pixels
 * @param kernelWidth width of the window in pixels
 * @param strideHeight vertical step in pixels
 * @param strideWidth horizontal step in pixels
 * @param paddingHeight rows of zeros above and below; ignored if {@code same}
 * @param paddingWidth columns of zeros left and right; ignored if {@code same}
 * @param dilationHeight vertical distance of taps in pixels, 1 for none
 * @param dilationWidth horizontal distance of taps in pixels, 1 for none
 * @param same pad so that the output has {@code ceil(input / stride)} rows and columns, the surplus
 *     zero at the bottom and right
 * @param channelsLast images are [N, H, W, C] if true, [N, C, H, W] if false
 */
public record Window2D(
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int paddingHeight,
    int paddingWidth,
    int dilationHeight,
    int dilationWidth,
    boolean same,
    boolean channelsLast) {

  /** The axis of the channels. */
  public int channelAxis() {
    return channelsLast ? 3 : 1;
  }

  private int heightAxis() {
    return channelsLast ? 1 : 2;
  }

  /**
   * The shape of an output with the given number of channels.
   *
   * @throws IllegalArgumentException if {@code same} padding would have to be negative
   */
  long[] outputShape(long[] input, long channels) {
    int h = heightAxis();
    return shape(
        input[0],
        vertical().positions(input[h], same),
        horizontal().positions(input[h + 1], same),
        channels);
  }

  /** The shape that a transposed convolution with the given number of channels makes of images. */
  long[] transposedShape(long[] input, long channels) {
    int h = heightAxis();
    return shape(
        input[0],
        vertical().transposedSize(input[h], same),
        horizontal().transposedSize(input[h + 1], same),
        channels);
  }

  private long[] shape(long examples, long height, long width, long channels) {
    return channelsLast
        ? new long[] {examples, height, width, channels}
        : new long[] {examples, channels, height, width};
  }

  private WindowAxis vertical() {
    return new WindowAxis(kernelHeight, strideHeight, paddingHeight, dilationHeight);
  }

  private WindowAxis horizontal() {
    return new WindowAxis(kernelWidth, strideWidth, paddingWidth, dilationWidth);
  }

  /** Whether the window moves pixel by pixel. */
  boolean hasUnitStride() {
    return strideHeight == 1 && strideWidth == 1;
  }

  /**
   * The same geometry with explicit padding; null where {@code same} padding is not symmetric or
   * depends on the image.
   */
  Window2D explicit() {
    if (!same) {
      return this;
    }
    int height = (kernelHeight - 1) * dilationHeight;
    int width = (kernelWidth - 1) * dilationWidth;
    if (!hasUnitStride() || height % 2 != 0 || width % 2 != 0) {
      return null;
    }
    return new Window2D(
        kernelHeight,
        kernelWidth,
        1,
        1,
        height / 2,
        width / 2,
        dilationHeight,
        dilationWidth,
        false,
        channelsLast);
  }

  /** Whether taps are apart. */
  boolean dilated() {
    return dilationHeight > 1 || dilationWidth > 1;
  }

  /**
   * Runs one of ND4J's convolution or pooling operations with this geometry.
   *
   * @param name the operation
   * @param tenth its tenth integer argument; the first nine are the geometry
   * @param eleventh its eleventh
   */
  void run(String name, int tenth, int eleventh, INDArray[] inputs, INDArray[] outputs) {
    int[] arguments = {
      kernelHeight,
      kernelWidth,
      strideHeight,
      strideWidth,
      paddingHeight,
      paddingWidth,
      dilationHeight,
      dilationWidth,
      same ? 1 : 0,
      tenth,
      eleventh
    };
    // What ND4J 1.0.0-M2.1 tells oneDNN about dilation is wrong: convolutions fail, average pooling
    // computes as if there were none. Its own code is right.
    NativeOperation.run(name, arguments, !dilated(), inputs, outputs);
  }
}
