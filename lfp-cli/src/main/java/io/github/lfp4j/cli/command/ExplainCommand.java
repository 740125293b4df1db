package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.CommonOptions;
import io.github.lfp4j.cli.UserException;
import io.github.lfp4j.cli.Version;
import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.console.TextTable;
import io.github.lfp4j.cli.output.OutputFile;
import io.github.lfp4j.cli.output.Outputs;
import io.github.lfp4j.cli.report.FeatureBars;
import io.github.lfp4j.cli.report.HeatMap;
import io.github.lfp4j.cli.report.Picture;
import io.github.lfp4j.cli.report.ReportData;
import io.github.lfp4j.datasets.DataSource;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lfp explain}. */
@Command(
    name = "explain",
    description =
        "Shows what in examples of the test data speaks for a class and what against it, by"
            + " layer-wise relevance propagation.")
public final class ExplainCommand implements Callable<Integer> {

  private static final int SHOWN_FEATURES = 10;

  @Mixin private CommonOptions common;
  @Mixin private ModelOption modelOption;
  @Mixin private DataOption dataOption;

  @Option(
      names = "--index",
      required = true,
      split = ",",
      paramLabel = "N",
      description = "Which examples of the test data, counted from 0.")
  private List<Integer> indices;

  @Option(
      names = "--target",
      defaultValue = Explainer.PREDICTED,
      paramLabel = "CLASS|predicted|label",
      description =
          "The class to explain, by name or number, or each example's predicted or true one"
              + " (default: ${DEFAULT-VALUE}).")
  private String target;

  @Option(
      names = "--rules",
      defaultValue = "epsilon",
      paramLabel = "NAME",
      description =
          "How relevance is handed down: epsilon, epsilon-plus, epsilon-gamma-box or"
              + " epsilon-alpha2-beta1 (default: ${DEFAULT-VALUE}).")
  private String rules;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description =
          "Where to write the result. Images: .png, each with its heat map beside it, several in a"
              + " grid in the order of --index, four in a row at most. Tables: .svg, a bar for each"
              + " feature. Both: .csv, a line for each number.")
  private Path output;

  @Override
  public Integer call() throws IOException {
    RuleMap map = RuleMap.preset(rules);
    String format = format();
    Console console = common.console();
    try (Outputs outputs = common.openOutputs()) {
      OutputFile file = outputs.add("--output", output);
      Network network = modelOption.read();
      DataSource source = dataOption.open(console);
      boolean images = source.exampleShape().length == 3;
      requireFormat(format, images, source);
      DataFit data = DataFit.of(network, source);
      long start = System.nanoTime();
      List<Explanation> explanations =
          new Explainer(console, source, data).explain(network, indices, map, target);
      double seconds = (System.nanoTime() - start) / 1e9;
      List<String> features = images ? List.of() : features(source);
      write(file, format, explanations, features);
      console.print(table(explanations));
      if (!images) {
        explanations.forEach(e -> print(console, e, features));
      }
      common.finish(
          outputs,
          common
              .figures()
              .seconds(seconds)
              .texts("features", features)
              .list("explanations", explanations.stream().map(Explanation::json).toList())
              .build(),
          () -> report(source, explanations, features, seconds));
    }
    return 0;
  }

  private String format() {
    String name = output.getFileName() == null ? "" : output.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private void requireFormat(String format, boolean images, DataSource source) {
    if (!format.equals("csv") && !format.equals(images ? "png" : "svg")) {
      throw new UserException(
          "--output must end in "
              + (images ? ".png or .csv, since '" : ".svg or .csv, since '")
              + source.name()
              + (images ? "' holds images, but is " : "' holds tables, but is ")
              + output
              + ".");
    }
  }

  private static List<String> features(DataSource source) {
    return source.features().isEmpty()
        ? IntStream.range(0, (int) source.exampleShape()[0]).mapToObj(i -> "feature " + i).toList()
        : source.features();
  }

  private static void write(
      OutputFile file, String format, List<Explanation> explanations, List<String> features)
      throws IOException {
    switch (format) {
      case "png" -> {
        try (OutputStream out = file.open()) {
          HeatMap.write(HeatMap.grid(explanations.stream().map(Explanation::image).toList()), out);
        }
      }
      case "svg" ->
          file.write(
              FeatureBars.svg(explanations.stream().map(e -> e.bars(features)).toList()) + "\n");
      default -> ExplanationTable.write(file, explanations, features);
    }
  }

  private static TextTable table(List<Explanation> explanations) {
    TextTable table =
        new TextTable("example", "true class", "answer", "explained", "output", "relevance");
    for (Explanation e : explanations) {
      table.row(
          e.index(),
          e.label(),
          e.predicted(),
          e.target(),
          Numbers.measured(e.output()),
          Numbers.measured(e.sum()));
    }
    return table;
  }

  private static void print(Console console, Explanation explanation, List<String> features) {
    TextTable table = new TextTable("feature", "value", "relevance");
    explanation.bars(features).order().stream()
        .limit(SHOWN_FEATURES)
        .forEach(
            i ->
                table.row(
                    features.get(i),
                    Numbers.measured(explanation.values().get(i)),
                    Numbers.measured(explanation.relevance().get(i))));
    console.print("");
    console.print(explanation.title());
    console.print(table);
  }

  private ReportData report(
      DataSource source, List<Explanation> explanations, List<String> features, double seconds) {
    ReportData.Builder report =
        ReportData.builder(
                "Why "
                    + modelOption.file().getFileName()
                    + " answers as it does on "
                    + source.name(),
                new Version().lfp())
            .card("Examples", Numbers.count(explanations.size()), "of the test data")
            .card("Time", Numbers.duration(seconds), "")
            .settings(common.invocation().settings(), common.invocation().commandLine());
    for (Explanation e : explanations) {
      String drawing =
          features.isEmpty()
              ? HeatMap.html(HeatMap.pair(e.image()), e.title())
              : FeatureBars.svg(List.of(e.bars(features)));
      report.picture(new Picture(e.title(), drawing, e.caption()));
    }
    return report.build();
  }
}
