package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
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
    run(operation("conv2d").addInputs(x, w).addOutputs(out));
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
    run(operation("conv2d_bp").addInputs(x, w, q).addOutputs(outX, outW));
  }

  @Override
  public int unitAxis() {
    return window.channelAxis();
  }

  private DynamicCustomOp.DynamicCustomOpsBuilder operation(String name) {
    return window.operation(name, window.channelsLast() ? 1 : 0, OUT_IN_HEIGHT_WIDTH);
  }

  private static void run(DynamicCustomOp.DynamicCustomOpsBuilder operation) {
    Nd4j.exec(operation.build());
  }
}
