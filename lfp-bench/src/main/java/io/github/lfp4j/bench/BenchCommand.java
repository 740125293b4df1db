package io.github.lfp4j.bench;

import io.github.lfp4j.cli.Backend;
import io.github.lfp4j.cli.CommonOptions;
import io.github.lfp4j.cli.UserException;
import io.github.lfp4j.cli.Version;
import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.console.Progress;
import io.github.lfp4j.cli.console.TextTable;
import io.github.lfp4j.cli.output.Outputs;
import io.github.lfp4j.cli.report.ReportData;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lfp bench}. */
@Command(
    name = "bench",
    description =
        "Times a training step of LFP beside a gradient step by the same layers and one by stock"
            + " Deeplearning4j, in turn in one process.")
final class BenchCommand implements Callable<Integer> {

  private static final int FEWEST_STEPS = 5;
  private static final int STEPS = 30;

  /** Share of the cores that others may use before it is worth a word. */
  private static final double BUSY = 0.25;

  private static final String NOTE =
      "Medians of interleaved steps on noise made beforehand; compare only figures of one run.";

  @Mixin private CommonOptions common;

  @Option(
      names = "--networks",
      split = ",",
      paramLabel = "NAME",
      description =
          "Which networks, separated by commas: mlp, lenet, vgg, bn, resnet (default: all; with"
              + " --quick mlp and lenet).")
  private List<BenchNetwork> networks;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description =
          "Steps of each kind that count, at least "
              + FEWEST_STEPS
              + " (default: "
              + STEPS
              + "; with --quick "
              + FEWEST_STEPS
              + ").")
  private Integer steps;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description =
          "Examples of a step (default: 128 for mlp and lenet, 32 for vgg, bn and resnet).")
  private Integer batch;

  @Option(
      names = "--updater",
      defaultValue = "sgd",
      paramLabel = "NAME",
      description =
          "How parameters are updated, the same for all: sgd (without momentum), adam (default:"
              + " ${DEFAULT-VALUE}).")
  private BenchUpdater updater;

  @Option(
      names = "--quick",
      description = "Few steps and few images: whether it runs, not how fast.")
  private boolean quick;

  @Option(
      names = "--profile",
      description = "Also show how much of an LFP step each layer takes, forward and backward.")
  private boolean profile;

  @Option(
      names = "--scaling",
      description = "Also time steps of LFP with batches of 16 to 1024 examples.")
  private boolean scaling;

  @Option(
      names = "--endurance",
      paramLabel = "N",
      description = "Also do N steps of LFP, at least 10, and look at the memory in use meanwhile.")
  private Integer endurance;

  @Override
  public Integer call() throws IOException {
    int counted = steps == null ? (quick ? FEWEST_STEPS : STEPS) : steps;
    if (counted < FEWEST_STEPS) {
      throw new UserException(
          "--steps must be at least " + FEWEST_STEPS + ", but is " + counted + ".");
    }
    if (batch != null && batch < 1) {
      throw new UserException("--batch must be at least 1, but is " + batch + ".");
    }
    if (endurance != null && endurance < Endurance.rounds()) {
      throw new UserException(
          "--endurance must be at least " + Endurance.rounds() + ", but is " + endurance + ".");
    }
    StepComparison.Extent extent =
        quick
            ? new StepComparison.Extent(counted, new WarmUp(2, 0), 5, 1, 1, profile)
            : new StepComparison.Extent(counted, new WarmUp(10, 10), 10, 10, 5, profile);
    Console console = common.console();
    try (Outputs outputs = common.openOutputs()) {
      Backend backend = Backend.detect();
      console.print(backend.line());
      backend.warnings().forEach(console::remark);
      double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
      if (load > BUSY * backend.cores()) {
        console.remark(
            "The machine is busy (load "
                + Numbers.measured(load)
                + "), so the figures will be too large and uneven; repeat when it is quiet.");
      }
      long start = System.nanoTime();
      List<StepComparison> results = new ArrayList<>();
      for (BenchNetwork network : chosen()) {
        results.add(measure(console, network, extent));
      }
      List<BatchScaling> scalings = new ArrayList<>();
      List<Endurance> endurances = new ArrayList<>();
      for (BenchNetwork network : chosen()) {
        if (scaling) {
          scalings.add(scaling(console, network, extent));
        }
        if (endurance != null) {
          endurances.add(endurance(console, network));
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      BenchTables.all(results).forEach(table -> print(console, table));
      if (scaling) {
        print(console, BatchScaling.table(scalings));
      }
      endurances.forEach(e -> print(console, e.table()));
      for (StepComparison result : results) {
        result.profile().ifPresent(p -> print(console, result.network(), p));
      }
      common.finish(
          outputs,
          common
              .figures()
              .figures("backend", backend.figures())
              .number("loadBefore", load)
              .count("steps", counted)
              .count("warmUp", extent.warmUp().rounds())
              .number("warmUpSeconds", extent.warmUp().seconds())
              .text("updater", updater.name().toLowerCase(Locale.ROOT))
              .seconds(seconds)
              .list("results", results.stream().map(StepComparison::figures).toList())
              .list("scaling", scalings.stream().map(BatchScaling::figures).toList())
              .list("endurance", endurances.stream().map(Endurance::figures).toList())
              .build(),
          () -> report(backend, results));
    }
    return 0;
  }

  private Iterable<BenchNetwork> chosen() {
    if (networks != null) {
      return new LinkedHashSet<>(networks);
    }
    return quick ? List.of(BenchNetwork.MLP, BenchNetwork.LENET) : List.of(BenchNetwork.values());
  }

  private StepComparison measure(
      Console console, BenchNetwork network, StepComparison.Extent extent) {
    // What the network before left in native memory would be freed while this one is timed.
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    System.gc();
    try (Progress progress = console.progress(network.label(), extent.rounds(), "rounds")) {
      return StepComparison.run(
          network,
          batch == null ? network.batch() : batch,
          updater,
          common.seed(),
          extent,
          progress);
    }
  }

  private BatchScaling scaling(
      Console console, BenchNetwork network, StepComparison.Extent extent) {
    int steps = quick ? 1 : extent.steps() / 3;
    try (Progress progress = console.progress(network.label() + " batches", steps, "rounds")) {
      return BatchScaling.of(network, updater, common.seed(), extent.warmUp(), steps, progress);
    }
  }

  private Endurance endurance(Console console, BenchNetwork network) {
    try (Progress progress =
        console.progress(network.label() + " memory", Endurance.rounds(), "looks")) {
      return Endurance.of(network, updater, common.seed(), endurance, progress);
    }
  }

  private static void print(Console console, TextTable table) {
    console.print("");
    console.print(table);
  }

  private static void print(Console console, BenchNetwork network, LayerProfile profile) {
    console.print("");
    console.print(
        network.title()
            + ": "
            + Numbers.measured(profile.step())
            + " ms a step of LFP; updates are shared out by the number of parameters");
    console.print(profile.table());
  }

  private ReportData report(Backend backend, List<StepComparison> results) {
    ReportData.Builder report =
        ReportData.builder("What a step of LFP costs", new Version().lfp()).summary(backend.line());
    for (StepComparison result : results) {
      report.card(
          result.network().title(),
          Numbers.measured(result.lfp().median()) + " ms",
          Numbers.measured(result.ratio())
              + " of stock Deeplearning4j ("
              + Numbers.measured(result.gradient().median())
              + " ms), "
              + Numbers.measured(result.lfpToFastGradient())
              + " of a fast gradient step");
    }
    backend.warnings().forEach(report::note);
    return report
        .note(NOTE)
        .settings(common.invocation().settings(), common.invocation().commandLine())
        .build();
  }
}
