package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.console.TextTable;
import io.github.lfp4j.cli.report.PruningCurves;
import io.github.lfp4j.cli.report.ReportTable;
import io.github.lfp4j.pruning.measure.LayerFigures;
import io.github.lfp4j.pruning.measure.NetworkFigures;
import io.github.lfp4j.pruning.plan.Sensitivity;
import io.github.lfp4j.pruning.structure.Structure;
import io.github.lfp4j.pruning.tuning.IterativePruning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What pruning found, as tables and curves of a report. */
final class PruneTables {

  /** More than this nobody can tell apart; the most sensitive layers are those to know. */
  private static final int MOST_CURVES = 6;

  private PruneTables() {}

  static ReportTable beforeAndAfter(PruningResult result, long bytesBefore, long bytesAfter) {
    return ReportTable.builder("Before and after")
        .lead(
            "Times are medians of Deeplearning4j's own layers on this machine, the two networks"
                + " taking turns.")
        .words("Figure")
        .numbers("Before", "After", "Change")
        .row(
            "Accuracy on the test data",
            Numbers.percent(result.accuracyBefore()),
            Numbers.percent(result.accuracyAfter()),
            points(result.accuracyAfter() - result.accuracyBefore()))
        .row(
            counts(
                "Parameters",
                result.figuresBefore().parameters(),
                result.figuresAfter().parameters()))
        .row(
            counts(
                "Parameters that are not zero",
                result.figuresBefore().nonZeroParameters(),
                result.figuresAfter().nonZeroParameters()))
        .row(
            counts(
                "Multiply-adds",
                result.figuresBefore().multiplyAdds(),
                result.figuresAfter().multiplyAdds()))
        .row(counts("Size of the file in bytes", bytesBefore, bytesAfter))
        .row(times("Time for one example", result.single()))
        .row(times("Time for 64 examples", result.batch()))
        .build();
  }

  private static String[] counts(String name, long before, long after) {
    return new String[] {
      name,
      before < 0 ? "-" : Numbers.count(before),
      after < 0 ? "-" : Numbers.count(after),
      before <= 0 ? "-" : change((double) before, (double) after)
    };
  }

  private static String[] times(String name, PruningResult.Times times) {
    return new String[] {
      name,
      Numbers.measured(times.before()) + " ms",
      Numbers.measured(times.after()) + " ms",
      change(times.before(), times.after())
    };
  }

  private static String change(double before, double after) {
    return String.format(Locale.ROOT, "%+.1f %%", 100 * (after / before - 1));
  }

  private static String points(double difference) {
    return String.format(Locale.ROOT, "%+.2f points", 100 * difference);
  }

  static ReportTable layers(PruningResult result) {
    ReportTable.Builder table =
        ReportTable.builder("Layers before and after")
            .words("Layer", "Type")
            .numbers("Output before", "After", "Parameters before", "After", "Multiply-adds left");
    List<LayerFigures> after = result.figuresAfter().layers();
    for (LayerFigures before : result.figuresBefore().layers()) {
      LayerFigures left = after.get(before.index());
      table.row(
          before.name(),
          before.type(),
          Describing.shape(before),
          Describing.shape(left),
          before.parameters() == 0 ? "-" : Numbers.count(before.parameters()),
          before.parameters() == 0 ? "-" : Numbers.count(left.parameters()),
          before.multiplyAdds() <= 0
              ? "-"
              : Numbers.percent((double) left.multiplyAdds() / before.multiplyAdds()));
    }
    return table.build();
  }

  static ReportTable steps(IterativePruning.Result result) {
    ReportTable.Builder table =
        ReportTable.builder("Steps")
            .lead(
                "Accuracy on a part of the training data that was held out; before pruning it was "
                    + Numbers.percent(result.accuracyBefore())
                    + ".")
            .words("Step")
            .numbers("Removed", "Pruned", "Trained", "Parameters not zero")
            .words("Kept");
    for (IterativePruning.Step step : result.steps()) {
      table.row(
          String.valueOf(step.number()),
          Numbers.share(step.amount()),
          Numbers.percent(step.accuracyPruned()),
          Numbers.percent(step.accuracy()),
          Numbers.count(step.nonZeroParameters()),
          step.kept() ? "yes" : "no: too much was lost");
    }
    return table.build();
  }

  /** Each layer's parameters before and after, for the console. */
  static TextTable changes(NetworkFigures before, NetworkFigures after) {
    TextTable table =
        new TextTable("layer", "type", "output", "then", "parameters", "then not zero");
    for (LayerFigures layer : before.layers()) {
      LayerFigures then = after.layers().get(layer.index());
      table.row(
          layer.index() + " " + layer.name(),
          layer.type(),
          Describing.shape(layer),
          Describing.shape(then),
          Numbers.count(layer.parameters()),
          Numbers.count(then.nonZeroParameters()));
    }
    return table;
  }

  static TextTable groupsAsText(Structure structure) {
    TextTable table = new TextTable("units that go together, of", "groups", "units in each");
    for (GroupKind kind : GroupKind.of(structure)) {
      table.row(kind.names(), kind.groups(), kind.unitsEach());
    }
    return table;
  }

  /** Which units go together. */
  static ReportTable groups(Structure structure) {
    ReportTable.Builder table =
        ReportTable.builder("What goes together")
            .lead("Units that are added to each other can only be removed together.")
            .words("Layers")
            .numbers("Groups", "Units in each");
    for (GroupKind kind : GroupKind.of(structure)) {
      table.row(kind.names(), Numbers.count(kind.groups()), Numbers.count(kind.unitsEach()));
    }
    return table.build();
  }

  /** Which units have to stay, and why. */
  static ReportTable kept(Structure structure) {
    ReportTable.Builder table = ReportTable.builder("What stays").words("Layer", "Because");
    structure.fixed().forEach((layer, reason) -> table.row(structure.names().get(layer), reason));
    return table.build();
  }

  static PruningCurves curves(PruningResult result) {
    List<PruningCurves.Curve> curves = new ArrayList<>();
    result
        .curves()
        .forEach(
            (name, points) ->
                curves.add(
                    new PruningCurves.Curve(
                        name,
                        points.stream()
                            .map(p -> new PruningCurves.Point(p.amount(), p.accuracy()))
                            .toList())));
    return new PruningCurves(
        result.plural(),
        PruningCurves.Scale.LINEAR,
        result.accuracyBefore(),
        result.amount(),
        curves);
  }

  static PruningCurves sensitivity(Sensitivity scan) {
    Map<String, List<PruningCurves.Point>> byLayer = new LinkedHashMap<>();
    for (Sensitivity.Point point : scan.points()) {
      byLayer
          .computeIfAbsent(
              point.name(),
              name -> new ArrayList<>(List.of(new PruningCurves.Point(0, scan.whole()))))
          .add(new PruningCurves.Point(point.amount(), point.value()));
    }
    List<PruningCurves.Curve> curves =
        byLayer.entrySet().stream()
            .map(entry -> new PruningCurves.Curve(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparingDouble(PruneTables::meanAccuracy))
            .limit(MOST_CURVES)
            .toList();
    return new PruningCurves("units", PruningCurves.Scale.LINEAR, scan.whole(), Double.NaN, curves);
  }

  private static double meanAccuracy(PruningCurves.Curve curve) {
    return curve.points().stream().mapToDouble(PruningCurves.Point::accuracy).average().orElse(0);
  }
}
