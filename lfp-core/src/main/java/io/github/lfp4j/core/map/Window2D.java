package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

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
    long height = positions(input[h], kernelHeight, strideHeight, paddingHeight, dilationHeight);
    long width = positions(input[h + 1], kernelWidth, strideWidth, paddingWidth, dilationWidth);
    return channelsLast
        ? new long[] {input[0], height, width, channels}
        : new long[] {input[0], channels, height, width};
  }

  private long positions(long size, long kernel, long stride, long padding, long dilation) {
    long extent = (kernel - 1) * dilation + 1;
    if (same) {
      long places = (size + stride - 1) / stride;
      if ((places - 1) * stride + extent - size < -1) {
        // ND4J would shift the window by a negative padding.
        throw new IllegalArgumentException(
            "a window of "
                + extent
                + " pixels and steps of "
                + stride
                + " leave pixels out of "
                + size
                + ", for which SAME padding is not defined; choose explicit padding");
      }
      return places;
    }
    return (size + 2 * padding - extent) / stride + 1;
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
    // In one call: the builder counts the arguments of each call by itself and rejects a part.
    DynamicCustomOp operation =
        DynamicCustomOp.builder(name)
            .addIntegerArguments(
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
                eleventh)
            .addInputs(inputs)
            .addOutputs(outputs)
            .build();
    if (dilated()) {
      runWithoutHelpers(operation);
    } else {
      Nd4j.exec(operation);
    }
  }

  /**
   * What ND4J 1.0.0-M2.1 tells oneDNN about dilation is wrong: convolutions fail, average pooling
   * computes as if there were none. Its own code is right.
   */
  private static void runWithoutHelpers(DynamicCustomOp operation) {
    OpContext context = Nd4j.getExecutioner().buildContext();
    try {
      context.allowHelpers(false);
      context.setInputArrays(operation.inputArguments());
      context.setOutputArrays(operation.outputArguments());
      context.setIArguments(operation.iArgs());
      Nd4j.exec(operation, context);
    } finally {
      close(context);
    }
  }

  private static void close(OpContext context) {
    try {
      context.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot release what a native operation holds", e);
    }
  }
}
