package io.github.lfp4j.core.map;

import java.util.Arrays;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

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

  /** The shape of an output with the given number of channels. */
  long[] outputShape(long[] input, long channels) {
    int h = heightAxis();
    long height = positions(input[h], kernelHeight, strideHeight, paddingHeight, dilationHeight);
    long width = positions(input[h + 1], kernelWidth, strideWidth, paddingWidth, dilationWidth);
    return channelsLast
        ? new long[] {input[0], height, width, channels}
        : new long[] {input[0], channels, height, width};
  }

  private long positions(long size, long kernel, long stride, long padding, long dilation) {
    if (same) {
      return (size + stride - 1) / stride;
    }
    long extent = (kernel - 1) * dilation + 1;
    return (size + 2 * padding - extent) / stride + 1;
  }

  /**
   * One of ND4J's convolution or pooling operations, whose integer arguments begin with the
   * geometry.
   *
   * @param more the integer arguments that follow
   */
  DynamicCustomOp.DynamicCustomOpsBuilder operation(String name, int... more) {
    int[] geometry = {
      kernelHeight,
      kernelWidth,
      strideHeight,
      strideWidth,
      paddingHeight,
      paddingWidth,
      dilationHeight,
      dilationWidth,
      same ? 1 : 0
    };
    int[] all = Arrays.copyOf(geometry, geometry.length + more.length);
    System.arraycopy(more, 0, all, geometry.length, more.length);
    return DynamicCustomOp.builder(name).addIntegerArguments(all);
  }
}
