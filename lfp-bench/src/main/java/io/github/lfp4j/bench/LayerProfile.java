package io.github.lfp4j.bench;

import io.github.lfp4j.cli.console.TextTable;
import io.github.lfp4j.cli.output.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Where the time of a training step goes: medians in milliseconds, measured in ordinary steps with
 * a clock before each layer. The output layer evaluates itself in its backward pass, so that its
 * forward time is zero. Deeplearning4j updates the parameters of all layers at once; each layer's
 * share of that is by its parameters.
 *
 * @param rows one per layer
 * @param rest the step's time outside of layers and updater: subtracting the update, the score,
 *     preprocessors and vertices between layers
 * @param step the whole step
 */
record LayerProfile(List<Row> rows, double rest, double step) {

  /** One layer. */
  record Row(String name, String type, double forward, double backward, double update) {}

  /**
   * Measures some steps.
   *
   * @param model not changed
   */
  static LayerProfile of(BenchModel model, List<DataSet> data, int warmUp, int steps) {
    TimedNetwork network = model.timed();
    List<TimedLayer> layers = network.layers();
    double[][] forward = new double[layers.size()][steps];
    double[][] backward = new double[layers.size()][steps];
    double[] update = new double[steps];
    double[] rest = new double[steps];
    double[] whole = new double[steps];
    for (int step = -warmUp; step < steps; step++) {
      DataSet batch = data.get(Math.floorMod(step, data.size()));
      long start = System.nanoTime();
      network.fit().accept(batch);
      double millis = (System.nanoTime() - start) / 1e6;
      int at = Math.max(0, step);
      whole[at] = millis;
      update[at] = network.updateMillis().getAsDouble();
      rest[at] = millis - update[at];
      for (int i = 0; i < layers.size(); i++) {
        forward[i][at] = layers.get(i).takeForwardMillis();
        backward[i][at] = layers.get(i).takeBackwardMillis();
        rest[at] -= forward[i][at] + backward[i][at];
      }
    }
    double updateMillis = Spread.of(update).median();
    List<Row> rows = new ArrayList<>();
    long parameters = layers.stream().mapToLong(layer -> layer.layer().numParams()).sum();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i).layer();
      rows.add(
          new Row(
              layer.conf().getLayer().getLayerName(),
              layer.getClass().getSimpleName(),
              Spread.of(forward[i]).median(),
              Spread.of(backward[i]).median(),
              updateMillis * layer.numParams() / parameters));
    }
    return new LayerProfile(rows, Spread.of(rest).median(), Spread.of(whole).median());
  }

  /** For people. */
  TextTable table() {
    TextTable table = new TextTable("layer", "type", "forward ms", "backward ms", "update ms", "%");
    for (Row row : rows) {
      table.row(
          row.name(),
          row.type(),
          millis(row.forward()),
          millis(row.backward()),
          millis(row.update()),
          share(row.forward() + row.backward() + row.update()));
    }
    table.row("the rest", "-", "-", "-", millis(rest), share(rest));
    return table;
  }

  /** For scripts. */
  Figures figures() {
    return Figures.builder()
        .number("stepMillis", step)
        .number("restMillis", rest)
        .list(
            "layers",
            rows.stream()
                .map(
                    row ->
                        Figures.builder()
                            .text("name", row.name())
                            .text("type", row.type())
                            .number("forwardMillis", row.forward())
                            .number("backwardMillis", row.backward())
                            .number("updateMillis", row.update())
                            .build())
                .toList())
        .build();
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, "%.3f", millis);
  }

  private String share(double millis) {
    return String.format(Locale.ROOT, "%.1f", 100 * millis / step);
  }
}
