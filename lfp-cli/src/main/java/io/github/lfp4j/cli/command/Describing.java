package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.console.TextTable;
import io.github.lfp4j.cli.output.Figures;
import io.github.lfp4j.cli.report.LayerRow;
import io.github.lfp4j.cli.report.ReportData;
import io.github.lfp4j.dl4j.conf.LfpConf;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import io.github.lfp4j.pruning.measure.LayerFigures;
import io.github.lfp4j.pruning.measure.NetworkFigures;
import java.util.List;
import java.util.stream.Collectors;

/** A network's figures as table, report section and JSON. */
final class Describing {

  private Describing() {}

  static TextTable table(NetworkFigures figures) {
    TextTable table =
        new TextTable(
            "layer",
            "type",
            "output",
            "parameters",
            "not zero",
            "sparsity",
            "multiply-adds",
            "can be pruned");
    for (LayerFigures layer : figures.layers()) {
      table.row(
          layer.index() + " " + layer.name(),
          layer.type(),
          shape(layer),
          Numbers.count(layer.parameters()),
          Numbers.count(layer.nonZeroParameters()),
          layer.parameters() == 0 ? "-" : Numbers.percent(layer.sparsity()),
          operations(layer.multiplyAdds()),
          layer.note());
    }
    return table;
  }

  private static String operations(long multiplyAdds) {
    return multiplyAdds < 0 ? "-" : Numbers.count(multiplyAdds);
  }

  static String shape(LayerFigures layer) {
    return layer.outputShape().isEmpty()
        ? "?"
        : layer.outputShape().stream().map(String::valueOf).collect(Collectors.joining(" x "));
  }

  static void addLayers(ReportData.Builder report, Network network, NetworkFigures figures) {
    List<NetworkLayer> layers = network.layers();
    for (LayerFigures layer : figures.layers()) {
      report.layer(
          new LayerRow(
              layer.name(),
              layer.type(),
              shape(layer),
              layers.get(layer.index()).configuration() instanceof LfpConf conf
                  ? RuleText.of(conf.getRule())
                  : "",
              layer.parameters(),
              layer.nonZeroParameters(),
              Math.max(0, layer.multiplyAdds()),
              layer.note()));
    }
  }

  /** Parameters and multiply-adds under the names that scripts rely on. */
  static Figures.Builder sizes(Figures.Builder json, NetworkFigures figures) {
    json.parameters(figures.parameters()).nonZeroParameters(figures.nonZeroParameters());
    return figures.multiplyAdds() < 0
        ? json.number("multiplyAdds", Double.NaN)
        : json.multiplyAdds(figures.multiplyAdds());
  }

  static Figures layer(LayerFigures layer) {
    Figures.Builder json =
        Figures.builder()
            .count("index", layer.index())
            .text("name", layer.name())
            .text("type", layer.type())
            .numbers("outputShape", layer.outputShape())
            .parameters(layer.parameters())
            .nonZeroParameters(layer.nonZeroParameters())
            .count("prunableWeights", layer.prunable())
            .text("note", layer.note());
    return (layer.multiplyAdds() < 0
            ? json.number("multiplyAdds", Double.NaN)
            : json.multiplyAdds(layer.multiplyAdds()))
        .build();
  }
}
