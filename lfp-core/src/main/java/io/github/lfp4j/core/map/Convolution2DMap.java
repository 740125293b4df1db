package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The map of a two-dimensional convolution (cross-correlation, as everywhere in deep learning).
 *
 * <p>Shapes: {@code x} [N, C, H, W] or [N, H, W, C] as {@link Window2D#channelsLast()} says, {@code
 * w} [out channels, in channels, kernel height, kernel width] in both cases, {@code z} like {@code
 * x} with the out channels.
 *
 * <p>Stands on ND4J's own convolution operations, which use oneDNN or cuDNN where the backend has
 * them.
 */
public final class Convolution2DMap implements LinearMap {

  /** Value of the operations' weight-format argument for [out, in, height, width]. */
  private static final int OUT_IN_HEIGHT_WIDTH = 1;

  private final Window2D window;

  /** A convolution with the given geometry. */
  public Convolution2DMap(Window2D window) {
    this.window = window;
  }

  @Override
  public long[] outputShape(long[] inputShape, INDArray w) {
    return window.outputShape(inputShape, w.size(0));
  }

  @Override
  public void forward(INDArray x, INDArray w, INDArray out) {
    INDArray result = plain(out);
    run("conv2d", new INDArray[] {plainCopy(x), w}, result);
    copyBack(result, out);
  }

  @Override
  public void transposed(INDArray q, INDArray w, INDArray out) {
    backward(out, w, q, out, Nd4j.createUninitialized(w.dataType(), w.shape(), w.ordering()));
  }

  @Override
  public void weightGradient(INDArray x, INDArray q, INDArray out) {
    backward(x, out, q, Nd4j.createUninitialized(x.dataType(), x.shape(), x.ordering()), out);
  }

  /**
   * Both directions in one call, which costs less than {@link #transposed} and {@link
   * #weightGradient} one after the other.
   */
  public void backward(INDArray x, INDArray w, INDArray q, INDArray outX, INDArray outW) {
    INDArray resultX = plain(outX);
    INDArray input = x == outX ? resultX : plainCopy(x);
    run("conv2d_bp", new INDArray[] {input, w, plainCopy(q)}, resultX, outW);
    copyBack(resultX, outX);
  }

  @Override
  public int unitAxis() {
    return window.channelAxis();
  }

  private void run(String name, INDArray[] inputs, INDArray... outputs) {
    window.run(name, window.channelsLast() ? 1 : 0, OUT_IN_HEIGHT_WIDTH, inputs, outputs);
  }

  /** The images, in an array that the operations can work with. */
  private INDArray plainCopy(INDArray images) {
    return isPlain(images) ? images : images.dup('c');
  }

  /** An array for results: the given one, or scratch for {@link #copyBack}. */
  private INDArray plain(INDArray out) {
    return isPlain(out) ? out : Nd4j.createUninitialized(out.dataType(), out.shape(), 'c');
  }

  private static void copyBack(INDArray result, INDArray out) {
    if (result != out) {
      out.assign(result);
    }
  }

  /**
   * With channels last, ND4J 1.0.0-M2.1 misreads images of 32 bits that do not lie in memory
   * densely and in C order, and writes beyond their end.
   */
  private boolean isPlain(INDArray images) {
    return !window.channelsLast()
        || (images.ordering() == 'c' && Shape.hasDefaultStridesForShape(images));
  }
}
