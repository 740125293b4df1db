package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.Backend;
import io.github.lfp4j.cli.CommonOptions;
import io.github.lfp4j.cli.UserException;
import io.github.lfp4j.cli.Version;
import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.output.Figures;
import io.github.lfp4j.cli.output.Outputs;
import io.github.lfp4j.cli.report.ReportData;
import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.measure.NetworkFigures;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
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

  private static final Pattern SHAPE = Pattern.compile("[1-9]\\d{0,8}(x[1-9]\\d{0,8})*");

  @Mixin private CommonOptions common;
  @Mixin private ModelOption modelOption;

  @Option(
      names = "--input-shape",
      split = ",",
      paramLabel = "CxHxW",
      description =
          "Shape of one example, for networks that begin with a convolution, such as 1x28x28, or"
              + " with a recurrent layer, such as 10x25; of a graph with several inputs one for"
              + " each, separated by commas. Without it their multiply-adds are unknown.")
  private List<String> inputShapes = List.of();

  @Override
  public Integer call() throws IOException {
    Console console = common.console();
    try (Outputs outputs = common.openOutputs()) {
      Network network = modelOption.read();
      NetworkFigures figures = figures(network);
      console.print(Describing.table(figures));
      console.print("");
      console.print(
          Numbers.count(figures.parameters())
              + " parameters, "
              + Numbers.count(figures.nonZeroParameters())
              + " of them not zero; "
              + (figures.multiplyAdds() < 0
                  ? ""
                      + (inputShapes.isEmpty()
                          ? "multiply-adds unknown without --input-shape"
                          : "multiply-adds unknown for some kinds of layers")
                  : Numbers.count(figures.multiplyAdds()) + " multiply-adds per example"));
      Optional<String> refusal = refusal(network);
      console.print(
          refusal
              .map(reason -> "cannot learn by LFP: " + reason)
              .orElse("every layer can learn by LFP"));
      Backend backend = Backend.detect();
      console.print(backend.line());
      backend.warnings().forEach(console::remark);
      common.finish(
          outputs,
          Describing.sizes(common.figures(), figures)
              .text("kind", network.kind())
              .figures("lfp", lfp(refusal))
              .figures("backend", backend.figures())
              .list("layers", figures.layers().stream().map(Describing::layer).toList())
              .build(),
          () -> report(network, figures));
    }
    return 0;
  }

  private static Figures lfp(Optional<String> refusal) {
    Figures.Builder figures = Figures.builder().flag("convertible", refusal.isEmpty());
    refusal.ifPresent(reason -> figures.text("reason", reason));
    return figures.build();
  }

  private NetworkFigures figures(Network network) {
    long[][] shapes = inputShapes.stream().map(InspectCommand::shape).toArray(long[][]::new);
    if (shapes.length != 0 && shapes.length != network.inputs()) {
      throw new UserException(
          "The network has "
              + network.inputs()
              + " inputs, but --input-shape names "
              + shapes.length
              + " shapes; name one for each.");
    }
    try {
      return NetworkFigures.of(network, shapes);
    } catch (RuntimeException e) {
      throw new UserException(
          "The network does not accept examples of shape "
              + String.join(",", inputShapes)
              + "; check --input-shape.",
          e);
    }
  }

  private static long[] shape(String text) {
    if (!SHAPE.matcher(text).matches()) {
      throw new UserException(
          "--input-shape must be numbers with x between them, such as 1x28x28, but is '"
              + text
              + "'.");
    }
    return Arrays.stream(text.split("x", -1)).mapToLong(Long::parseLong).toArray();
  }

  /** Why a network cannot learn by LFP; nothing if it can. */
  private static Optional<String> refusal(Network network) {
    try {
      network.configure(Lfp.defaults());
      return Optional.empty();
    } catch (LfpException e) {
      return Optional.of(e.getMessage());
    }
  }

  private ReportData report(Network network, NetworkFigures figures) {
    ReportData.Builder report =
        ReportData.builder("Inside " + modelOption.file().getFileName(), new Version().lfp())
            .card("Parameters", Numbers.compact(figures.parameters()), "")
            .card("Not zero", Numbers.compact(figures.nonZeroParameters()), "")
            .settings(common.invocation().settings(), common.invocation().commandLine());
    Describing.addLayers(report, network, figures);
    return report.build();
  }
}
