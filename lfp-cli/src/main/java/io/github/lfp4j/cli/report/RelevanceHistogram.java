package io.github.lfp4j.cli.report;

import java.util.ArrayList;
import java.util.List;

/**
 * How the relevance of a layer's parts is distributed: bins of equal width in the logarithm of its
 * magnitude, since relevance spans many orders of magnitude.
 *
 * @param layer the layer's name
 * @param edges decimal logarithms of the bins' borders, increasing, one more than there are bins
 * @param counts how many parts fall into each bin
 * @param zeros how many have no relevance at all, and so no logarithm
 * @param threshold decimal logarithm of the magnitude below which parts are pruned; NaN for none
 */
public record RelevanceHistogram(
    String layer, List<Double> edges, List<Long> counts, long zeros, double threshold) {

  /** Copies the bins and checks that borders and counts fit. */
  public RelevanceHistogram {
    edges = List.copyOf(edges);
    counts = List.copyOf(counts);
    if (edges.size() != counts.size() + 1 && !(edges.isEmpty() && counts.isEmpty())) {
      throw new IllegalArgumentException(
          edges.size() + " borders do not fit " + counts.size() + " bins.");
    }
  }

  /**
   * Sorts relevances into bins. Values that are not finite are left out.
   *
   * @param layer the layer's name
   * @param relevances one per part, of any sign
   * @param bins how many bins, at least 1
   * @param threshold magnitude below which parts are pruned; NaN for none
   */
  public static RelevanceHistogram of(
      String layer, double[] relevances, int bins, double threshold) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    long zeros = 0;
    for (double r : relevances) {
      if (r == 0) {
        zeros++;
      } else if (Double.isFinite(r)) {
        low = Math.min(low, Math.log10(Math.abs(r)));
        high = Math.max(high, Math.log10(Math.abs(r)));
      }
    }
    double cut = Double.isNaN(threshold) ? Double.NaN : Math.log10(threshold);
    if (low > high) {
      return new RelevanceHistogram(layer, List.of(), List.of(), zeros, cut);
    }
    if (high - low < 1e-9) {
      low -= 0.5;
      high += 0.5;
    }
    long[] counts = new long[bins];
    for (double r : relevances) {
      if (r != 0 && Double.isFinite(r)) {
        double share = (Math.log10(Math.abs(r)) - low) / (high - low);
        counts[Math.min(bins - 1, (int) (share * bins))]++;
      }
    }
    List<Double> edges = new ArrayList<>();
    List<Long> boxed = new ArrayList<>();
    for (int i = 0; i <= bins; i++) {
      edges.add(low + (high - low) * i / bins);
      if (i < bins) {
        boxed.add(counts[i]);
      }
    }
    return new RelevanceHistogram(layer, edges, boxed, zeros, cut);
  }
}
