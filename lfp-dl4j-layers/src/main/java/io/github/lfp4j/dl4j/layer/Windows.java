package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.Window2D;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/** DL4J's convolution and pooling settings as {@link Window2D}. */
final class Windows {

  private Windows() {}

  static Window2D of(
      int[] kernel,
      int[] stride,
      int[] padding,
      int[] dilation,
      ConvolutionMode mode,
      CNN2DFormat format) {
    return new Window2D(
        kernel[0],
        kernel[1],
        stride[0],
        stride[1],
        padding[0],
        padding[1],
        dilation[0],
        dilation[1],
        mode == ConvolutionMode.Same,
        format == CNN2DFormat.NHWC);
  }
}
