package io.github.lfp4j.cli.report;

import io.github.lfp4j.cli.report.Chart.Axis;
import io.github.lfp4j.cli.report.Chart.Series;
import io.github.lfp4j.cli.report.Chart.Style;
import io.github.lfp4j.cli.report.TrainingCurve.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What training did, epoch by epoch. */
final class TrainingCharts {
  private TrainingCharts() {}

  /** Accuracy on test and training data, if it was measured. */
  static Optional<Chart> accuracy(List<TrainingCurve> curves) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      TrainingCurve curve = curves.get(i);
      String prefix = curves.size() == 1 ? "" : curve.name() + ", ";
      series(prefix + "test data", 2 * i, curve, Epoch::accuracy).ifPresent(series::add);
      series(prefix + "training data", 2 * i + 1, curve, Epoch::trainAccuracy)
          .ifPresent(series::add);
    }
    return series.isEmpty()
        ? Optional.empty()
        : Optional.of(
            chart(
                "accuracy",
                "Accuracy per epoch",
                Axes.around("Accuracy", Chart.values(series), 1, Axes::percent),
                series));
  }

  /** DL4J's score, if it was measured. */
  static Optional<Chart> score(List<TrainingCurve> curves) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      String name = curves.size() == 1 ? "score" : curves.get(i).name();
      series(name, 2 * i, curves.get(i), Epoch::score).ifPresent(series::add);
    }
    return series.isEmpty()
        ? Optional.empty()
        : Optional.of(
            chart(
                "score",
                "Score per epoch",
                Axes.around(
                    "Score",
                    Chart.values(series),
                    Double.POSITIVE_INFINITY,
                    v -> Axes.decimal(v, 4)),
                series));
  }

  private static Optional<Series> series(
      String name, int n, TrainingCurve curve, ToDoubleFunction<Epoch> figure) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (Epoch epoch : curve.epochs()) {
      double value = figure.applyAsDouble(epoch);
      if (Double.isFinite(value)) {
        x.add((double) epoch.number());
        y.add(value);
      }
    }
    return x.isEmpty()
        ? Optional.empty()
        : Optional.of(new Series(name, Style.LINE, Ink.series(n), x, y));
  }

  private static Chart chart(String id, String title, Axis y, List<Series> series) {
    double last = series.stream().flatMap(s -> s.x().stream()).reduce(1.0, Math::max);
    Axis x = Axes.linear("Epoch", Math.min(1, last - 1), last, Axes::whole);
    return Chart.large(id, title, Chart.describe(series), x, y, series);
  }
}
