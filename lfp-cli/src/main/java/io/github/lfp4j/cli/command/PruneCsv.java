package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.output.OutputFile;
import io.github.lfp4j.cli.output.Outputs;
import io.github.lfp4j.pruning.PruningCurve;
import io.github.lfp4j.pruning.measure.LayerFigures;
import io.github.lfp4j.pruning.plan.Sensitivity;
import io.github.lfp4j.pruning.structure.Structure;
import io.github.lfp4j.pruning.structure.UnitGroup;
import io.github.lfp4j.pruning.tuning.IterativePruning;
import io.github.lfp4j.pruning.tuning.PlannedUnits;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The tables of {@code --csv}: one file each, with a header only where there is nothing to say. */
final class PruneCsv {

  private static final Map<String, String[]> HEADERS = new LinkedHashMap<>();

  static {
    header("curves", "criterion", "amount", "accuracy", "nonZeroParameters", "multiplyAdds");
    header(
        "layers",
        "index",
        "name",
        "type",
        "parametersBefore",
        "parameters",
        "nonZeroParameters",
        "multiplyAddsBefore",
        "multiplyAdds",
        "kept");
    header("units", "group", "layer", "unit", "score", "worthOfGroup", "goesAtOnce");
    header("steps", "step", "amount", "accuracyPruned", "accuracy", "nonZeroParameters", "kept");
    header("sensitivity", "layer", "amount", "units", "unitsTogether", "accuracy");
  }

  private final Map<String, OutputFile> files = new LinkedHashMap<>();

  /**
   * Checks that the files can be written.
   *
   * @param folder where they go; null for none
   */
  PruneCsv(Outputs outputs, Path folder) {
    if (folder != null) {
      HEADERS
          .keySet()
          .forEach(
              name -> files.put(name, outputs.add("--csv " + name, folder.resolve(name + ".csv"))));
    }
  }

  private static void header(String name, String... columns) {
    HEADERS.put(name, columns);
  }

  /** Prints the rows of one table. */
  private interface Rows {
    void printTo(CSVPrinter printer) throws IOException;
  }

  void write(PruningResult result) throws IOException {
    if (files.isEmpty()) {
      return;
    }
    write("curves", printer -> curves(result, printer));
    write("layers", printer -> layers(result, printer));
    write("units", printer -> units(result, printer));
    write("steps", printer -> steps(result, printer));
    write("sensitivity", printer -> sensitivity(result, printer));
  }

  private void write(String name, Rows rows) throws IOException {
    CSVFormat format =
        CSVFormat.DEFAULT.builder().setRecordSeparator('\n').setHeader(HEADERS.get(name)).get();
    try (Writer writer = new OutputStreamWriter(files.get(name).open(), StandardCharsets.UTF_8);
        CSVPrinter printer = new CSVPrinter(writer, format)) {
      rows.printTo(printer);
    }
  }

  private static void curves(PruningResult result, CSVPrinter printer) throws IOException {
    for (Map.Entry<String, List<PruningCurve.Point>> curve : result.curves().entrySet()) {
      for (PruningCurve.Point point : curve.getValue()) {
        printer.printRecord(
            curve.getKey(),
            point.amount(),
            point.accuracy(),
            point.nonZeroParameters(),
            point.multiplyAdds());
      }
    }
  }

  private static void layers(PruningResult result, CSVPrinter printer) throws IOException {
    for (LayerFigures before : result.figuresBefore().layers()) {
      LayerFigures after = result.figuresAfter().layers().get(before.index());
      printer.printRecord(
          before.index(),
          before.name(),
          before.type(),
          before.parameters(),
          after.parameters(),
          after.nonZeroParameters(),
          before.multiplyAdds(),
          after.multiplyAdds(),
          result.units().map(units -> units.structure().fixed().get(before.index())).orElse(""));
    }
  }

  private static void units(PruningResult result, CSVPrinter printer) throws IOException {
    if (result.units().isEmpty()) {
      return;
    }
    PlannedUnits units = result.units().get();
    Structure structure = units.structure();
    Set<Integer> removed = units.plan().share(result.amount());
    for (UnitGroup group : structure.groups()) {
      for (UnitGroup.Member member : group.members()) {
        double[] scores = units.scores().byLayer().get(member.layer());
        printer.printRecord(
            group.id(),
            structure.names().get(member.layer()),
            member.unit(),
            scores == null ? "" : scores[member.unit()],
            units.plan().worth().getOrDefault(group.id(), Double.NaN),
            removed.contains(group.id()));
      }
    }
  }

  private static void steps(PruningResult result, CSVPrinter printer) throws IOException {
    if (result.steps().isPresent()) {
      for (IterativePruning.Step step : result.steps().get().steps()) {
        printer.printRecord(
            step.number(),
            step.amount(),
            step.accuracyPruned(),
            step.accuracy(),
            step.nonZeroParameters(),
            step.kept());
      }
    }
  }

  private static void sensitivity(PruningResult result, CSVPrinter printer) throws IOException {
    if (result.sensitivity().isPresent()) {
      for (Sensitivity.Point point : result.sensitivity().get().points()) {
        printer.printRecord(
            point.name(), point.amount(), point.units(), point.together(), point.value());
      }
    }
  }
}
