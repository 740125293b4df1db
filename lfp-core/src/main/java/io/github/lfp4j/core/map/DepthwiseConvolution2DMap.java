package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The map of a depthwise convolution: each channel has kernels of its own and is mixed with no
 * other.
 *
 * <p>Shapes: {@code x} [N, C, H, W] or [N, H, W, C] as {@link Window2D#channelsLast()} says, {@code
 * w} as the {@link Format} says, with {@code M} kernels for each channel, {@code z} like {@code x}
 * with {@code C M} channels: channel {@code c M + m} is kernel {@code m} of channel {@code c}.
 */
public final class DepthwiseConvolution2DMap implements LinearMap {

  /** The order of the axes of the weights. */
  public enum Format {
    /** [kernel height, kernel width, C, M]. */
    KERNEL_CHANNEL_MULTIPLIER(0),
    /** [M, C, kernel height, kernel width]. */
    MULTIPLIER_CHANNEL_KERNEL(1);

    private final int argument;

    Format(int argument) {
      this.argument = argument;
    }

    private long multiplier(INDArray w) {
      return this == KERNEL_CHANNEL_MULTIPLIER ? w.size(3) : w.size(0);
    }
  }

  private final Window2D window;
  private final Format format;

  /** Of a single channel it is a plain convolution, for which ND4J's way back fails. */
  private final Convolution2DMap ofOneChannel;

  /** A depthwise convolution with the given geometry. */
  public DepthwiseConvolution2DMap(Window2D window, Format format) {
    this.window = window;
    this.format = format;
    this.ofOneChannel =
        new Convolution2DMap(
            window,
            format == Format.KERNEL_CHANNEL_MULTIPLIER
                ? WeightFormat.KERNEL_IN_OUT
                : WeightFormat.OUT_IN_KERNEL);
  }

  @Override
  public long[] outputShape(long[] inputShape, INDArray w) {
    return window.outputShape(inputShape, inputShape[unitAxis()] * format.multiplier(w));
  }

  @Override
  public void forward(INDArray x, INDArray w, INDArray out) {
    INDArray result = Dense.result(out);
    run("depthwise_conv2d", new INDArray[] {Dense.of(x), Dense.of(w)}, result);
    Dense.copyBack(result, out);
  }

  @Override
  public void transposed(INDArray q, INDArray w, INDArray out) {
    backward(out, w, q, out, Nd4j.createUninitialized(w.dataType(), w.shape(), 'c'), null);
  }

  @Override
  public void weightGradient(INDArray x, INDArray q, INDArray out) {
    backward(x, out, q, Nd4j.createUninitialized(x.dataType(), x.shape(), 'c'), out, null);
  }

  @Override
  public void backward(
      INDArray x, INDArray w, INDArray q, INDArray outX, INDArray outW, INDArray outB) {
    if (x.size(unitAxis()) == 1) {
      ofOneChannel.backward(x, w, q, outX, outW, outB);
      return;
    }
    INDArray resultX = Dense.result(outX);
    INDArray resultW = Dense.result(outW);
    INDArray[] inputs = {Dense.of(x), Dense.of(w), Dense.of(q)};
    run("depthwise_conv2d_bp", inputs, resultX, resultW);
    Dense.copyBack(resultX, outX);
    Dense.copyBack(resultW, outW);
    if (outB != null) {
      biasGradient(q, outB);
    }
  }

  @Override
  public boolean savesByBackward() {
    return true;
  }

  @Override
  public int unitAxis() {
    return window.channelAxis();
  }

  private void run(String name, INDArray[] inputs, INDArray... outputs) {
    window.run(name, window.channelsLast() ? 1 : 0, format.argument, inputs, outputs);
  }
}
