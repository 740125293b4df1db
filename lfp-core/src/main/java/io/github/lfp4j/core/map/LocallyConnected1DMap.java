package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The map of a locally connected layer over time: {@link LocallyConnectedMap} on images one pixel
 * wide.
 *
 * <p>Shapes: {@code x} [N, C, T], {@code w} [positions, C kernel, out], {@code z} [N, out,
 * positions].
 */
public final class LocallyConnected1DMap implements LinearMap {

  private final LocallyConnectedMap images;

  /**
   * @param kernel taps of the window
   * @param stride step from one position to the next
   * @param before zeros before a sequence; there are as many after it as windows reach for
   * @param positions of the output
   */
  public LocallyConnected1DMap(int kernel, int stride, int before, int positions) {
    this.images = new LocallyConnectedMap(kernel, 1, stride, 1, before, 0, positions, 1, false);
  }

  @Override
  public long[] outputShape(long[] inputShape, INDArray w) {
    long[] image = images.outputShape(inputShape, w);
    return new long[] {image[0], image[1], image[2]};
  }

  @Override
  public void forward(INDArray x, INDArray w, INDArray out) {
    INDArray result = Dense.result(out);
    images.forward(image(Dense.of(x)), w, image(result));
    Dense.copyBack(result, out);
  }

  @Override
  public void transposed(INDArray q, INDArray w, INDArray out) {
    INDArray result = Dense.result(out);
    images.transposed(image(Dense.of(q)), w, image(result));
    Dense.copyBack(result, out);
  }

  @Override
  public void weightGradient(INDArray x, INDArray q, INDArray out) {
    images.weightGradient(image(Dense.of(x)), image(Dense.of(q)), out);
  }

  @Override
  public int unitAxis() {
    return 1;
  }

  private static INDArray image(INDArray sequences) {
    return Dense.reshape(sequences, sequences.size(0), sequences.size(1), sequences.size(2), 1);
  }
}
