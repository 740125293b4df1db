package io.github.lfp4j.core.testing;

import java.util.ArrayList;
import java.util.List;

/** Layers without windows, written out: one weight per feature, vectors from a table. */
final class FeatureTaps {

  private FeatureTaps() {}

  /** A layer with x [n, features], w [features], b [features] or null. */
  static TapLayer scaling(int n, int features, double[] x, double[] w, double[] b) {
    List<TapLayer.Tap> taps = new ArrayList<>();
    int[] unit = new int[n * features];
    for (int k = 0; k < n * features; k++) {
      unit[k] = k % features;
      taps.add(new TapLayer.Tap(k, k, k % features, 1));
    }
    long[] shape = {n, features};
    return new TapLayer(shape, shape.clone(), taps, unit, x, w, b, 1);
  }

  /**
   * A table w [entries, out] with x one number per token and b [out] or null.
   *
   * @param indices by example, then by time
   * @param time the length of sequences, 0 for one token per example
   */
  static TapLayer lookup(
      int[] indices,
      int n,
      int time,
      boolean channelsLast,
      int out,
      double[] x,
      double[] w,
      double[] b) {
    List<TapLayer.Tap> taps = new ArrayList<>();
    int[] unit = new int[indices.length * out];
    int steps = Math.max(1, time);
    for (int token = 0; token < indices.length; token++) {
      int sample = token / steps;
      int t = token % steps;
      for (int j = 0; j < out; j++) {
        int output = channelsLast ? token * out + j : (sample * out + j) * steps + t;
        unit[output] = j;
        taps.add(new TapLayer.Tap(token, output, indices[token] * out + j, 1));
      }
    }
    return new TapLayer(
        shape(n, time, 1, channelsLast),
        shape(n, time, out, channelsLast),
        taps,
        unit,
        x,
        w,
        b,
        time > 0 && channelsLast ? 2 : 1);
  }

  private static long[] shape(int n, int time, int channels, boolean channelsLast) {
    if (time == 0) {
      return new long[] {n, channels};
    }
    return channelsLast ? new long[] {n, time, channels} : new long[] {n, channels, time};
  }
}
