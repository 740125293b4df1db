package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.Backend;
import io.github.lfp4j.cli.CommonOptions;
import io.github.lfp4j.cli.Version;
import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.output.Outputs;
import io.github.lfp4j.cli.report.ReportData;
import io.github.lfp4j.pruning.measure.NetworkFigures;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lfp inspect}. */
@Command(
    name = "inspect",
    description =
        "Shows a network's layers: shapes, parameters, sparsity, multiply-adds, and what can be"
            + " pruned.")
public final class InspectCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;
  @Mixin private ModelOption modelOption;

  @Option(
      names = "--input-shape",
      split = "x",
      paramLabel = "CxHxW",
      description =
          "Shape of one example, for networks that begin with a convolution, such as 1x28x28;"
              + " without it their multiply-adds are unknown.")
  private long[] inputShape;

  @Override
  public Integer call() throws IOException {
    Console console = common.console();
    try (Outputs outputs = common.openOutputs()) {
      MultiLayerNetwork network = modelOption.read();
      NetworkFigures figures = figures(network);
      console.print(Describing.table(figures));
      console.print("");
      console.print(
          Numbers.count(figures.parameters())
              + " parameters, "
              + Numbers.count(figures.nonZeroParameters())
              + " of them not zero; "
              + (figures.multiplyAdds() < 0
                  ? "multiply-adds unknown without --input-shape"
                  : Numbers.count(figures.multiplyAdds()) + " multiply-adds per example"));
      Backend backend = Backend.detect();
      console.print(backend.line());
      backend.warnings().forEach(console::remark);
      common.finish(
          outputs,
          Describing.sizes(common.figures(), figures)
              .figures("backend", backend.figures())
              .list("layers", figures.layers().stream().map(Describing::layer).toList())
              .build(),
          () -> report(network, figures));
    }
    return 0;
  }

  private NetworkFigures figures(MultiLayerNetwork network) {
    if (inputShape == null) {
      return NetworkFigures.of(network, null);
    }
    try {
      return NetworkFigures.of(network, inputShape);
    } catch (RuntimeException e) {
      throw new io.github.lfp4j.cli.UserException(
          "The network does not accept examples of shape "
              + Arrays.toString(inputShape)
              + "; check --input-shape.",
          e);
    }
  }

  private ReportData report(MultiLayerNetwork network, NetworkFigures figures) {
    ReportData.Builder report =
        ReportData.builder("Inside " + modelOption.file().getFileName(), new Version().lfp())
            .card("Parameters", Numbers.compact(figures.parameters()), "")
            .card("Not zero", Numbers.compact(figures.nonZeroParameters()), "")
            .settings(common.invocation().settings(), common.invocation().commandLine());
    Describing.addLayers(report, network, figures);
    return report.build();
  }
}
