package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The map of a three-dimensional convolution.
 *
 * <p>Shapes: {@code x} [N, C, D, H, W] or [N, D, H, W, C] as {@link Window3D#channelsLast()} says,
 * {@code w} [out channels, in channels, kernel depth, kernel height, kernel width] in both cases,
 * {@code z} like {@code x} with the out channels.
 */
public final class Convolution3DMap implements LinearMap {

  private final Window3D window;
  private final WeightFormat format;

  /** A convolution with the given geometry. */
  public Convolution3DMap(Window3D window) {
    this(window, WeightFormat.OUT_IN_KERNEL);
  }

  /** A convolution with the given geometry and weights in another order. */
  Convolution3DMap(Window3D window, WeightFormat format) {
    this.window = window;
    this.format = format;
  }

  @Override
  public long[] outputShape(long[] inputShape, INDArray w) {
    return window.outputShape(inputShape, format.outChannels(w));
  }

  @Override
  public void forward(INDArray x, INDArray w, INDArray out) {
    INDArray result = Dense.result(out);
    INDArray[] inputs = {Dense.of(x), Dense.of(w)};
    window.run("conv3dnew", format.argument(), inputs, result);
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
    INDArray resultX = Dense.result(outX);
    INDArray resultW = Dense.result(outW);
    INDArray[] inputs = {Dense.of(x), Dense.of(w), Dense.of(q)};
    window.run("conv3dnew_bp", format.argument(), inputs, resultX, resultW);
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
}
