package io.github.lfp4j.cli.report;

import io.github.lfp4j.cli.report.Chart.Axis;
import io.github.lfp4j.cli.report.Chart.Series;
import io.github.lfp4j.cli.report.Chart.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How relevance is distributed in a layer, and what of it is pruned. */
final class HistogramChart {
  private HistogramChart() {}

  /**
   * Lays out a histogram.
   *
   * @param n makes the chart's id unique in the page
   * @return empty if all relevance is zero
   */
  static Optional<Chart> of(RelevanceHistogram histogram, int n) {
    if (histogram.counts().isEmpty()) {
      return Optional.empty();
    }
    double low = histogram.edges().get(0);
    double high = histogram.edges().get(histogram.edges().size() - 1);
    double threshold = histogram.threshold();
    double cut = Double.isNaN(threshold) ? low : Math.max(low, Math.min(high, threshold));
    List<Series> series = new ArrayList<>();
    if (cut > low) {
      series.add(bars("pruned", Ink.SECOND, histogram, low, cut));
    }
    if (cut < high) {
      series.add(bars("kept", Ink.FIRST, histogram, cut, high));
    }
    double most = Math.max(1, Chart.values(series).stream().reduce(1.0, Math::max));
    // Whole powers of ten at both ends: else a narrow distribution might have no label at all.
    Axis x = Axes.linear("Relevance", Math.floor(low), Math.ceil(high), Axes::powerOfTen);
    Axis y = new Axis("Count", 0, 1.05 * most, Axes::count);
    String description =
        String.format(Locale.ROOT, "Magnitudes from 1e%.1f to 1e%.1f, logarithmic.", low, high);
    return Optional.of(
        Chart.small(
            "relevance-" + n,
            "Distribution of relevance in " + histogram.layer(),
            description,
            x,
            y,
            series));
  }

  private static Series bars(
      String name, Ink ink, RelevanceHistogram histogram, double from, double to) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int i = 0; i < histogram.counts().size(); i++) {
      double left = Math.max(from, histogram.edges().get(i));
      double right = Math.min(to, histogram.edges().get(i + 1));
      if (left < right) {
        double count = histogram.counts().get(i);
        x.addAll(List.of(left, right));
        y.addAll(List.of(count, count));
      }
    }
    return new Series(name, Style.BARS, ink, x, y);
  }
}
