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
import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.conf.LfpConf;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import io.github.lfp4j.pruning.measure.NetworkFigures;
import io.github.lfp4j.pruning.model.KerasFiles;
import io.github.lfp4j.pruning.model.KerasModel;
import io.github.lfp4j.pruning.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lfp convert}. */
@Command(
    name = "convert",
    description =
        "Converts a model to layers that learn by LFP, or back to stock layers, with the same"
            + " parameters; imports Keras models.")
public final class ConvertCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;
  @Mixin private AllowOption allowed;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description =
          "The model: a file that Deeplearning4j wrote, or a Keras model in HDF5 (model.save"
              + "(\"x.h5\")), sequential or functional.")
  private Path file;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "lfp|stock",
      description = "The layers it gets: those that learn by LFP, or Deeplearning4j's own.")
  private String target;

  @Option(
      names = "--rules",
      paramLabel = "NAME",
      description =
          "The rules of the LFP layers: epsilon, epsilon-plus, epsilon-gamma-box or"
              + " epsilon-alpha2-beta1 (default: epsilon, or those that the model has already).")
  private String rules;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE.zip",
      description = "Where to write the converted model.")
  private Path output;

  @Override
  public Integer call() throws IOException {
    boolean toLfp = requireTarget();
    RuleMap map = RuleMap.preset(rules == null ? "epsilon" : rules);
    Console console = common.console();
    try (Outputs outputs = common.openOutputs()) {
      OutputFile model = outputs.add("--output", output);
      boolean keras = KerasFiles.isHdf5(file);
      Network converted;
      if (keras) {
        KerasModel imported = KerasFiles.read(file);
        converted = converted(imported.network(), toLfp, map);
        imported.requireRuns(converted);
      } else {
        converted = converted(ModelFiles.read(file, allowed.options()), toLfp, map);
      }
      ModelOption.write(converted, model);
      NetworkFigures figures = NetworkFigures.of(converted);
      console.print(
          "converted "
              + (keras ? "a Keras model" : "a model")
              + " to "
              + (toLfp ? "LFP" : "stock")
              + " layers: "
              + converted.kind()
              + ", "
              + figures.layers().size()
              + " layers, "
              + Numbers.count(figures.parameters())
              + " parameters");
      if (!canBeTrained(converted)) {
        console.remark(
            "the model has no output or loss layer, so it can be evaluated and explained, but not"
                + " trained");
      }
      common.finish(outputs, json(converted, figures, keras), () -> report(converted, figures));
    }
    return 0;
  }

  /** Whether LFP layers are wanted. */
  private boolean requireTarget() {
    boolean toLfp = target.equals("lfp");
    if (!toLfp && !target.equals("stock")) {
      throw new UserException("--to must be lfp or stock, but is '" + target + "'.");
    }
    if (!toLfp && rules != null) {
      throw new UserException("--rules goes with --to lfp only; leave it out.");
    }
    return toLfp;
  }

  private Network converted(Network network, boolean toLfp, RuleMap map) {
    if (!toLfp) {
      return network.toStandard();
    }
    boolean keeps =
        rules == null && network.layers().stream().anyMatch(ConvertCommand::learnsByLfp);
    return keeps ? network : network.configure(Lfp.with(map));
  }

  private static boolean learnsByLfp(NetworkLayer layer) {
    return layer.configuration() instanceof LfpConf;
  }

  private static boolean canBeTrained(Network network) {
    return network.layers().stream()
        .anyMatch(layer -> layer.atOutput() && layer.layer() instanceof IOutputLayer);
  }

  private Figures json(Network converted, NetworkFigures figures, boolean keras) {
    return Describing.sizes(common.figures(), figures)
        .text("from", keras ? "keras" : "deeplearning4j")
        .text("to", target)
        .text("kind", converted.kind())
        .list("layers", figures.layers().stream().map(Describing::layer).toList())
        .build();
  }

  private ReportData report(Network converted, NetworkFigures figures) {
    ReportData.Builder report =
        ReportData.builder("Conversion of " + file.getFileName(), new Version().lfp())
            .card("Layers", Numbers.count(figures.layers().size()), converted.kind())
            .card("Parameters", Numbers.compact(figures.parameters()), "")
            .settings(common.invocation().settings(), common.invocation().commandLine());
    Describing.addLayers(report, converted, figures);
    return report.build();
  }
}
