package io.github.lfp4j.bench.study;

import io.github.lfp4j.cli.CommonOptions;
import io.github.lfp4j.cli.UserException;
import io.github.lfp4j.cli.Version;
import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.console.Progress;
import io.github.lfp4j.cli.output.Figures;
import io.github.lfp4j.cli.output.OutputFile;
import io.github.lfp4j.cli.output.Outputs;
import io.github.lfp4j.cli.report.ReportData;
import io.github.lfp4j.datasets.DataSource;
import io.github.lfp4j.datasets.DataSources;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.model.ModelFiles;
import io.github.lfp4j.pruning.plan.Normalization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lfp study}. */
@Command(
    name = "study",
    description =
        "Removes units of trained networks by several criteria and normalisations, without"
            + " fine-tuning, and compares what accuracy is left.")
public final class StudyCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Option(
      names = "--model",
      required = true,
      split = ",",
      paramLabel = "FILE.zip",
      description = "The models, separated by commas.")
  private List<Path> models;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "SPEC",
      description = "The data that they were trained for.")
  private String data;

  @Option(
      names = "--criteria",
      split = ",",
      defaultValue =
          "relevance-joint,relevance,relevance-signed,feedback,taylor,activation,magnitude-l2,"
              + "magnitude-l1,magnitude-outgoing,random",
      paramLabel = "NAME",
      description = "The criteria, separated by commas (default: ${DEFAULT-VALUE}).")
  private List<String> criteria;

  @Option(
      names = "--normalizations",
      split = ",",
      defaultValue = "none,sum,l2,mean,max",
      paramLabel = "NAME",
      description =
          "What scores of a layer are divided by, separated by commas (default:"
              + " ${DEFAULT-VALUE}).")
  private List<String> normalizations;

  @Option(
      names = "--amounts",
      split = ",",
      defaultValue = "0.5,0.7",
      paramLabel = "SHARE",
      description = "The shares of all units to remove (default: ${DEFAULT-VALUE}).")
  private List<Double> amounts;

  @Option(
      names = "--references",
      split = ",",
      defaultValue = "1000,100",
      paramLabel = "N",
      description =
          "How many training images criteria look at, evenly of all classes (default:"
              + " ${DEFAULT-VALUE}).")
  private List<Integer> references;

  @Option(
      names = "--samples",
      defaultValue = "3",
      paramLabel = "N",
      description =
          "How many samples of reference images, with seeds counted from --seed (default:"
              + " ${DEFAULT-VALUE}).")
  private int samples;

  @Option(
      names = "--held-out",
      defaultValue = "5000",
      paramLabel = "N",
      description =
          "How many training images, beside all samples, settings can be chosen by (default:"
              + " ${DEFAULT-VALUE}).")
  private int heldOut;

  @Option(
      names = "--rules",
      defaultValue = "epsilon",
      paramLabel = "NAME",
      description = "How relevance is handed down, as for prune (default: ${DEFAULT-VALUE}).")
  private String rules;

  @Option(
      names = "--tables",
      paramLabel = "FILE.md",
      description = "Write the tables to this file, in Markdown.")
  private Path tables;

  @Override
  public Integer call() throws IOException {
    if (samples < 1 || heldOut < 1) {
      throw new UserException("--samples and --held-out must be at least 1.");
    }
    Console console = common.console();
    try (Outputs outputs = common.openOutputs()) {
      OutputFile markdown = tables == null ? null : outputs.add("--tables", tables);
      Study.Extent extent = extent();
      RuleMap ruleMap = RuleMap.preset(rules);
      DataSource source = DataSources.open(data);
      long start = System.nanoTime();
      StudyData images = new StudyData(source, heldOut, references, extent.seeds(), 100);
      List<StudyResult> results = new ArrayList<>();
      List<Figures> before = new ArrayList<>();
      for (Path file : models) {
        String name = file.getFileName().toString();
        Network network = ModelFiles.read(file);
        Study study = new Study(name, network, images, ruleMap);
        before.add(before(console, name, study));
        try (Progress progress = console.progress(name, extent.size(), "networks")) {
          results.addAll(study.run(extent, () -> progress.step(1)));
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      String text = new StudyTables(results).markdown();
      console.print(text);
      if (markdown != null) {
        markdown.write(text);
      }
      common.finish(
          outputs,
          common
              .figures()
              .count("heldOutImages", images.heldOutImages())
              .seconds(seconds)
              .list("before", before)
              .list("results", results.stream().map(StudyResult::figures).toList())
              .build(),
          this::report);
    }
    return 0;
  }

  private Study.Extent extent() {
    return new Study.Extent(
        criteria,
        normalizations.stream().map(Normalization::byName).toList(),
        amounts,
        references,
        LongStream.range(common.seed(), common.seed() + samples).boxed().toList());
  }

  private static Figures before(Console console, String name, Study study) {
    double[] accuracies = study.before();
    console.print(
        name
            + " before: "
            + Numbers.percent(accuracies[1])
            + " on the test data, "
            + Numbers.percent(accuracies[0])
            + " on held-out training images");
    return Figures.builder()
        .text("model", name)
        .number("heldOutAccuracy", accuracies[0])
        .accuracy(accuracies[1])
        .build();
  }

  private ReportData report() {
    return ReportData.builder("Pruning study", new Version().lfp())
        .settings(common.invocation().settings(), common.invocation().commandLine())
        .note("The tables are in the file that --tables names, all figures in that of --json.")
        .build();
  }
}
