package io.github.lfp4j.cli.report;

import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.report.Chart.Style;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Puts a report's data into words, drawings and cells under the names that the template uses. */
final class ReportPage {
  private static final String NO_FONTS =
      "Charts are left out, because this Java has no fonts to lay them out; install fontconfig and"
          + " a font. The tables hold the same figures.";

  private final ReportData data;
  private final List<String> notes;

  ReportPage(ReportData data) {
    this.data = data;
    this.notes = new ArrayList<>(data.notes());
  }

  Map<String, Object> contents() {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("title", data.title());
    page.put("summary", data.summary());
    page.put("version", data.version());
    page.put("cards", data.cards());
    page.put("training", training());
    page.put("tables", data.tables().stream().map(ReportPage::table).toList());
    page.put(
        "pruning",
        data.pruning()
            .map(curves -> pruning(curves, "pruning", "Accuracy over the pruned amount"))
            .orElse(null));
    page.put(
        "sensitivity",
        data.sensitivity()
            .map(curves -> pruning(curves, "sensitivity", "Accuracy if one layer is pruned"))
            .orElse(null));
    page.put("layers", layers());
    page.put("relevance", relevance());
    page.put("confusion", data.confusion().map(ReportPage::confusion).orElse(null));
    page.put("explanations", explanations());
    page.put("settings", settings());
    page.put("commandLine", data.commandLine());
    page.put("notes", notes);
    page.put("hasCards", !data.cards().isEmpty());
    page.put("hasNotes", !notes.isEmpty());
    return page;
  }

  private Map<String, Object> explanations() {
    return data.pictures().isEmpty() ? null : Map.of("pictures", data.pictures());
  }

  private Map<String, Object> training() {
    if (data.training().isEmpty()) {
      return null;
    }
    boolean several = data.training().size() > 1;
    List<Map<String, Object>> charts = new ArrayList<>();
    TrainingCharts.accuracy(data.training()).flatMap(this::figure).ifPresent(charts::add);
    TrainingCharts.score(data.training()).flatMap(this::figure).ifPresent(charts::add);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (TrainingCurve curve : data.training()) {
      for (TrainingCurve.Epoch epoch : curve.epochs()) {
        rows.add(
            Map.of(
                "name", curve.name(),
                "epoch", epoch.number(),
                "score", Numbers.measured(epoch.score()),
                "trainAccuracy", Numbers.percent(epoch.trainAccuracy()),
                "accuracy", Numbers.percent(epoch.accuracy()),
                "duration", Numbers.duration(epoch.seconds())));
      }
    }
    return Map.of("charts", charts, "rows", rows, "several", several);
  }

