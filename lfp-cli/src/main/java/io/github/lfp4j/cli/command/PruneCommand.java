package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.CommonOptions;
import io.github.lfp4j.cli.UserException;
import io.github.lfp4j.cli.Version;
import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.console.TextTable;
import io.github.lfp4j.cli.output.OutputFile;
import io.github.lfp4j.cli.output.Outputs;
import io.github.lfp4j.cli.report.ReportData;
import io.github.lfp4j.datasets.DataSource;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.criterion.Criteria;
import io.github.lfp4j.pruning.criterion.Criterion;
import io.github.lfp4j.pruning.criterion.Granularity;
import io.github.lfp4j.pruning.measure.NetworkFigures;
import io.github.lfp4j.pruning.plan.Normalization;
import io.github.lfp4j.pruning.plan.WeightPlan;
import io.github.lfp4j.pruning.relevance.RelevanceAccumulator;
import io.github.lfp4j.pruning.structure.Structure;
import io.github.lfp4j.pruning.tuning.PlannedUnits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lfp prune}. */
@Command(
    name = "prune",
    description =
        "Removes what a network can do without, by relevance or another criterion; the result is a"
            + " model that Deeplearning4j loads without this plugin.")
public final class PruneCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;
  @Mixin private ModelOption modelOption;
  @Mixin private DataOption dataOption;
  @Mixin private ReferenceOptions reference;
  @Mixin private PlanOptions plan;
  @Mixin private TuningOptions tuning;

  @Option(
      names = "--criterion",
      paramLabel = "NAME",
      description =
          "What counts: relevance-joint, relevance, relevance-signed, relevance-class, feedback,"
              + " magnitude-l1, magnitude-l2, taylor, activation, batch-norm or random (default:"
              + " relevance-joint for units, relevance for weights).")
  private String criterion;

  @Option(
      names = "--class",
      paramLabel = "N",
      description = "The class that counts for relevance-class, from 0.")
  private Integer ofClass;

  @ArgGroup(multiplicity = "1")
  private HowFar howFar;

  @Option(
      names = "--sensitivity",
      description = "Prune the units of each layer alone as well, to see which layers need theirs.")
  private boolean sensitivity;

  @Option(
      names = "--dry-run",
      description = "Show what goes together, what stays and what would go; write no model.")
  private boolean dryRun;

  @Option(
      names = "--csv",
      paramLabel = "FOLDER",
      description = "Write layers, units, curves and steps as tables (.csv) into this folder.")
  private Path tables;

  @Option(
      names = "--output",
      paramLabel = "FILE.zip",
      description = "Where to write the pruned model.")
  private Path output;

  /** Either a share or a target. */
  private static final class HowFar {
    @Option(
        names = "--amount",
        required = true,
        paramLabel = "SHARE",
        description = "The share of weights or units to remove, at least 0 and less than 1.")
    private Double amount;

    @Option(
        names = "--target",
        required = true,
        paramLabel = "KIND=SHARE",
        description =
            "Remove units until no more than this share is left of the parameters, multiply-adds or"
                + " latency, such as parameters=0.4.")
    private String target;
  }

  @Override
  public Integer call() throws IOException {
    Goal goal = howFar.target == null ? Goal.amount(howFar.amount) : Goal.parse(howFar.target);
    requireFitting();
    Console console = common.console();
    try (Outputs outputs = common.openOutputs()) {
      OutputFile model = dryRun ? null : outputs.add("--output", output);
      PruneCsv csv = new PruneCsv(outputs, tables);
      Network network = modelOption.read();
      DataSource source = dataOption.open(console);
      DataFit data = DataFit.of(network, source);
      long start = System.nanoTime();
      Pruning pruning = new Pruning(console, source, data, request(goal, data, source));
      if (dryRun) {
        preview(console, outputs, pruning, network, data);
        return 0;
      }
      PruningResult result = pruning.run(network);
      double seconds = (System.nanoTime() - start) / 1e9;
      Network standard = ModelOption.standard(result.pruned());
      ModelOption.write(standard, model);
      print(console, result);
      csv.write(result);
      long bytes = model.bytes();
      common.finish(
          outputs,
          PruneFigures.add(common.figures(), result, Files.size(modelOption.file()), bytes)
              .seconds(seconds)
              .build(),
          () -> report(console, source, data, result, bytes, seconds));
    }
    return 0;
  }

  /** Checks what can be checked before anything is read. */
  private void requireFitting() {
    if (howFar.amount != null) {
      WeightPlan.requireAmount(howFar.amount);
    }
    Granularity granularity = plan.granularity();
    plan.scope();
    plan.requireFitting();
    tuning.requireFitting();
    Criterion named = Criteria.byName(criterion(), settings());
    if (!named.scores(granularity)) {
      throw new UserException(
          "The criterion '"
              + criterion()
              + "' does not score single weights; add --granularity unit.");
    }
    if (granularity == Granularity.WEIGHT && howFar.target != null) {
      throw new UserException(
          "--target can go with --granularity unit only, since zeros make no network smaller; use"
              + " --amount.");
    }
    if (granularity == Granularity.WEIGHT && sensitivity) {
      throw new UserException(
          "--sensitivity goes with --granularity unit only; add it or leave it out.");
    }
    if (output == null && !dryRun) {
      throw new UserException(
          "Name the file for the pruned model with --output, or look first with --dry-run.");
    }
  }

  private String criterion() {
    if (criterion != null) {
      return criterion;
    }
    return plan.granularity() == Granularity.UNIT ? Criteria.DEFAULT : "relevance";
  }

  private Criteria.Settings settings() {
    return new Criteria.Settings(
        reference.rules(),
        common.seed(),
        ofClass == null ? OptionalInt.empty() : OptionalInt.of(ofClass));
  }

  private Pruning.Request request(Goal goal, DataFit data, DataSource source) {
    Parts parts =
        plan.granularity() == Granularity.WEIGHT
            ? new WeightParts(plan.scope())
            : new UnitParts(
                plan.normalization(Normalization.L2),
                plan.limits(),
                data.test(Math.min(64, source.testExamples())).next().getFeatures());
    return new Pruning.Request(
        criterion(),
        parts,
        goal,
        settings(),
        reference.examples(source),
        tuning.isIterative() ? tuning : null,
        sensitivity);
  }

  private void preview(
      Console console, Outputs outputs, Pruning pruning, Network network, DataFit data)
      throws IOException {
    Pruning.Planned planned = pruning.plan(network);
    Network pruned = planned.atOnce().prune(network, planned.amount());
    NetworkFigures before = NetworkFigures.of(network, data.exampleShape());
    NetworkFigures after = NetworkFigures.of(pruned, data.exampleShape());
    var json =
        Describing.sizes(common.figures(), after)
            .number("amount", planned.amount())
            .list("layersBefore", before.layers().stream().map(Describing::layer).toList())
            .list("layers", after.layers().stream().map(Describing::layer).toList());
    ReportData.Builder report =
        ReportData.builder(
                "What pruning " + modelOption.file().getFileName() + " would do",
                new Version().lfp())
            .settings(common.invocation().settings(), common.invocation().commandLine());
    console.print(PruneTables.changes(before, after));
    if (planned.atOnce() instanceof PlannedUnits units) {
      Structure structure = units.structure();
      console.print("");
      console.print(PruneTables.groupsAsText(structure));
      structure
          .fixed()
          .forEach(
              (layer, reason) -> console.print(structure.names().get(layer) + " stays: " + reason));
      PruneFigures.addStructure(json, structure);
      report.table(PruneTables.groups(structure)).table(PruneTables.kept(structure));
    }
    console.print("");
    console.print(
        Numbers.share(planned.amount())
            + " of the "
            + plan.granularity().label()
            + "s would go: "
            + Numbers.count(before.nonZeroParameters())
            + " parameters that are not zero would become "
            + Numbers.count(after.nonZeroParameters()));
    Describing.addLayers(report, pruned, after);
    common.finish(outputs, json.build(), report::build);
  }

  static void print(Console console, PruningResult result) {
    if (result.steps().isPresent()) {
      TextTable table = new TextTable("step", "removed", "pruned", "trained", "kept");
      result
          .steps()
          .get()
          .steps()
          .forEach(
              step ->
                  table.row(
                      step.number(),
                      Numbers.share(step.amount()),
                      Numbers.percent(step.accuracyPruned()),
                      Numbers.percent(step.accuracy()),
                      step.kept() ? "yes" : "no"));
      console.print(table);
      console.print("");
    }
    print(console, "before pruning: ", result.accuracyBefore(), result.figuresBefore());
    print(console, "after pruning:  ", result.accuracyAfter(), result.figuresAfter());
    console.print(
        "a batch of 64:  "
            + Numbers.measured(result.batch().before())
            + " ms before, "
            + Numbers.measured(result.batch().after())
            + " ms after, in Deeplearning4j's own layers");
  }

  private static void print(Console console, String when, double accuracy, NetworkFigures figures) {
    console.print(
        when
            + "accuracy "
            + Numbers.percent(accuracy)
            + ", "
            + Numbers.count(figures.nonZeroParameters())
            + " parameters that are not zero");
  }

  private ReportData report(
      Console console,
      DataSource source,
      DataFit data,
      PruningResult result,
      long bytes,
      double seconds) {
    RelevanceAccumulator relevance =
        RankCommand.accumulate(console, result.network(), source, data, reference, common.seed());
    ReportData.Builder report =
        ReportData.builder(
                "Pruning " + modelOption.file().getFileName() + " on " + source.name(),
                new Version().lfp())
            .card("Accuracy before", Numbers.percent(result.accuracyBefore()), "on the test data")
            .card(
                "Accuracy after",
                Numbers.percent(result.accuracyAfter()),
                Numbers.share(result.amount()) + " of the " + result.plural() + " removed")
            .card(
                "Parameters left",
                Numbers.compact(result.figuresAfter().nonZeroParameters()),
                "of " + Numbers.compact(result.figuresBefore().nonZeroParameters()))
            .card("Time", Numbers.duration(seconds), "")
            .table(PruneTables.beforeAndAfter(result, size(modelOption.file()), bytes))
            .pruning(PruneTables.curves(result))
            .settings(common.invocation().settings(), common.invocation().commandLine());
    result.steps().ifPresent(steps -> report.table(PruneTables.steps(steps)));
    result.sensitivity().ifPresent(scan -> report.sensitivity(PruneTables.sensitivity(scan)));
    if (result.units().isPresent()) {
      Structure structure = result.units().get().structure();
      report
          .table(PruneTables.layers(result))
          .table(PruneTables.groups(structure))
          .table(PruneTables.kept(structure))
          .note(
              "Units are removed for real, with the weights that compute and read them: the network"
                  + " is an ordinary one, only smaller.");
    } else {
      Describing.addLayers(report, result.network(), result.figuresAfter());
      report.note(
          "Single weights become zero: the file compresses better, but Deeplearning4j computes with"
              + " zeros as fast as with any other number.");
    }
    report.note(
        "Curves show what pruning at once does, without training; the accuracy above is that of the"
            + " model that was written.");
    RankCommand.addHistograms(report, result.network(), relevance);
    return report.build();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return -1;
    }
  }
}
