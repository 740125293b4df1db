package io.github.lfp4j.bench;

import java.util.Arrays;

/**
 * What repeated measurements say, in milliseconds.
 *
 * @param median half of them took no longer
 * @param p10 a tenth of them took no longer
 * @param p90 nine tenths of them took no longer
 */
record Spread(double median, double p10, double p90) {

  /**
   * Sums up measurements.
   *
   * @param millis at least one, in any order; not changed
   */
  static Spread of(double... millis) {
    double[] sorted = millis.clone();
    Arrays.sort(sorted);
    return new Spread(quantile(sorted, 0.5), quantile(sorted, 0.1), quantile(sorted, 0.9));
  }

  /** Linear between the two nearest measurements. */
  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