  private static Map<String, Object> table(ReportTable table) {
    List<List<Map<String, Object>>> rows = new ArrayList<>();
    for (List<String> row : table.rows()) {
      List<Map<String, Object>> cells = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        cells.add(
            Map.of(
                "text", row.get(i), "head", i == 0, "number", table.columns().get(i).isNumber()));
      }
      rows.add(cells);
    }
    return Map.of(
        "title",
        table.title(),
        "lead",
        table.lead(),
        "columns",
        table.columns().stream()
            .map(column -> Map.of("name", column.name(), "number", column.isNumber()))
            .toList(),
        "rows",
        rows);
  }

  private Map<String, Object> pruning(PruningCurves pruning, String id, String title) {
    List<Map<String, Object>> charts = new ArrayList<>();
    PruningChart.of(pruning, id, title).flatMap(this::figure).ifPresent(charts::add);
    TreeSet<Double> amounts = new TreeSet<>();
    pruning.curves().forEach(c -> c.points().forEach(p -> amounts.add(p.amount())));
    List<Map<String, Object>> rows = new ArrayList<>();
    for (double amount : amounts) {
      rows.add(
          Map.of(
              "amount",
              Axes.percent(amount),
              "chosen",
              amount == pruning.chosenAmount(),
              "accuracies",
              pruning.curves().stream().map(c -> accuracyAt(c, amount)).toList()));
    }
    return Map.of(
        "charts",
        charts,
        "criteria",
        pruning.curves().stream().map(PruningCurves.Curve::name).toList(),
        "unit",
        pruning.unit(),
        "rows",
        rows);
  }

  private static String accuracyAt(PruningCurves.Curve curve, double amount) {
    return curve.points().stream()
        .filter(p -> p.amount() == amount)
        .map(p -> Numbers.percent(p.accuracy()))
        .findFirst()
        .orElse("-");
  }

  private Map<String, Object> layers() {
    if (data.layers().isEmpty()) {
      return null;
    }
    boolean rules = data.layers().stream().anyMatch(l -> !l.rule().isEmpty());
    boolean remarks = data.layers().stream().anyMatch(l -> !l.remark().isEmpty());
    List<Map<String, Object>> rows = new ArrayList<>();
    long parameters = 0;
    long nonZero = 0;
    long multiplyAdds = 0;
    for (LayerRow layer : data.layers()) {
      Map<String, Object> row =
          layerFigures(layer.parameters(), layer.nonZeroParameters(), layer.multiplyAdds());
      row.put("name", layer.name());
      row.put("type", layer.type());
      row.put("output", layer.output());
      row.put("rule", layer.rule());
      row.put("remark", layer.remark());
      rows.add(row);
      parameters += layer.parameters();
      nonZero += layer.nonZeroParameters();
      multiplyAdds += layer.multiplyAdds();
    }
    return Map.of(
        "rows", rows,
        "rules", rules,
        "remarks", remarks,
        "total", layerFigures(parameters, nonZero, multiplyAdds));
  }

  private static Map<String, Object> layerFigures(
      long parameters, long nonZero, long multiplyAdds) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("hasParameters", parameters > 0);
    row.put("parameters", parameters == 0 ? "-" : Numbers.count(parameters));
    row.put("nonZero", parameters == 0 ? "-" : Numbers.count(nonZero));
    row.put("density", parameters == 0 ? "-" : Numbers.percent((double) nonZero / parameters));
    row.put("bar", parameters == 0 ? 0 : Math.round(100.0 * nonZero / parameters));
    row.put("multiplyAdds", multiplyAdds == 0 ? "-" : Numbers.compact(multiplyAdds));
    return row;
  }

  private Map<String, Object> relevance() {
    if (data.histograms().isEmpty()) {
      return null;
    }
    List<Map<String, Object>> layers = new ArrayList<>();
    int n = 0;
    for (RelevanceHistogram histogram : data.histograms()) {
      Map<String, Object> layer = new LinkedHashMap<>();
      layer.put("layer", histogram.layer());
      layer.put(
          "svg",
          HistogramChart.of(histogram, n++)
              .flatMap(this::figure)
              .map(f -> f.get("svg"))
              .orElse(null));
      long parts = histogram.zeros() + histogram.counts().stream().mapToLong(Long::longValue).sum();
      layer.put("parts", Numbers.count(parts));
      layer.put("zeros", histogram.zeros() == 0 ? "" : Numbers.count(histogram.zeros()));
      layers.add(layer);
    }
    boolean cut = data.histograms().stream().anyMatch(h -> Double.isFinite(h.threshold()));
    return Map.of("histograms", layers, "cut", cut);
  }

  private static Map<String, Object> confusion(ConfusionMatrix matrix) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < matrix.labels().size(); i++) {
      List<Long> counts = matrix.counts().get(i);
      long total = Math.max(1, counts.stream().mapToLong(Long::longValue).sum());
      List<Map<String, Object>> cells = new ArrayList<>();
      for (int j = 0; j < counts.size(); j++) {
        double share = (double) counts.get(j) / total;
        cells.add(
            Map.of(
                "count", counts.get(j) == 0 ? "\u00b7" : Numbers.count(counts.get(j)),
                "kind", i == j ? "right" : counts.get(j) == 0 ? "none" : "wrong",
                // Rare mistakes are what one looks for, so the shade grows with the square root.
                "shade", Math.round(100 * Math.sqrt(share))));
      }
      rows.add(
          Map.of(
              "label", matrix.labels().get(i),
              "cells", cells,
              "recall", Numbers.percent((double) counts.get(i) / total)));
    }
    return Map.of("labels", matrix.labels(), "rows", rows);
  }

  private Map<String, Object> settings() {
    if (data.settings().isEmpty() && data.commandLine().isEmpty()) {
      return null;
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    data.settings()
        .forEach((name, value) -> rows.add(Map.of("name", name, "value", String.valueOf(value))));
    return Map.of("rows", rows);
  }

  private Optional<Map<String, Object>> figure(Chart chart) {
    try {
      List<Map<String, Object>> legend = new ArrayList<>();
      // Lines that others are compared with are drawn first, below the others, and named last.
      chart.series().stream().filter(s -> !isReference(s)).forEach(s -> legend.add(key(s)));
      chart.series().stream().filter(ReportPage::isReference).forEach(s -> legend.add(key(s)));
      return Optional.of(
          Map.of(
              "title",
              chart.title(),
              "svg",
              ChartPainter.paint(chart),
              "legend",
              legend,
              "hasLegend",
              legend.size() > 1));
    } catch (InternalError | LinkageError e) {
      // AWT speaks like this on machines without any font.
      if (!notes.contains(NO_FONTS)) {
        notes.add(NO_FONTS);
      }
      return Optional.empty();
    }
  }

  private static boolean isReference(Chart.Series series) {
    return series.style() == Style.LEVEL || series.style() == Style.POSITION;
  }

  private static Map<String, Object> key(Chart.Series series) {
    return Map.of(
        "name", series.name(),
        "ink", series.ink().cssClass(),
        "shape", series.style().name().toLowerCase(Locale.ROOT));
  }
}
