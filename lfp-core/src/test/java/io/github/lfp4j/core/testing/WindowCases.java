package io.github.lfp4j.core.testing;

import io.github.lfp4j.core.map.Convolution1DMap;
import io.github.lfp4j.core.map.Convolution3DMap;
import io.github.lfp4j.core.map.Deconvolution2DMap;
import io.github.lfp4j.core.map.Deconvolution3DMap;
import io.github.lfp4j.core.map.DepthwiseConvolution2DMap;
import io.github.lfp4j.core.map.DepthwiseConvolution2DMap.Format;
import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.core.map.LocallyConnectedMap;
import io.github.lfp4j.core.map.Window1D;
import io.github.lfp4j.core.map.Window1D.Padding;
import io.github.lfp4j.core.map.Window2D;
import io.github.lfp4j.core.map.Window3D;
import io.github.lfp4j.core.map.WindowAxis;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;

/** Random layers whose windows slide over sequences, images and volumes. */
final class WindowCases {

  private final Numbers numbers;
  private final DataType type;
  private final Layout layout;
  private final int n;
  private final int in;
  private final int out;
  private final boolean same;
  private final boolean channelsLast;
  private double[] x;
  private double[] w;
  private double[] b;

  WindowCases(Numbers numbers, DataType type, Layout layout) {
    this.numbers = numbers;
    this.type = type;
    this.layout = layout;
    this.n = numbers.between(1, 3);
    this.in = numbers.between(1, 3);
    this.out = numbers.between(1, 3);
    this.same = numbers.coin();
    this.channelsLast = numbers.coin();
  }

  private List<WindowAxis> axes(int count, int largestDilation) {
    return IntStream.range(0, count).mapToObj(axis -> axis(largestDilation)).toList();
  }

  private WindowAxis axis(int largestDilation) {
    int kernel = numbers.between(1, 3);
    int dilation = numbers.between(1, largestDilation);
    int extent = (kernel - 1) * dilation + 1;
    // In SAME mode, larger strides would need negative padding for some sizes.
    int stride = numbers.between(1, same ? Math.min(3, extent + 1) : 3);
    return new WindowAxis(kernel, stride, numbers.between(0, kernel / 2), dilation);
  }

  /** A grid on which the window fits at least once. */
  private int[] grid(List<WindowAxis> axes) {
    return axes.stream()
        .mapToInt(a -> (a.kernel() - 1) * a.dilation() + 1 + numbers.between(0, 3))
        .toArray();
  }

  private void draw(int inputs, int weights, int units) {
    x = numbers.samples(n, inputs);
    w = numbers.some(weights);
    b = numbers.coin() ? numbers.some(units) : null;
  }

  private static int product(int[] numbers) {
    return IntStream.of(numbers).reduce(1, (p, q) -> p * q);
  }

  private static int taps(List<WindowAxis> axes) {
    return axes.stream().mapToInt(WindowAxis::kernel).reduce(1, (p, q) -> p * q);
  }

  private LayerCase layer(LinearMap map, TapLayer twin, long... weightShape) {
    return new LayerCase(map, twin, numbers, type, layout, weightShape);
  }

  LayerCase convolution1D() {
    Padding padding = same ? Padding.SAME : numbers.coin() ? Padding.CAUSAL : Padding.EXPLICIT;
    List<WindowAxis> axes = axes(1, 2);
    int[] grid = grid(axes);
    int kernel = taps(axes);
    draw(in * grid[0], in * out * kernel, out);
    TapLayer twin =
        new GridTaps(n, grid, axes, same, padding == Padding.CAUSAL, channelsLast)
            .convolution(in, out, x, w, b, (c, o, place, tap) -> (tap * in + c) * out + o);
    Window1D window = new Window1D(axes.get(0), padding, channelsLast);
    return layer(new Convolution1DMap(window), twin, kernel, in, out);
  }

  LayerCase convolution3D() {
    List<WindowAxis> axes = axes(3, 2);
    int[] grid = grid(axes);
    int taps = taps(axes);
    draw(in * product(grid), in * out * taps, out);
    TapLayer twin =
        new GridTaps(n, grid, axes, same, false, channelsLast)
            .convolution(in, out, x, w, b, (c, o, place, tap) -> (o * in + c) * taps + tap);
    return layer(
        new Convolution3DMap(volumes(axes)),
        twin,
        out,
        in,
        axes.get(0).kernel(),
        axes.get(1).kernel(),
        axes.get(2).kernel());
  }

  private Window3D volumes(List<WindowAxis> axes) {
    return new Window3D(axes.get(0), axes.get(1), axes.get(2), same, channelsLast);
  }

  private Window2D images(List<WindowAxis> axes) {
    WindowAxis h = axes.get(0);
    WindowAxis v = axes.get(1);
    return new Window2D(
        h.kernel(),
        v.kernel(),
        h.stride(),
        v.stride(),
        h.padding(),
        v.padding(),
        h.dilation(),
        v.dilation(),
        same,
        channelsLast);
  }

