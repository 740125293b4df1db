package io.github.lfp4j.cli.report;

import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.report.Chart.Axis;
import io.github.lfp4j.cli.report.Chart.Series;
import io.github.lfp4j.cli.report.Chart.Style;
import io.github.lfp4j.cli.report.PruningCurves.Point;
import io.github.lfp4j.cli.report.PruningCurves.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Accuracy over the pruned amount. */
final class PruningChart {
  private PruningChart() {}

  /**
   * Lays out the curves.
   *
   * @param id of the chart, unique on its page
   * @return empty if no accuracy was measured
   */
  static Optional<Chart> of(PruningCurves pruning, String id, String title) {
    boolean log = pruning.scale() == Scale.LOGARITHMIC;
    List<Series> curves = new ArrayList<>();
    double to = log ? 1 : 0.1;
    for (PruningCurves.Curve curve : pruning.curves()) {
      List<Point> points =
          curve.points().stream().filter(p -> Double.isFinite(p.accuracy())).toList();
      if (points.isEmpty()) {
        continue;
      }
      List<Double> x = points.stream().map(p -> position(p.amount(), log)).toList();
      List<Double> y = points.stream().map(Point::accuracy).toList();
      curves.add(new Series(curve.name(), Style.LINE, Ink.series(curves.size()), x, y));
      to = Math.max(to, x.stream().reduce(0.0, Math::max));
    }
    if (curves.isEmpty()) {
      return Optional.empty();
    }
    Axis y = Axes.around("Accuracy", Chart.values(curves), 1, Axes::percent);
    Axis x =
        log
            ? Axes.linear("Compression of " + pruning.unit(), 0, to, Axes::factor)
            : Axes.linear("Share of " + pruning.unit() + " removed", 0, to, Axes::percent);
    List<Series> series = new ArrayList<>();
    if (Double.isFinite(pruning.chosenAmount())) {
      double chosen = position(pruning.chosenAmount(), log);
      series.add(
          new Series(
              "chosen: " + Axes.percent(pruning.chosenAmount()),
              Style.POSITION,
              Ink.MARK,
              List.of(chosen, chosen),
              List.of(y.low(), y.high())));
    }
    double before = pruning.accuracyBefore();
    if (Double.isFinite(before)) {
      series.add(
          new Series(
              "before pruning: " + Numbers.percent(before),
              Style.LEVEL,
              Ink.MARK,
              List.of(x.low(), x.high()),
              List.of(before, before)));
    }
    series.addAll(curves);
    return Optional.of(Chart.large(id, title, Chart.describe(curves), x, y, series));
  }

  private static double position(double amount, boolean log) {
    // XChart's own logarithmic axes do not let their labels be chosen.
    return log ? -Math.log10(1 - amount) : amount;
  }
}
