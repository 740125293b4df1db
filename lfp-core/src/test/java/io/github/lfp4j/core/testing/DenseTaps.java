package io.github.lfp4j.core.testing;

import java.util.ArrayList;
import java.util.List;

/** The dense layer, written out: every input of a sample reaches every unit of that sample. */
public final class DenseTaps {

  private DenseTaps() {}

  /** A layer with x [n, in], w [in, out], b [out] or null. */
  public static TapLayer of(int n, int in, int out, double[] x, double[] w, double[] b) {
    List<TapLayer.Tap> taps = new ArrayList<>();
    int[] unit = new int[n * out];
    for (int sample = 0; sample < n; sample++) {
      for (int j = 0; j < out; j++) {
        unit[sample * out + j] = j;
        for (int i = 0; i < in; i++) {
          taps.add(new TapLayer.Tap(sample * in + i, sample * out + j, i * out + j, 1));
        }
      }
    }
    return new TapLayer(new long[] {n, in}, new long[] {n, out}, taps, unit, x, w, b, 1);
  }
}
