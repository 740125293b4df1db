package io.github.lfp4j.core.testing;

import io.github.lfp4j.core.map.AveragePooling2DMap;
import io.github.lfp4j.core.map.Convolution2DMap;
import io.github.lfp4j.core.map.DenseMap;
import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.core.map.LookupMap;
import io.github.lfp4j.core.map.ScalingMap;
import io.github.lfp4j.core.map.Window2D;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A random layer twice: as the code under test sees it and written out tap by tap.
 *
 * @param map the map under test
 * @param twin the same layer, written out
 * @param numbers where further numbers come from
 * @param type data type of all arrays
 * @param layout layout of all arrays
 * @param weightShape shape of the weights, null for none
 */
// Numbers of a test: neither compared as a whole nor hashed.
@SuppressWarnings("ArrayRecordComponent")
public record LayerCase(
    LinearMap map,
    TapLayer twin,
    Numbers numbers,
    DataType type,
    Layout layout,
    long[] weightShape) {

  /** The kinds of layer. */
  public enum Kind {
    DENSE,
    CONVOLUTION,
    AVERAGE_POOLING,
    CONVOLUTION_1D,
    CONVOLUTION_3D,
    DECONVOLUTION_2D,
    DECONVOLUTION_3D,
    DEPTHWISE,
    LOCALLY_CONNECTED,
    SCALING,
    LOOKUP
  }

  /** A random layer of a kind; a seed always gives the same one. */
  public static LayerCase random(Kind kind, long seed, DataType type, Layout layout) {
    Numbers numbers = new Numbers(seed, type);
    return switch (kind) {
      case DENSE -> dense(numbers, type, layout);
      case CONVOLUTION -> convolution(numbers, type, layout);
      case AVERAGE_POOLING -> averagePooling(numbers, type, layout);
      case CONVOLUTION_1D -> new WindowCases(numbers, type, layout).convolution1D();
      case CONVOLUTION_3D -> new WindowCases(numbers, type, layout).convolution3D();
      case DECONVOLUTION_2D -> new WindowCases(numbers, type, layout).deconvolution2D();
      case DECONVOLUTION_3D -> new WindowCases(numbers, type, layout).deconvolution3D();
      case DEPTHWISE -> new WindowCases(numbers, type, layout).depthwise();
      case LOCALLY_CONNECTED -> new WindowCases(numbers, type, layout).locallyConnected();
      case SCALING -> scaling(numbers, type, layout);
      case LOOKUP -> lookup(numbers, type, layout);
    };
  }

  private static LayerCase dense(Numbers numbers, DataType type, Layout layout) {
    int n = numbers.between(1, 4);
    int in = numbers.between(1, 6);
    int out = numbers.between(1, 5);
    double[] x = numbers.samples(n, in);
    double[] w = numbers.some(in * out);
    double[] b = numbers.coin() ? numbers.some(out) : null;
    TapLayer twin = DenseTaps.of(n, in, out, x, w, b);
    return new LayerCase(DenseMap.INSTANCE, twin, numbers, type, layout, new long[] {in, out});
  }

  private static LayerCase convolution(Numbers numbers, DataType type, Layout layout) {
    Window2D window = window(numbers);
    int n = numbers.between(1, 3);
    int channels = numbers.between(1, 3);
    int height = size(numbers, window.kernelHeight(), window.dilationHeight());
    int width = size(numbers, window.kernelWidth(), window.dilationWidth());
    int out = numbers.between(1, 3);
    double[] x = numbers.samples(n, channels * height * width);
    double[] w = numbers.some(out * channels * window.kernelHeight() * window.kernelWidth());
    double[] b = numbers.coin() ? numbers.some(out) : null;
    TapLayer twin = new ImageTaps(n, channels, height, width, window).convolution(out, x, w, b);
    long[] weightShape = {out, channels, window.kernelHeight(), window.kernelWidth()};
    return new LayerCase(new Convolution2DMap(window), twin, numbers, type, layout, weightShape);
  }

  private static LayerCase averagePooling(Numbers numbers, DataType type, Layout layout) {
    Window2D window = window(numbers);
    boolean countPadding = numbers.coin();
    int n = numbers.between(1, 3);
    int channels = numbers.between(1, 3);
    int height = size(numbers, window.kernelHeight(), window.dilationHeight());
    int width = size(numbers, window.kernelWidth(), window.dilationWidth());
    double[] x = numbers.samples(n, channels * height * width);
    TapLayer twin =
        new ImageTaps(n, channels, height, width, window).averagePooling(countPadding, x);
    LinearMap map = new AveragePooling2DMap(window, countPadding);
    return new LayerCase(map, twin, numbers, type, layout, null);
  }

  private static LayerCase scaling(Numbers numbers, DataType type, Layout layout) {
    int n = numbers.between(1, 4);
    int features = numbers.between(1, 6);
    double[] x = numbers.samples(n, features);
    double[] w = numbers.some(features);
    double[] b = numbers.coin() ? numbers.some(features) : null;
    TapLayer twin = FeatureTaps.scaling(n, features, x, w, b);
    return new LayerCase(ScalingMap.INSTANCE, twin, numbers, type, layout, new long[] {features});
  }

  private static LayerCase lookup(Numbers numbers, DataType type, Layout layout) {
    int n = numbers.between(2, 6);
    int time = numbers.coin() ? numbers.between(1, 6) : 0;
    boolean channelsLast = time > 0 && numbers.coin();
    int entries = numbers.between(1, 5);
    int out = numbers.between(1, 4);
    int[] indices = new int[n * Math.max(1, time)];
    java.util.Arrays.setAll(indices, token -> numbers.between(0, entries - 1));
    double[] x = numbers.samples(n, Math.max(1, time));
    double[] w = numbers.some(entries * out);
    double[] b = numbers.coin() ? numbers.some(out) : null;
    TapLayer twin = FeatureTaps.lookup(indices, n, time, channelsLast, out, x, w, b);
    LinearMap map = new LookupMap(indices, channelsLast);
    return new LayerCase(map, twin, numbers, type, layout, new long[] {entries, out});
  }

  private static Window2D window(Numbers numbers) {
    int kernelHeight = numbers.between(1, 3);
    int kernelWidth = numbers.between(1, 3);
    int dilationHeight = numbers.between(1, 2);
    int dilationWidth = numbers.between(1, 2);
    boolean same = numbers.coin();
    return new Window2D(
        kernelHeight,
        kernelWidth,
        stride(numbers, same, kernelHeight, dilationHeight),
        stride(numbers, same, kernelWidth, dilationWidth),
        numbers.between(0, kernelHeight / 2),
        numbers.between(0, kernelWidth / 2),
        dilationHeight,
        dilationWidth,
        same,
        numbers.coin());
  }

  /** In SAME mode, larger strides would need negative padding for some sizes. */
  private static int stride(Numbers numbers, boolean same, int kernel, int dilation) {
    int extent = (kernel - 1) * dilation + 1;
    return numbers.between(1, same ? Math.min(3, extent + 1) : 3);
  }

  /** A height or width on which the window fits at least once. */
  private static int size(Numbers numbers, int kernel, int dilation) {
    return (kernel - 1) * dilation + 1 + numbers.between(0, 3);
  }

  /** The input as an array. */
  public INDArray input() {
    return layout.of(twin.x(), type, twin.inputShape());
  }

  /** The weights as an array, or null. */
  public INDArray weights() {
    return weightShape == null ? null : layout.of(twin.w(), type, weightShape);
  }

  /** The bias as an array [1, units] as DL4J has it, or null. */
  public INDArray bias() {
    return twin.b() == null ? null : layout.of(twin.b(), type, 1, twin.b().length);
  }

  /** Numbers at the output, as an array. */
  public INDArray output(double[] values) {
    return layout.of(values, type, twin.outputShape());
  }
}
