package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.Window1D;
import io.github.lfp4j.core.map.Window2D;
import io.github.lfp4j.core.map.Window3D;
import io.github.lfp4j.core.map.WindowAxis;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;

/** DL4J's convolution and pooling settings as windows of the core. */
final class Windows {

  private Windows() {}

  /** The window of a layer over images. */
  static Window2D of(ConvolutionLayer conf) {
    return of(
        conf.getKernelSize(),
        conf.getStride(),
        conf.getPadding(),
        conf.getDilation(),
        conf.getConvolutionMode(),
        conf.getCnn2dDataFormat());
  }

  /** The window of a layer over sequences. */
  static Window1D of(Convolution1DLayer conf) {
    Window1D.Padding padding =
        switch (conf.getConvolutionMode()) {
          case Same -> Window1D.Padding.SAME;
          case Causal -> Window1D.Padding.CAUSAL;
          case Strict, Truncate -> Window1D.Padding.EXPLICIT;
        };
    return new Window1D(axis(conf, 0), padding, conf.getRnnDataFormat() == RNNFormat.NWC);
  }

  /** The window of a layer over volumes. */
  static Window3D of(ConvolutionLayer conf, Convolution3D.DataFormat format) {
    return new Window3D(
        axis(conf, 0),
        axis(conf, 1),
        axis(conf, 2),
        conf.getConvolutionMode() == ConvolutionMode.Same,
        format == Convolution3D.DataFormat.NDHWC);
  }

  private static WindowAxis axis(ConvolutionLayer conf, int axis) {
    return new WindowAxis(
        conf.getKernelSize()[axis],
        conf.getStride()[axis],
        conf.getPadding()[axis],
        conf.getDilation()[axis]);
  }

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
