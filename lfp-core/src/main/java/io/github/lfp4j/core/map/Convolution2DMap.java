package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The map of a two-dimensional convolution (cross-correlation, as everywhere in deep learning).
 *
 * <p>Shapes: {@code x} [N, C, H, W] or [N, H, W, C] as {@link Window2D#channelsLast()} says, {@code
 * w} as {@link WeightFormat} says, by default [out channels, in channels, kernel height, kernel
 * width], in both cases, {@code z} like {@code x} with the out channels.
 *
 * <p>Stands on ND4J's own convolution operations, which use oneDNN or cuDNN where the backend has
 * them.
 */
public final class Convolution2DMap implements LinearMap {

  private final Window2D window;
  private final WeightFormat format;

  /** A convolution with the given geometry. */
  public Convolution2DMap(Window2D window) {
    this(window, WeightFormat.OUT_IN_KERNEL);
  }

  /** A convolution with the given geometry and weights in another order. */
  Convolution2DMap(Window2D window, WeightFormat format) {
    this.window = window;
    this.format = format;
  }

  @Override
  public long[] outputShape(long[] inputShape, INDArray w) {
    return window.outputShape(inputShape, format.outChannels(w));
  }

  @Override
  public void forward(INDArray x, INDArray w, INDArray out) {
    affine(x, w, null, out);
  }

  @Override
  public void affine(INDArray x, INDArray w, INDArray b, INDArray out) {
    INDArray result = plain(out);
    run("conv2d", inputs(plainCopy(x), w, b), result);
    Dense.copyBack(result, out);
  }

  @Override
  public void transposed(INDArray q, INDArray w, INDArray out) {
    if (Transposition.applies(window, q, w, out)) {
      Transposition.run(window, format, q, w, out);
    } else {
      INDArray unused = Nd4j.createUninitialized(w.dataType(), w.shape(), 'c');
      backward(out, w, q, out, unused, null);
    }
  }

  @Override
  public void weightGradient(INDArray x, INDArray q, INDArray out) {
    gradients(x, out, q, out, null);
  }

  @Override
  public void gradients(INDArray x, INDArray w, INDArray q, INDArray outW, INDArray outB) {
    if (WeightCorrelation.pays(window, x, q)) {
      WeightCorrelation.run(window, format, x, q, outW);
      if (outB != null) {
        biasGradient(q, outB);
      }
    } else {
      INDArray unused = Nd4j.createUninitialized(x.dataType(), x.shape(), 'c');
      backward(x, w, q, unused, outW, outB);
    }
  }

  @Override
  public void backward(
      INDArray x, INDArray w, INDArray q, INDArray outX, INDArray outW, INDArray outB) {
    INDArray resultX = plain(outX);
    INDArray input = x == outX ? resultX : plainCopy(x);
    if (outB == null) {
      run("conv2d_bp", new INDArray[] {input, w, plainCopy(q)}, resultX, outW);
    } else {
      // The operation computes the bias's derivative only if it is given a bias.
      INDArray[] inputs = {input, w, outB, plainCopy(q)};
      run("conv2d_bp", inputs, resultX, outW, outB);
    }
    Dense.copyBack(resultX, outX);
  }

  private static INDArray[] inputs(INDArray x, INDArray w, INDArray b) {
    if (b == null) {
      return new INDArray[] {x, w};
    }
    // oneDNN takes a bias for dense without looking.
    return new INDArray[] {x, w, b.elementWiseStride() == 1 ? b : b.dup('c')};
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
    window.run(name, window.channelsLast() ? 1 : 0, format.argument(), inputs, outputs);
  }

  /** The images, in an array that the operations can work with. */
  private INDArray plainCopy(INDArray images) {
    return isPlain(images) ? images : images.dup('c');
  }

  /** An array for results: the given one, or scratch for {@link Dense#copyBack}. */
  private INDArray plain(INDArray out) {
    return isPlain(out) ? out : Dense.result(out);
  }

  /**
   * With channels last, ND4J 1.0.0-M2.1 misreads images of 32 bits that do not lie in memory
   * densely and in C order, and writes beyond their end.
   */
  private boolean isPlain(INDArray images) {
    return !window.channelsLast() || Dense.is(images);
  }
}
