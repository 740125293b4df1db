package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.CommonOptions;
import io.github.lfp4j.cli.UserException;
import io.github.lfp4j.cli.Version;
import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.output.Figures;
import io.github.lfp4j.cli.output.OutputFile;
import io.github.lfp4j.cli.output.Outputs;
import io.github.lfp4j.cli.report.ReportData;
import io.github.lfp4j.datasets.DataSource;
import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.criterion.Criteria;
import io.github.lfp4j.pruning.plan.Scope;
import io.github.lfp4j.pruning.plan.WeightPlan;
import io.github.lfp4j.pruning.relevance.RelevanceAccumulator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lfp prune}. */
@Command(
    name = "prune",
    description =
        "Removes what a network can do without, by relevance, weight magnitude or chance; the"
            + " result is a model that Deeplearning4j loads without this plugin.")
public final class PruneCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;
  @Mixin private ModelOption modelOption;
  @Mixin private DataOption dataOption;
  @Mixin private ReferenceOptions reference;

  @Option(
      names = "--criterion",
      defaultValue = "relevance",
      paramLabel = "NAME",
      description = "What counts: relevance, magnitude or random (default: ${DEFAULT-VALUE}).")
  private String criterion;

  @Option(
      names = "--granularity",
      defaultValue = "weight",
      paramLabel = "weight",
      description = "What is removed: single weights (default: ${DEFAULT-VALUE}).")
  private String granularity;

  @Option(
      names = "--scope",
      defaultValue = "global",
      paramLabel = "global|layer",
      description =
          "Whether the least valuable are looked for in all layers at once or in each"
              + " (default: ${DEFAULT-VALUE}).")
  private String scope;

  @Option(
      names = "--amount",
      required = true,
      paramLabel = "SHARE",
      description = "The share to remove, at least 0 and less than 1.")
  private double amount;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE.zip",
      description = "Where to write the pruned model.")
  private Path output;

  @Override
  public Integer call() throws IOException {
    WeightPlan.requireAmount(amount);
    Scope where = Scope.byName(scope);
    if (!Criteria.names().contains(criterion)) {
      throw new UserException(
          "There is no criterion '"
              + criterion
              + "'; choose one of "
              + String.join(", ", Criteria.names())
              + ".");
    }
    if (!granularity.equals("weight")) {
      throw new UserException(
          "There is no granularity '" + granularity + "' in this version; choose weight.");
    }
    Console console = common.console();
    try (Outputs outputs = common.openOutputs()) {
      OutputFile model = outputs.add("--output", output);
      Network network = modelOption.read();
      DataSource source = dataOption.open(console);
      DataFit data = DataFit.of(network, source);
      long start = System.nanoTime();
      Pruning.Request request =
          new Pruning.Request(
              criterion,
              where,
              amount,
              reference.rules(),
              reference.examples(source),
              common.seed());
      Pruning.Result result = new Pruning(console, source, data, request).run(network);
      double seconds = (System.nanoTime() - start) / 1e9;
      ModelOption.write(standard(console, result.pruned()), model);
      Pruning.print(console, result);
      common.finish(
          outputs,
          json(result, seconds),
          () -> report(console, network, source, data, result, seconds));
    }
    return 0;
  }

  /** The network in stock layers where that is possible. */
  private static Network standard(Console console, Network pruned) {
    try {
      return pruned.toStandard();
    } catch (LfpException e) {
      console.remark("the model keeps its LFP layers: " + e.getMessage());
      return pruned;
    }
  }

  private Figures json(Pruning.Result result, double seconds) {
    return Describing.sizes(
            common.figures().accuracy(result.accuracyAfter()), result.figuresAfter())
        .seconds(seconds)
        .beforeAndAfter(result.before(), result.after())
        .curve(result.curve())
        .list("layers", result.figuresAfter().layers().stream().map(Describing::layer).toList())
        .list("curves", curves(result))
        .build();
  }

  private static List<Figures> curves(Pruning.Result result) {
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

  private ReportData report(
      Console console,
      Network network,
      DataSource source,
      DataFit data,
      Pruning.Result result,
      double seconds) {
    RelevanceAccumulator relevance =
        RankCommand.accumulate(console, network, source, data, reference, common.seed());
    ReportData.Builder report =
        ReportData.builder(
                "Pruning " + modelOption.file().getFileName() + " on " + source.name(),
                new Version().lfp())
            .card("Accuracy before", Numbers.percent(result.accuracyBefore()), "on the test data")
            .card(
                "Accuracy after",
                Numbers.percent(result.accuracyAfter()),
                Numbers.share(amount) + " of the weights removed")
            .card(
                "Parameters left",
                Numbers.compact(result.figuresAfter().nonZeroParameters()),
                "of " + Numbers.compact(result.figuresBefore().nonZeroParameters()))
            .card("Time", Numbers.duration(seconds), "")
            .pruning(Pruning.chart(result, amount))
            .settings(common.invocation().settings(), common.invocation().commandLine())
            .note(
                "Single weights become zero: the file compresses better, but Deeplearning4j"
                    + " computes with zeros as fast as with any other number.");
    Describing.addLayers(report, network, result.figuresAfter());
    RankCommand.addHistograms(report, network, relevance);
    return report.build();
  }
}
