package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The map of a convolution over time, computed as a convolution of images one pixel wide.
 *
 * <p>Shapes: {@code x} [N, C, T] or [N, T, C] as {@link Window1D#channelsLast()} says; {@code z}
 * like {@code x} with the out channels. The weights may have any shape: their numbers in C order
 * are those of [kernel, in channels, out channels].
 */
public final class Convolution1DMap implements LinearMap {

  private final Window1D window;
  private final Convolution2DMap images;

  /** A convolution with the given geometry. */
  public Convolution1DMap(Window1D window) {
    this.window = window;
    this.images = new Convolution2DMap(window.overImages(), WeightFormat.KERNEL_IN_OUT);
  }

  @Override
  public long[] outputShape(long[] inputShape, INDArray w) {
    long in = inputShape[unitAxis()];
    return window.outputShape(inputShape, w.length() / (in * window.axis().kernel()));
  }

  @Override
  public void forward(INDArray x, INDArray w, INDArray out) {
    affine(x, w, null, out);
  }

  @Override
  public void affine(INDArray x, INDArray w, INDArray b, INDArray out) {
    INDArray result = Dense.result(out);
    images.affine(padded(x), weights(w, x.size(unitAxis())), b, image(result));
    Dense.copyBack(result, out);
  }

  @Override
  public void transposed(INDArray q, INDArray w, INDArray out) {
    INDArray result = paddedResult(out);
    images.transposed(image(Dense.of(q)), weights(w, out.size(unitAxis())), image(result));
    copyWithoutZeros(result, out);
  }

  @Override
  public void weightGradient(INDArray x, INDArray q, INDArray out) {
    gradients(x, out, q, out, null);
  }

  @Override
  public void gradients(INDArray x, INDArray w, INDArray q, INDArray outW, INDArray outB) {
    INDArray result = Dense.result(outW);
    long in = x.size(unitAxis());
    images.gradients(padded(x), weights(w, in), image(Dense.of(q)), weights(result, in), outB);
    Dense.copyBack(result, outW);
  }

  @Override
  public void backward(
      INDArray x, INDArray w, INDArray q, INDArray outX, INDArray outW, INDArray outB) {
    INDArray resultX = paddedResult(outX);
    INDArray resultW = Dense.result(outW);
    long in = x.size(unitAxis());
    images.backward(
        padded(x), weights(w, in), image(Dense.of(q)), image(resultX), weights(resultW, in), outB);
    copyWithoutZeros(resultX, outX);
    Dense.copyBack(resultW, outW);
  }

  @Override
  public boolean savesByBackward() {
    return images.savesByBackward();
  }

  @Override
  public int unitAxis() {
    return window.channelAxis();
  }

  private INDArray weights(INDArray w, long in) {
    int kernel = window.axis().kernel();
    return Dense.reshape(Dense.of(w), kernel, 1, in, w.length() / (in * kernel));
  }

  private INDArray image(INDArray sequences) {
    return Dense.reshape(sequences, window.asImages(sequences.shape()));
  }

  /** The input as images, behind the zeros that a causal window starts with. */
  private INDArray padded(INDArray x) {
    if (window.causalZeros() == 0) {
      return image(Dense.of(x));
    }
    INDArray longer = longer(x).assign(0);
    longer.get(withoutZeros(longer)).assign(x);
    return image(longer);
  }

  private INDArray paddedResult(INDArray out) {
    return window.causalZeros() == 0 ? Dense.result(out) : longer(out);
  }

  private void copyWithoutZeros(INDArray result, INDArray out) {
    if (window.causalZeros() == 0) {
      Dense.copyBack(result, out);
    } else {
      out.assign(result.get(withoutZeros(result)));
    }
  }

  private INDArray longer(INDArray sequences) {
    int time = 3 - unitAxis();
    long length = sequences.size(time) + window.causalZeros();
    long[] shape = window.shape(sequences.size(0), sequences.size(unitAxis()), length);
    return Nd4j.createUninitialized(sequences.dataType(), shape, 'c');
  }

  private INDArrayIndex[] withoutZeros(INDArray longer) {
    int time = 3 - unitAxis();
    INDArrayIndex[] index = {NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.all()};
    index[time] = NDArrayIndex.interval(window.causalZeros(), longer.size(time));
    return index;
  }
}
