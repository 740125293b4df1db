package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.CommonOptions;
import io.github.lfp4j.cli.Version;
import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.console.Progress;
import io.github.lfp4j.cli.console.TextTable;
import io.github.lfp4j.cli.output.Figures;
import io.github.lfp4j.cli.output.Outputs;
import io.github.lfp4j.cli.report.ConfusionMatrix;
import io.github.lfp4j.cli.report.ReportData;
import io.github.lfp4j.datasets.DataSource;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.measure.Accuracy;
import io.github.lfp4j.pruning.measure.NetworkFigures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.nd4j.evaluation.classification.Evaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lfp evaluate}. */
@Command(
    name = "evaluate",
    description = "Evaluates a network: accuracy, precision, recall, F1, confusion matrix.")
public final class EvaluateCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;
  @Mixin private ModelOption modelOption;
  @Mixin private DataOption dataOption;

  @Option(
      names = "--batch",
      defaultValue = "500",
      paramLabel = "N",
      description = "Examples at a time (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Override
  public Integer call() throws IOException {
    TrainCommand.requirePositive("--batch", batch);
    Console console = common.console();
    try (Outputs outputs = common.openOutputs()) {
      Network network = modelOption.read();
      DataSource source = dataOption.open(console);
      DataFit data = DataFit.of(network, source);
      long start = System.nanoTime();
      Evaluation evaluation = evaluate(console, network, data, source, batch);
      double seconds = (System.nanoTime() - start) / 1e9;
      NetworkFigures figures = NetworkFigures.of(network, data.exampleShape());
      ConfusionMatrix confusion = confusion(evaluation, source);

      console.print("accuracy " + Numbers.percent(evaluation.accuracy()));
      console.print("precision " + Numbers.percent(evaluation.precision()));
      console.print("recall " + Numbers.percent(evaluation.recall()));
      console.print("F1 " + Numbers.percent(evaluation.f1()));
      console.print("");
      console.print(table(confusion));

      common.finish(
          outputs,
          Describing.sizes(common.figures().accuracy(evaluation.accuracy()), figures)
              .number("precision", evaluation.precision())
              .number("recall", evaluation.recall())
              .number("f1", evaluation.f1())
              .seconds(seconds)
              .texts("labels", confusion.labels())
              .list("confusion", rows(confusion))
              .build(),
          () -> report(network, source, evaluation, figures, confusion));
    }
    return 0;
  }

  static Evaluation evaluate(
      Console console, Network network, DataFit data, DataSource source, int batch) {
    try (Progress progress = console.progress("evaluating", source.testExamples(), "examples")) {
      return Accuracy.evaluate(network, data.test(batch), progress.totals());
    }
  }

  private static ConfusionMatrix confusion(Evaluation evaluation, DataSource source) {
    List<List<Long>> counts = new ArrayList<>();
    for (int actual = 0; actual < source.classes(); actual++) {
      List<Long> row = new ArrayList<>();
      for (int predicted = 0; predicted < source.classes(); predicted++) {
        row.add((long) evaluation.getConfusionMatrix().getCount(actual, predicted));
      }
      counts.add(row);
    }
    return new ConfusionMatrix(source.labels(), counts);
  }

  private static TextTable table(ConfusionMatrix confusion) {
    List<String> header = new ArrayList<>(List.of("true \\ predicted"));
    header.addAll(confusion.labels());
    TextTable table = new TextTable(header.toArray(String[]::new));
    for (int i = 0; i < confusion.labels().size(); i++) {
      List<Object> row = new ArrayList<>(List.of(confusion.labels().get(i)));
      row.addAll(confusion.counts().get(i));
      table.row(row.toArray());
    }
    return table;
  }

  private static List<Figures> rows(ConfusionMatrix confusion) {
    List<Figures> rows = new ArrayList<>();
    for (int i = 0; i < confusion.labels().size(); i++) {
      rows.add(
          Figures.builder()
              .text("label", confusion.labels().get(i))
              .numbers("predicted", confusion.counts().get(i))
              .build());
    }
    return rows;
  }

  private ReportData report(
      Network network,
      DataSource source,
      Evaluation evaluation,
      NetworkFigures figures,
      ConfusionMatrix confusion) {
    ReportData.Builder report =
        ReportData.builder("Evaluation on " + source.name(), new Version().lfp())
            .card("Accuracy", Numbers.percent(evaluation.accuracy()), "on the test data")
            .card("Precision", Numbers.percent(evaluation.precision()), "mean over classes")
            .card("Recall", Numbers.percent(evaluation.recall()), "mean over classes")
            .card("F1", Numbers.percent(evaluation.f1()), "")
            .confusion(confusion)
            .settings(common.invocation().settings(), common.invocation().commandLine());
    Describing.addLayers(report, network, figures);
    return report.build();
  }
}
