package io.github.lfp4j.core.testing;

import io.github.lfp4j.core.map.WindowAxis;
import java.util.ArrayList;
import java.util.List;

/**
 * Windows that slide over sequences, images or volumes, written out as loops over positions, taps
 * and channels.
 */
public final class GridTaps {

  private final int n;
  private final int[] size;
  private final List<WindowAxis> axes;
  private final int[] before;
  private final int[] places;
  private final boolean channelsLast;

  /**
   * @param size of the grid along each axis
   * @param same whether zeros make up for what windows need; else as many as each axis says
   * @param causal whether all zeros stand before the first element
   */
  public GridTaps(
      int n,
      int[] size,
      List<WindowAxis> axes,
      boolean same,
      boolean causal,
      boolean channelsLast) {
    this.n = n;
    this.size = size.clone();
    this.axes = axes;
    this.channelsLast = channelsLast;
    this.before = new int[size.length];
    this.places = new int[size.length];
    for (int axis = 0; axis < size.length; axis++) {
      WindowAxis a = axes.get(axis);
      int last = (a.kernel() - 1) * a.dilation();
      int after = causal ? 0 : a.padding();
      before[axis] = causal ? last : a.padding();
      for (int start = same ? 0 : -before[axis];
          same ? start < size[axis] : start + last < size[axis] + after;
          start += a.stride()) {
        places[axis]++;
      }
      if (same) {
        int needed = (places[axis] - 1) * a.stride() + last + 1 - size[axis];
        before[axis] = Math.max(needed, 0) / 2;
      }
    }
  }

  /** How often the window fits along an axis. */
  public int places(int axis) {
    return places[axis];
  }

  /** Zeros before the first element of an axis. */
  public int before(int axis) {
    return before[axis];
  }

  /** A position of the window, one of its taps, and the element that the tap lies on. */
  private record Hit(int place, int tap, int element) {}

  private List<Hit> hits() {
    List<Hit> all = new ArrayList<>();
    int[] kernel = axes.stream().mapToInt(WindowAxis::kernel).toArray();
    for (int place = 0; place < product(places); place++) {
      for (int tap = 0; tap < product(kernel); tap++) {
        int element = 0;
        boolean inside = true;
        for (int axis = 0; axis < size.length; axis++) {
          WindowAxis a = axes.get(axis);
          int at =
              coordinate(place, places, axis) * a.stride()
                  - before[axis]
                  + coordinate(tap, kernel, axis) * a.dilation();
          inside &= at >= 0 && at < size[axis];
          element = element * size[axis] + at;
        }
        if (inside) {
          all.add(new Hit(place, tap, element));
        }
      }
    }
    return all;
  }

  private static int product(int[] numbers) {
    int result = 1;
    for (int number : numbers) {
      result *= number;
    }
    return result;
  }

  private static int coordinate(int flat, int[] shape, int axis) {
    int after = 1;
    for (int later = axis + 1; later < shape.length; later++) {
      after *= shape[later];
    }
    return flat / after % shape[axis];
  }

  /** The flat index of a weight that joins channels of input and output. */
  public interface WeightIndex {
    /**
     * @param place the position of the window
     * @param tap the tap of the window
     * @return -1 where the channels are not joined
     */
    int of(int in, int out, int place, int tap);
  }

  /** From the grid to positions of the window. */
  public TapLayer convolution(
      int in, int out, double[] x, double[] w, double[] b, WeightIndex weight) {
    return layer(in, out, size, places, false, x, w, b, weight);
  }

  /** From positions of the window to the grid. */
  public TapLayer deconvolution(
      int in, int out, double[] x, double[] w, double[] b, WeightIndex weight) {
    return layer(in, out, places, size, true, x, w, b, weight);
  }

  private TapLayer layer(
      int in,
      int out,
      int[] from,
      int[] to,
      boolean reversed,
      double[] x,
      double[] w,
      double[] b,
      WeightIndex weight) {
    List<TapLayer.Tap> taps = new ArrayList<>();
    int[] unit = new int[n * out * product(to)];
    for (int sample = 0; sample < n; sample++) {
      for (int o = 0; o < out; o++) {
        for (int at = 0; at < product(to); at++) {
          unit[index(sample, o, at, out, product(to))] = o;
        }
        for (Hit hit : hits()) {
          for (int c = 0; c < in; c++) {
            int index = weight.of(c, o, hit.place(), hit.tap());
            if (index >= 0) {
              int source = reversed ? hit.place() : hit.element();
              int target = reversed ? hit.element() : hit.place();
              taps.add(
                  new TapLayer.Tap(
                      index(sample, c, source, in, product(from)),
                      index(sample, o, target, out, product(to)),
                      index,
                      1));
            }
          }
        }
      }
    }
    int channelAxis = channelsLast ? size.length + 1 : 1;
    return new TapLayer(shape(in, from), shape(out, to), taps, unit, x, w, b, channelAxis);
  }

  private int index(int sample, int channel, int at, int channels, int elements) {
    return channelsLast
        ? (sample * elements + at) * channels + channel
        : (sample * channels + channel) * elements + at;
  }

  private long[] shape(int channels, int[] grid) {
    long[] result = new long[grid.length + 2];
    result[0] = n;
    result[channelsLast ? grid.length + 1 : 1] = channels;
    for (int axis = 0; axis < grid.length; axis++) {
      result[axis + (channelsLast ? 1 : 2)] = grid[axis];
    }
    return result;
  }
}
