package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The map of a locally connected layer: a convolution with other weights at each position.
 *
 * <p>Shapes: {@code x} [N, C, H, W], {@code w} [positions, C kernelHeight kernelWidth, out], {@code
 * z} [N, out, rows, columns]; with channels last [N, H, W, C] and [N, rows, columns, out]. Features
 * of a window are counted by channel, then row, then column.
 *
 * <p>Windows are numbered column by column, from top to bottom, while positions of the output are
 * numbered row by row: the k-th window, with the k-th weights, gives the k-th position. That is how
 * Deeplearning4j computes it; its output is transposed where it is square.
 *
 * @param kernelHeight rows of the window
 * @param kernelWidth columns of the window
 * @param strideHeight vertical step
 * @param strideWidth horizontal step
 * @param top rows of zeros above the image
 * @param left columns of zeros left of it; there are as many below and right as windows reach for
 * @param rows of the output
 * @param columns of the output
 * @param channelsLast the layout of input and output
 */
public record LocallyConnectedMap(
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int top,
    int left,
    int rows,
    int columns,
    boolean channelsLast)
    implements LinearMap {

  /** Which factor of a product is transposed. */
  private static final int[] NONE = {0, 0, 0};

  private static final int[] FIRST = {1, 0, 0};
  private static final int[] SECOND = {0, 1, 0};

  @Override
  public long[] outputShape(long[] inputShape, INDArray w) {
    return channelsLast
        ? new long[] {inputShape[0], rows, columns, w.size(2)}
        : new long[] {inputShape[0], w.size(2), rows, columns};
  }

  @Override
  public void forward(INDArray x, INDArray w, INDArray out) {
    INDArray windows = windows(x);
    INDArray z = array(windows, windows.size(0), windows.size(1), w.size(2));
    multiply(windows, Dense.of(w), NONE, z);
    out.assign(fromPositions(z));
  }

  @Override
  public void transposed(INDArray q, INDArray w, INDArray out) {
    INDArray ofPositions = toPositions(q);
    INDArray windows = array(q, ofPositions.size(0), ofPositions.size(1), w.size(1));
    multiply(ofPositions, Dense.of(w), SECOND, windows);
    addWindows(windows, out);
  }

  @Override
  public void weightGradient(INDArray x, INDArray q, INDArray out) {
    INDArray result = Dense.result(out);
    multiply(windows(x), toPositions(q), FIRST, result);
    Dense.copyBack(result, out);
  }

  @Override
  public int unitAxis() {
    return channelsLast ? 3 : 1;
  }

  /** One product of matrices per position. */
  private static void multiply(INDArray a, INDArray b, int[] transposed, INDArray out) {
    NativeOperation.run("matmul", transposed, true, new INDArray[] {a, b}, new INDArray[] {out});
  }

  private int paddedHeight() {
    return (rows - 1) * strideHeight + kernelHeight;
  }

  private int paddedWidth() {
    return (columns - 1) * strideWidth + kernelWidth;
  }

  /** [positions, N, features]. */
  private INDArray windows(INDArray x) {
    INDArray images = channelsLast ? x.permute(0, 3, 1, 2) : x;
    long[] shape = images.shape();
    INDArray padded = array(x, shape[0], shape[1], paddedHeight(), paddedWidth()).assign(0);
    padded.get(covered(shape)).assign(images.get(reached(shape)));
    INDArray windows = array(x, shape[0], shape[1], kernelHeight, kernelWidth, rows, columns);
    NativeOperation.run(
        "im2col", geometry(), true, new INDArray[] {padded}, new INDArray[] {windows});
    return windows
        .permute(5, 4, 0, 1, 2, 3)
        .dup('c')
        .reshape('c', (long) rows * columns, shape[0], shape[1] * kernelHeight * kernelWidth);
  }

  /** Adds up windows [positions, N, features] where they lie on the image. */
  private void addWindows(INDArray windows, INDArray out) {
    INDArray images = channelsLast ? out.permute(0, 3, 1, 2) : out;
    long[] shape = images.shape();
    INDArray separate =
        windows
            .reshape('c', columns, rows, shape[0], shape[1], kernelHeight, kernelWidth)
            .permute(2, 3, 4, 5, 1, 0)
            .dup('c');
    INDArray padded = array(out, shape[0], shape[1], paddedHeight(), paddedWidth());
    int[] arguments = {strideHeight, strideWidth, 0, 0, paddedHeight(), paddedWidth(), 1, 1, 0};
    NativeOperation.run(
        "col2im", arguments, true, new INDArray[] {separate}, new INDArray[] {padded});
    images.assign(0);
    images.get(reached(shape)).assign(padded.get(covered(shape)));
  }

  private int[] geometry() {
    return new int[] {kernelHeight, kernelWidth, strideHeight, strideWidth, 0, 0, 1, 1, 0};
  }

  /** Where the image lies in the padded one. */
  private INDArrayIndex[] covered(long[] image) {
    return new INDArrayIndex[] {
      NDArrayIndex.all(),
      NDArrayIndex.all(),
      NDArrayIndex.interval(top, top + heightReached(image)),
      NDArrayIndex.interval(left, left + widthReached(image))
    };
  }

  /** The part of the image that windows reach. */
  private INDArrayIndex[] reached(long[] image) {
    return new INDArrayIndex[] {
      NDArrayIndex.all(),
      NDArrayIndex.all(),
      NDArrayIndex.interval(0, heightReached(image)),
      NDArrayIndex.interval(0, widthReached(image))
    };
  }

  private long heightReached(long[] image) {
    return Math.min(image[2], (long) paddedHeight() - top);
  }

  private long widthReached(long[] image) {
    return Math.min(image[3], (long) paddedWidth() - left);
  }

  /** An output as [positions, N, out]. */
  private INDArray toPositions(INDArray q) {
    INDArray byPosition = channelsLast ? q.permute(1, 2, 0, 3) : q.permute(2, 3, 0, 1);
    long[] s = byPosition.shape();
    return byPosition.dup('c').reshape('c', s[0] * s[1], s[2], s[3]);
  }

  private INDArray fromPositions(INDArray z) {
    INDArray byPosition = z.reshape('c', rows, columns, z.size(1), z.size(2));
    return channelsLast ? byPosition.permute(2, 0, 1, 3) : byPosition.permute(2, 3, 0, 1);
  }

  private static INDArray array(INDArray like, long... shape) {
    return Nd4j.createUninitialized(like.dataType(), shape, 'c');
  }
}