  /** Sizes of the grid that a transposed convolution makes of some positions. */
  private int[] deconvolved(List<WindowAxis> axes, int[] positions) {
    return IntStream.range(0, positions.length)
        .map(
            i -> {
              WindowAxis a = axes.get(i);
              int extent = (a.kernel() - 1) * a.dilation() + 1;
              return same
                  ? positions[i] * a.stride()
                  : (positions[i] - 1) * a.stride() + extent - 2 * a.padding();
            })
        .toArray();
  }

  private int[] positions(List<WindowAxis> axes) {
    // Two at least, so that something is left without the padding.
    return axes.stream().mapToInt(a -> numbers.between(2, 3)).toArray();
  }

  LayerCase deconvolution2D() {
    List<WindowAxis> axes = axes(2, 2);
    int[] positions = positions(axes);
    int taps = taps(axes);
    draw(in * product(positions), in * out * taps, out);
    TapLayer twin =
        new GridTaps(n, deconvolved(axes, positions), axes, same, false, channelsLast)
            .deconvolution(in, out, x, w, b, (c, o, place, tap) -> (c * out + o) * taps + tap);
    return layer(
        new Deconvolution2DMap(images(axes)),
        twin,
        in,
        out,
        axes.get(0).kernel(),
        axes.get(1).kernel());
  }

  LayerCase deconvolution3D() {
    List<WindowAxis> axes = axes(3, 2);
    int[] positions = positions(axes);
    draw(in * product(positions), in * out * taps(axes), out);
    TapLayer twin =
        new GridTaps(n, deconvolved(axes, positions), axes, same, false, channelsLast)
            .deconvolution(in, out, x, w, b, (c, o, place, tap) -> (tap * out + o) * in + c);
    return layer(
        new Deconvolution3DMap(volumes(axes)),
        twin,
        axes.get(0).kernel(),
        axes.get(1).kernel(),
        axes.get(2).kernel(),
        out,
        in);
  }

  LayerCase depthwise() {
    List<WindowAxis> axes = axes(2, 2);
    int[] grid = grid(axes);
    int taps = taps(axes);
    int multiplier = numbers.between(1, 3);
    boolean kernelFirst = numbers.coin();
    draw(in * product(grid), in * multiplier * taps, in * multiplier);
    TapLayer twin =
        new GridTaps(n, grid, axes, same, false, channelsLast)
            .convolution(
                in,
                in * multiplier,
                x,
                w,
                b,
                (c, o, place, tap) -> {
                  if (o / multiplier != c) {
                    return -1;
                  }
                  int m = o % multiplier;
                  return kernelFirst ? (tap * in + c) * multiplier + m : (m * in + c) * taps + tap;
                });
    int rows = axes.get(0).kernel();
    int columns = axes.get(1).kernel();
    return kernelFirst
        ? layer(
            new DepthwiseConvolution2DMap(images(axes), Format.KERNEL_CHANNEL_MULTIPLIER),
            twin,
            rows,
            columns,
            in,
            multiplier)
        : layer(
            new DepthwiseConvolution2DMap(images(axes), Format.MULTIPLIER_CHANNEL_KERNEL),
            twin,
            multiplier,
            in,
            rows,
            columns);
  }

  LayerCase locallyConnected() {
    List<WindowAxis> axes = axes(2, 1);
    int[] grid = grid(axes);
    int taps = taps(axes);
    GridTaps windows = new GridTaps(n, grid, axes, same, false, channelsLast);
    int rows = windows.places(0);
    int columns = windows.places(1);
    int features = in * taps;
    draw(in * product(grid), rows * columns * features * out, out);
    // A window in row r and column c of the image is number c * rows + r of all.
    TapLayer byRow =
        windows.convolution(
            in,
            out,
            x,
            w,
            b,
            (c, o, place, tap) -> {
              int number = place % columns * rows + place / columns;
              return (number * features + c * taps + tap) * out + o;
            });
    TapLayer twin = withOutputsByNumber(byRow, rows, columns);
    LocallyConnectedMap map =
        new LocallyConnectedMap(
            axes.get(0).kernel(),
            axes.get(1).kernel(),
            axes.get(0).stride(),
            axes.get(1).stride(),
            windows.before(0),
            windows.before(1),
            rows,
            columns,
            channelsLast);
    return layer(map, twin, (long) rows * columns, features, out);
  }

  /** Puts what window number k computes at the k-th position of the output. */
  private TapLayer withOutputsByNumber(TapLayer layer, int rows, int columns) {
    List<TapLayer.Tap> taps =
        layer.taps().stream()
            .map(
                tap -> {
                  int before = channelsLast ? out : 1;
                  int place = tap.output() / before % (rows * columns);
                  int number = place % columns * rows + place / columns;
                  int output = tap.output() + (number - place) * before;
                  return new TapLayer.Tap(tap.input(), output, tap.weight(), 1);
                })
            .toList();
    return new TapLayer(
        layer.inputShape(),
        layer.outputShape(),
        taps,
        layer.unit(),
        layer.x(),
        layer.w(),
        layer.b(),
        layer.channelAxis());
  }
}
