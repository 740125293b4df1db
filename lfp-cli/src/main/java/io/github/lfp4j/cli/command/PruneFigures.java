package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.output.Figures;
import io.github.lfp4j.pruning.measure.NetworkFigures;
import io.github.lfp4j.pruning.plan.Sensitivity;
import io.github.lfp4j.pruning.structure.Structure;
import io.github.lfp4j.pruning.tuning.IterativePruning;
import java.util.List;

/** What pruning found, as JSON. */
final class PruneFigures {

  private PruneFigures() {}

  /**
   * Adds everything to what a command says of itself.
   *
   * @param bytesBefore size of the file that was read
   * @param bytesAfter size of the file that is written
   */
  static Figures.Builder add(
      Figures.Builder json, PruningResult result, long bytesBefore, long bytesAfter) {
    Describing.sizes(json.accuracy(result.accuracyAfter()), result.figuresAfter())
        .number("amount", result.amount())
        .beforeAndAfter(
            sizes(
                result.accuracyBefore(),
                result.figuresBefore(),
                result.single().before(),
                result.batch().before(),
                bytesBefore),
            sizes(
                result.accuracyAfter(),
                result.figuresAfter(),
                result.single().after(),
                result.batch().after(),
                bytesAfter))
        .curve(result.curve())
        .list("layers", result.figuresAfter().layers().stream().map(Describing::layer).toList())
        .list(
            "layersBefore",
            result.figuresBefore().layers().stream().map(Describing::layer).toList())
        .list("curves", curves(result));
    result.steps().ifPresent(steps -> addSteps(json, steps));
    result.units().ifPresent(units -> addStructure(json, units.structure()));
    result.sensitivity().ifPresent(scan -> json.list("sensitivity", sensitivity(scan)));
    return json;
  }

  private static Figures sizes(
      double accuracy, NetworkFigures figures, double single, double batch, long bytes) {
    return Describing.sizes(Figures.builder().accuracy(accuracy), figures)
        .number("latencyMillis", batch)
        .number("latencyMillisSingle", single)
        .count("fileBytes", bytes)
        .build();
  }

  private static List<Figures> curves(PruningResult result) {
    return result.curves().entrySet().stream()
        .map(
            entry ->
                Figures.builder()
                    .text("criterion", entry.getKey())
                    .list(
                        "points",
                        entry.getValue().stream()
                            .map(
                                point ->
                                    Figures.builder()
                                        .number("amount", point.amount())
                                        .accuracy(point.accuracy())
                                        .build())
                            .toList())
                    .build())
        .toList();
  }

  private static void addSteps(Figures.Builder json, IterativePruning.Result steps) {
    json.flag("stopped", steps.stopped())
        .number("heldOutAccuracyBefore", steps.accuracyBefore())
        .list(
            "steps",
            steps.steps().stream()
                .map(
                    step ->
                        Figures.builder()
                            .count("step", step.number())
                            .number("amount", step.amount())
                            .number("heldOutAccuracyPruned", step.accuracyPruned())
                            .number("heldOutAccuracy", step.accuracy())
                            .nonZeroParameters(step.nonZeroParameters())
                            .flag("kept", step.kept())
                            .build())
                .toList());
  }

  /** What goes together, and what has to stay. */
  static void addStructure(Figures.Builder json, Structure structure) {
    json.list(
            "groups",
            GroupKind.of(structure).stream()
                .map(
                    kind ->
                        Figures.builder()
                            .texts("layers", kind.layers())
                            .count("groups", kind.groups())
                            .count("unitsEach", kind.unitsEach())
                            .build())
                .toList())
        .list(
            "kept",
            structure.fixed().entrySet().stream()
                .map(
                    entry ->
                        Figures.builder()
                            .count("index", entry.getKey())
                            .text("layer", structure.names().get(entry.getKey()))
                            .text("reason", entry.getValue())
                            .build())
                .toList());
  }

  private static List<Figures> sensitivity(Sensitivity scan) {
    return scan.points().stream()
        .map(
            point ->
                Figures.builder()
                    .text("layer", point.name())
                    .number("amount", point.amount())
                    .count("units", point.units())
                    .count("unitsTogether", point.together())
                    .accuracy(point.value())
                    .build())
        .toList();
  }
}
