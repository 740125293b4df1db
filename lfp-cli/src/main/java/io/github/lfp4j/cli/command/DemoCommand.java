package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.CommonOptions;
import io.github.lfp4j.cli.Version;
import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.output.Figures;
import io.github.lfp4j.cli.output.OutputFile;
import io.github.lfp4j.cli.output.Outputs;
import io.github.lfp4j.cli.report.HtmlReport;
import io.github.lfp4j.cli.report.ReportData;
import io.github.lfp4j.cli.report.TrainingCurve;
import io.github.lfp4j.datasets.DataSource;
import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.model.Architecture;
import io.github.lfp4j.dl4j.model.LearningMethod;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.criterion.Criteria;
import io.github.lfp4j.pruning.plan.Scope;
import io.github.lfp4j.pruning.relevance.RelevanceAccumulator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lfp demo}. */
@Command(
    name = "demo",
    description =
        "Trains a LeNet by LFP on generated digits, ranks its units, prunes it and writes a report;"
            + " needs no data, no network and no options.")
public final class DemoCommand implements Callable<Integer> {

  private static final int EPOCHS = 3;
  private static final int BATCH = 100;
  private static final double AMOUNT = 0.7;
  private static final int REFERENCE = 1000;

  @Mixin private CommonOptions common;

  @Option(
      names = "--output",
      defaultValue = "lfp-demo",
      paramLabel = "FOLDER",
      description = "Where to write models and report (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    Console console = common.console();
    try (Outputs outputs = common.openOutputs()) {
      OutputFile trained = outputs.add("trained model", folder.resolve("lenet.zip"));
      OutputFile pruned = outputs.add("pruned model", folder.resolve("lenet-pruned.zip"));
      OutputFile page = outputs.add("report", folder.resolve("report.html"));
      run(console, outputs, trained, pruned, page);
    }
    return 0;
  }

  private void run(
      Console console, Outputs outputs, OutputFile trained, OutputFile pruned, OutputFile page)
      throws IOException {
    long start = System.nanoTime();
    long seed = common.seed();
    console.print("1. Data: handwriting-like digits, drawn by the program itself");
    DataSource source = DataOption.open("digits", console);

    console.print("2. Training a LeNet by Layer-wise Feedback Propagation, without gradients");
    Network network =
        TrainCommand.created(
            Architecture.LENET,
            LearningMethod.LFP,
            LearningMethod.LFP.defaultLearningRate(),
            source,
            seed,
            EPOCHS * Trainer.stepsPerEpoch(source.trainExamples(), BATCH),
            Lfp.defaults());
    DataFit data = DataFit.of(network, source);
    List<TrainingCurve.Epoch> epochs =
        new Trainer(console, data, source.trainExamples(), BATCH, seed).train(network, EPOCHS);
    ModelOption.write(network, trained);

    console.print("3. Pruning " + Numbers.share(AMOUNT) + " of the weights by relevance");
    Pruning.Request request =
        new Pruning.Request(
            "relevance",
            new WeightParts(Scope.GLOBAL),
            Goal.amount(AMOUNT),
            new Criteria.Settings(RuleMap.preset("epsilon"), seed),
            REFERENCE,
            null,
            false);
    PruningResult result = new Pruning(console, source, data, request).run(network);
    ModelOption.write(result.pruned().toStandard(), pruned);
    PruneCommand.print(console, result);

    double seconds = (System.nanoTime() - start) / 1e9;
    RelevanceAccumulator relevance =
        new RelevanceAccumulator(network, RuleMap.preset("epsilon"), false);
    relevance.addAll(data.reference(ReferenceOptions.BATCH, seed, REFERENCE), null);
    ReportData report = report(network, source, epochs, result, relevance, seconds);
    page.write(HtmlReport.render(report));
    common.finish(outputs, json(epochs, result, trained, pruned, seconds), () -> report);
    console.print("Open " + page.target() + " in a browser to see what happened.");
  }

  private Figures json(
      List<TrainingCurve.Epoch> epochs,
      PruningResult result,
      OutputFile trained,
      OutputFile pruned,
      double seconds)
      throws IOException {
    return PruneFigures.add(common.figures(), result, trained.bytes(), pruned.bytes())
        .seconds(seconds)
        .list("epochs", epochs.stream().map(TrainCommand::epoch).toList())
        .build();
  }

  private ReportData report(
      Network network,
      DataSource source,
      List<TrainingCurve.Epoch> epochs,
      PruningResult result,
      RelevanceAccumulator relevance,
      double seconds) {
    ReportData.Builder report =
        ReportData.builder("LFP on " + source.name(), new Version().lfp())
            .summary(
                "A LeNet learned to read digits without gradients; then the weights that contribute"
                    + " least to its decisions were removed.")
            .card("Accuracy", Numbers.percent(result.accuracyBefore()), "on the test data")
            .card(
                "Accuracy after pruning",
                Numbers.percent(result.accuracyAfter()),
                Numbers.share(AMOUNT) + " of the weights removed")
            .card(
                "Parameters left",
                Numbers.compact(result.figuresAfter().nonZeroParameters()),
                "of " + Numbers.compact(result.figuresBefore().nonZeroParameters()))
            .card("Time", Numbers.duration(seconds), "training and pruning")
            .training(new TrainingCurve("lfp", epochs))
            .pruning(PruneTables.curves(result))
            .settings(common.invocation().settings(), common.invocation().commandLine());
    Describing.addLayers(report, network, result.figuresAfter());
    RankCommand.addHistograms(report, network, relevance);
    return report.build();
  }
}
