package io.github.lfp4j.dl4j.golden;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The parameters of a network by the reference's names, such as {@code 0.weight} of module {@code
 * 0}, and in the reference's layout: dense weights [out, in], biases and scales [out].
 */
final class Parameters {

  /** Where a parameter is in the network. */
  private record Place(
      Layer layer, String prefix, String key, ParameterLayout layout, double sharePerBatch) {

    String inNetwork() {
      return prefix + "_" + key;
    }
  }

  private final Map<String, Place> learned = new LinkedHashMap<>();
  private final Map<String, Place> averages = new LinkedHashMap<>();

  /**
   * @param layers the layer of a module
   * @param prefixes what the network's parameter names of a module's layer begin with
   */
  Parameters(
      Function<String, Layer> layers, UnaryOperator<String> prefixes, List<ModuleSpec> modules) {
    ParameterLayout row = new ParameterLayout.Row();
    for (ModuleSpec module : modules) {
      String prefix = module.name() + ".";
      switch (module.type()) {
        case "Linear", "Conv1d", "Conv2d", "ConvTranspose2d" -> {
          Layer layer = layers.apply(module.name());
          String inNetwork = prefixes.apply(module.name());
          ParameterLayout layout = ParameterLayout.of(module);
          learned.put(prefix + "weight", new Place(layer, inNetwork, "W", layout, 0));
          if (module.flag("bias", true)) {
            learned.put(prefix + "bias", new Place(layer, inNetwork, "b", row, 0));
          }
        }
        case "BatchNorm1d", "BatchNorm2d" -> {
          Layer layer = layers.apply(module.name());
          String inNetwork = prefixes.apply(module.name());
          double share = module.number("momentum", 0.1);
          learned.put(prefix + "weight", new Place(layer, inNetwork, "gamma", row, 0));
          learned.put(prefix + "bias", new Place(layer, inNetwork, "beta", row, 0));
          averages.put(prefix + "running_mean", new Place(layer, inNetwork, "mean", row, share));
          averages.put(prefix + "running_var", new Place(layer, inNetwork, "var", row, share));
        }
        default -> {
          // Has no parameters.
        }
      }
    }
  }

  /** The names of the parameters that are learned. */
  Iterable<String> names() {
    return learned.keySet();
  }

  /** Gives all parameters and running averages the values that a case starts with. */
  void load(GoldenCase golden) {
    // Cases of several steps mark what holds before the first of them.
    String mark = golden.kind().equals("train") ? "0." : ".";
    learned.forEach((name, place) -> set(place, golden.array("param" + mark + name)));
    averages.forEach((name, place) -> set(place, golden.array("buffer" + mark + name)));
  }

  private void set(Place place, INDArray values) {
    INDArray parameter = place.layer().getParam(place.key());
    parameter.assign(place.layout().toNetwork(values).reshape('c', parameter.shape()));
  }

  /** A copy of a parameter. */
  INDArray value(String name) {
    Place place = learned.get(name);
    return place.layout().toReference(place.layer().getParam(place.key()));
  }

  /** Adds to a parameter. */
  void add(String name, INDArray change) {
    set(learned.get(name), value(name).addi(change));
  }

  /**
   * A copy of a parameter's part of a gradient: negated feedback from LFP layers, a gradient from
   * stock layers.
   *
   * @param gradients by the names that the network gives its parameters
   */
  INDArray gradient(String name, Map<String, INDArray> gradients) {
    Place place = learned.get(name);
    return place.layout().toReference(gradients.get(place.inNetwork()));
  }

  /** The running averages after the step of training with these gradients. */
  Map<String, INDArray> averagesAfter(Map<String, INDArray> gradients) {
    Map<String, INDArray> after = new LinkedHashMap<>();
    averages.forEach(
        (name, place) -> after.put(name, averaged(place, gradients.get(place.inNetwork()))));
    return after;
  }

  /** Copies of the running averages. */
  Map<String, INDArray> averages() {
    Map<String, INDArray> now = new LinkedHashMap<>();
    averages.forEach(
        (name, place) -> {
          INDArray values = place.layer().getParam(place.key());
          now.put(name, values.dup('c').reshape(values.length()));
        });
    return now;
  }

  /** Puts the running averages there that {@link #averagesAfter} returned. */
  void setAverages(Map<String, INDArray> values) {
    values.forEach((name, average) -> set(averages.get(name), average));
  }

  /**
   * A running average after its update. Deeplearning4j averages the variance of the batch with
   * divisor n, the reference with n - 1; that much is converted.
   */
  private INDArray averaged(Place place, INDArray update) {
    Layer layer = place.layer();
    INDArray before = layer.getParam(place.key());
    INDArray ofBatch = before.sub(update.div(place.sharePerBatch()));
    if (place.key().equals("var")) {
      double n = layer.input().length() / (double) layer.input().size(1);
      ofBatch.muli(n / (n - 1));
    }
    INDArray after =
        before.mul(1 - place.sharePerBatch()).addi(ofBatch.muli(place.sharePerBatch()));
    return after.reshape(after.length());
  }
}
