package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.CommonOptions;
import io.github.lfp4j.cli.Version;
import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.console.Progress;
import io.github.lfp4j.cli.console.TextTable;
import io.github.lfp4j.cli.output.Figures;
import io.github.lfp4j.cli.output.OutputFile;
import io.github.lfp4j.cli.output.Outputs;
import io.github.lfp4j.cli.report.RelevanceHistogram;
import io.github.lfp4j.cli.report.ReportData;
import io.github.lfp4j.datasets.DataSource;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.measure.NetworkFigures;
import io.github.lfp4j.pruning.relevance.RelevanceAccumulator;
import io.github.lfp4j.pruning.relevance.UnitRanking;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lfp rank}. */
@Command(name = "rank", description = "Ranks neurons and channels by their accumulated relevance.")
public final class RankCommand implements Callable<Integer> {

  private static final int MOST_BINS = 30;

  @Mixin private CommonOptions common;
  @Mixin private ModelOption modelOption;
  @Mixin private DataOption dataOption;
  @Mixin private ReferenceOptions reference;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE.csv",
      description = "Where to write the ranking, a line per unit.")
  private Path output;

  @Override
  public Integer call() throws IOException {
    Console console = common.console();
    try (Outputs outputs = common.openOutputs()) {
      OutputFile csv = outputs.add("--output", output);
      Network network = modelOption.read();
      DataSource source = dataOption.open(console);
      DataFit data = DataFit.of(network, source);
      long start = System.nanoTime();
      RelevanceAccumulator relevance =
          accumulate(console, network, source, data, reference, common.seed());
      double seconds = (System.nanoTime() - start) / 1e9;
      List<UnitRanking.Row> rows = UnitRanking.of(network, relevance);
      write(csv, rows);
      NetworkFigures figures = NetworkFigures.of(network, data.exampleShape());
      Map<String, List<UnitRanking.Row>> byLayer = byLayer(rows);
      console.print(table(byLayer));
      common.finish(
          outputs,
          Describing.sizes(common.figures(), figures)
              .count("examples", relevance.examples())
              .seconds(seconds)
              .list("units", rows.stream().map(RankCommand::json).toList())
              .build(),
          () -> report(network, source, figures, relevance, byLayer, seconds));
    }
    return 0;
  }

  static RelevanceAccumulator accumulate(
      Console console,
      Network network,
      DataSource source,
      DataFit data,
      ReferenceOptions reference,
      long seed) {
    int examples = reference.examples(source);
    RelevanceAccumulator relevance = new RelevanceAccumulator(network, reference.rules(), false);
    try (Progress progress = console.progress("relevance", examples, "examples")) {
      relevance.addAll(data.reference(ReferenceOptions.BATCH, seed, examples), progress.totals());
    }
    return relevance;
  }

  private static Map<String, List<UnitRanking.Row>> byLayer(List<UnitRanking.Row> rows) {
    return rows.stream()
        .collect(
            Collectors.groupingBy(
                row -> row.layer() + " " + row.layerName(),
                LinkedHashMap::new,
                Collectors.toList()));
  }

  private static void write(OutputFile csv, List<UnitRanking.Row> rows) throws IOException {
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setRecordSeparator('\n')
            .setHeader(
                "layer", "layerName", "unit", "rank", "relevance", "absoluteRelevance", "share")
            .get();
    try (Writer writer = new OutputStreamWriter(csv.open(), StandardCharsets.UTF_8);
        CSVPrinter printer = new CSVPrinter(writer, format)) {
      for (UnitRanking.Row row : rows) {
        printer.printRecord(
            row.layer(),
            row.layerName(),
            row.unit(),
            row.rank(),
            row.relevance(),
            row.absoluteRelevance(),
            row.share());
      }
    }
  }

  private static TextTable table(Map<String, List<UnitRanking.Row>> byLayer) {
    TextTable table = new TextTable("layer", "units", "without relevance", "most relevant units");
    byLayer.forEach(
        (layer, rows) ->
            table.row(
                layer,
                rows.size(),
                rows.stream().filter(row -> row.absoluteRelevance() == 0).count(),
                rows.stream()
                    .limit(5)
                    .map(row -> row.unit() + " (" + Numbers.percent(row.share()) + ")")
                    .collect(Collectors.joining(", "))));
    return table;
  }

  private static Figures json(UnitRanking.Row row) {
    return Figures.builder()
        .count("layer", row.layer())
        .text("layerName", row.layerName())
        .count("unit", row.unit())
        .count("rank", row.rank())
        .number("relevance", row.relevance())
        .number("absoluteRelevance", row.absoluteRelevance())
        .number("share", row.share())
        .build();
  }

  static void addHistograms(
      ReportData.Builder report, Network network, RelevanceAccumulator relevance) {
    byLayer(UnitRanking.of(network, relevance))
        .forEach(
            (layer, rows) ->
                report.histogram(
                    RelevanceHistogram.of(
                        layer,
                        rows.stream().mapToDouble(UnitRanking.Row::absoluteRelevance).toArray(),
                        bins(rows.size()),
                        Double.NaN)));
  }

  /** Few units in many bins would look like a comb. */
  private static int bins(int units) {
    return Math.min(MOST_BINS, Math.max(5, (int) Math.ceil(2 * Math.sqrt(units))));
  }

  private ReportData report(
      Network network,
      DataSource source,
      NetworkFigures figures,
      RelevanceAccumulator relevance,
      Map<String, List<UnitRanking.Row>> byLayer,
      double seconds) {
    long units = byLayer.values().stream().mapToLong(List::size).sum();
    long silent =
        byLayer.values().stream()
            .flatMap(List::stream)
            .filter(row -> row.absoluteRelevance() == 0)
            .count();
    ReportData.Builder report =
        ReportData.builder("Relevance on " + source.name(), new Version().lfp())
            .card("Examples", Numbers.count(relevance.examples()), "of the training data")
            .card("Units without relevance", Numbers.count(silent), "of " + Numbers.count(units))
            .card("Time", Numbers.duration(seconds), "")
            .settings(common.invocation().settings(), common.invocation().commandLine());
    Describing.addLayers(report, network, figures);
    addHistograms(report, network, relevance);
    return report.build();
  }
}
