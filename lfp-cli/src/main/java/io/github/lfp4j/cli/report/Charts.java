package io.github.lfp4j.cli.report;

import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.report.Chart.Axis;
import io.github.lfp4j.cli.report.Chart.Series;
import io.github.lfp4j.cli.report.Chart.Style;
import io.github.lfp4j.cli.report.PruningCurves.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** Lays out the report's charts. */
final class Charts {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 280;
  private static final int SMALL_WIDTH = 340;
  private static final int SMALL_HEIGHT = 170;

  private Charts() {}

  /** Accuracy on test and training data per epoch, if it was measured. */
  static Optional<Chart> accuracy(List<TrainingCurve> curves) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      TrainingCurve curve = curves.get(i);
      String prefix = curves.size() == 1 ? "" : curve.name() + ", ";
      series(prefix + "test data", 2 * i, curve, TrainingCurve.Epoch::accuracy)
          .ifPresent(series::add);
      series(prefix + "training data", 2 * i + 1, curve, TrainingCurve.Epoch::trainAccuracy)
          .ifPresent(series::add);
    }
    return perEpoch("accuracy", "Accuracy per epoch", "Accuracy", series, Charts::percentTick, 1.0);
  }

  /** DL4J's score per epoch, if it was measured. */
  static Optional<Chart> score(List<TrainingCurve> curves) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      String name = curves.size() == 1 ? "score" : curves.get(i).name();
      series(name, 2 * i, curves.get(i), TrainingCurve.Epoch::score).ifPresent(series::add);
    }
    return perEpoch(
        "score", "Score per epoch", "Score", series, v -> trim(v, 4), Double.POSITIVE_INFINITY);
  }

  private static Optional<Series> series(
      String name, int n, TrainingCurve curve, ToDoubleFunction<TrainingCurve.Epoch> figure) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (TrainingCurve.Epoch epoch : curve.epochs()) {
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

  private static Optional<Chart> perEpoch(
      String id,
      String title,
      String yTitle,
      List<Series> series,
      DoubleFunction<String> label,
      double ceiling) {
    if (series.isEmpty()) {
      return Optional.empty();
    }
    double last = series.stream().flatMap(s -> s.x().stream()).reduce(1.0, Math::max);
    double first = Math.min(1, last - 1);
    Axis x = new Axis("Epoch", first, last, false, v -> v == Math.rint(v) ? trim(v, 0) : "");
    Axis y = around(yTitle, values(series), ceiling, label);
    return Optional.of(new Chart(id, title, describe(series), WIDTH, HEIGHT, x, y, series));
  }

  /** Accuracy over the pruned amount. */
  static Chart pruning(PruningCurves pruning) {
    boolean log = pruning.scale() == Scale.LOGARITHMIC;
    List<Series> series = new ArrayList<>();
    double furthest = log ? 10 : 0;
    for (PruningCurves.Curve curve : pruning.curves()) {
      List<Double> x = curve.points().stream().map(p -> position(p.amount(), log)).toList();
      List<Double> y = curve.points().stream().map(PruningCurves.Point::accuracy).toList();
      series.add(new Series(curve.name(), Style.LINE, Ink.series(series.size()), x, y));
      furthest = Math.max(furthest, x.stream().reduce(0.0, Math::max));
    }
    String description = describe(series);
    Axis y = around("Accuracy", values(series), 1.0, Charts::percentTick);
    double nearest = log ? 1 : 0;
    if (Double.isFinite(pruning.accuracyBefore())) {
      series.add(
          0,
          new Series(
              "before pruning",
              Style.REFERENCE,
              Ink.MARK,
              List.of(nearest, furthest),
              List.of(pruning.accuracyBefore(), pruning.accuracyBefore())));
    }
    if (Double.isFinite(pruning.chosenAmount())) {
      double chosen = position(pruning.chosenAmount(), log);
      series.add(
          0,
          new Series(
              "chosen amount",
              Style.REFERENCE,
              Ink.MARK,
              List.of(chosen, chosen),
              List.of(y.low(), y.high())));
    }
    Axis x =
        log
            ? new Axis(
                "Compression of " + pruning.unit(), nearest, furthest, true, Charts::factorTick)
            : new Axis(
                "Share of " + pruning.unit() + " removed",
                nearest,
                furthest,
                false,
                Charts::percentTick);
    return new Chart(
        "pruning", "Accuracy over the pruned amount", description, WIDTH, HEIGHT, x, y, series);
  }

  private static double position(double amount, boolean log) {
    return log ? 1 / (1 - amount) : amount;
  }

  /** How relevance is distributed in a layer; empty if all of it is zero. */
  static Optional<Chart> histogram(RelevanceHistogram histogram, int n) {
    if (histogram.counts().isEmpty()) {
      return Optional.empty();
    }
    List<Double> edges = histogram.edges();
    double low = edges.get(0);
    double high = edges.get(edges.size() - 1);
    double threshold = histogram.threshold();
    List<Series> series = new ArrayList<>();
    double cut = Double.isFinite(threshold) ? Math.max(low, Math.min(high, threshold)) : low;
    if (cut > low) {
      series.add(bars("pruned", Ink.SECOND, histogram, low, cut));
    }
    if (cut < high) {
      series.add(bars("kept", Ink.FIRST, histogram, cut, high));
    }
    double most = histogram.counts().stream().max(Long::compare).orElse(1L);
    Axis x =
        new Axis(
            "Relevance", low, high, false, v -> v == Math.rint(v) ? "10" + superscript(v) : "");
    Axis y = new Axis("Count", 0, 1.05 * most, false, v -> Numbers.compact(Math.round(v)));
    return Optional.of(
        new Chart(
            "relevance-" + n,
            "Distribution of relevance in " + histogram.layer(),
            String.format(Locale.ROOT, "Magnitudes from 1e%.1f to 1e%.1f, logarithmic.", low, high),
            SMALL_WIDTH,
            SMALL_HEIGHT,
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

  /** An axis that shows the values with some room, but nothing above the ceiling. */
  private static Axis around(
      String title, List<Double> values, double ceiling, DoubleFunction<String> label) {
    double low = values.stream().reduce(Double.POSITIVE_INFINITY, Math::min);
    double high = values.stream().reduce(Double.NEGATIVE_INFINITY, Math::max);
    double room = Math.max(0.06 * (high - low), Math.max(1e-3, 1e-3 * Math.abs(high)));
    return new Axis(title, Math.max(0, low - room), Math.min(ceiling, high + room), false, label);
  }

  private static List<Double> values(List<Series> series) {
    return series.stream().flatMap(s -> s.y().stream()).toList();
  }

  private static String describe(List<Series> series) {
    StringBuilder text = new StringBuilder();
    for (Series s : series) {
      int last = s.y().size() - 1;
      text.append(text.isEmpty() ? "" : " ")
          .append(s.name())
          .append(": from ")
          .append(Numbers.measured(s.y().get(0)))
          .append(" to ")
          .append(Numbers.measured(s.y().get(last)))
          .append('.');
    }
    return text.toString();
  }

  private static String percentTick(double share) {
    return trim(100 * share, 2) + " %";
  }

  private static String factorTick(double factor) {
    double mantissa = factor / Math.pow(10, Math.floor(Math.log10(factor) + 1e-9));
    boolean labelled = near(mantissa, 1) || near(mantissa, 2) || near(mantissa, 5);
    return labelled ? trim(factor, 0) + "\u00d7" : "";
  }

  private static boolean near(double a, double b) {
    return Math.abs(a - b) < 1e-6;
  }

  private static String trim(double value, int digits) {
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }

  private static String superscript(double exponent) {
    StringBuilder text = new StringBuilder();
    for (char c : Long.toString(Math.round(exponent)).toCharArray()) {
      text.append(
          c == '-'
              ? '\u207b'
              : "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079".charAt(c - '0'));
    }
    return text.toString();
  }
}
