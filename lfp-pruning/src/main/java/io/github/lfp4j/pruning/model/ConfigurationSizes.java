package io.github.lfp4j.pruning.model;

import java.util.List;
import java.util.Locale;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * Refuses sizes in a configuration that no network has, so that nothing is computed from them that
 * overflows, and no array is made from fewer numbers than its shape asks for.
 */
final class ConfigurationSizes {
  /** What the parameters of a layer are a product of. */
  private static final List<String> FACTORS = List.of("nIn", "nOut", "depthMultiplier");

  private static final List<String> WIDTHS =
      List.of("nInKeys", "nInValues", "nInQueries", "headSize");
  private static final List<String> WINDOWS = List.of("kernelSize", "inputShape");

  private ConfigurationSizes() {}

  /**
   * Checks a tree.
   *
   * @throws Defect for the first size that is impossible
   */
  static void check(JsonNode node) {
    if (node.isObject()) {
      requireUnits(node);
      requireWholeArray(node);
      requireWholeOldArray(node);
    }
    if (node.path("confs").size() > ReadLimits.LAYERS
        || node.path("vertices").size() > ReadLimits.LAYERS) {
      throw new Defect("it has more than " + ReadLimits.LAYERS + " layers");
    }
    node.forEach(ConfigurationSizes::check);
  }

  /** The numbers of units, each for itself and as factors of a layer's parameters. */
  private static void requireUnits(JsonNode node) {
    double parameters = 1;
    for (String name : FACTORS) {
      // Until 1.0.0-alpha the names were written in small letters.
      for (String written : List.of(name, name.toLowerCase(Locale.ROOT))) {
        parameters *= Math.max(1, number(written, node.path(written)));
      }
    }
    WIDTHS.forEach(name -> number(name, node.path(name)));
    for (String name : WINDOWS) {
      double window = 1;
      for (JsonNode size : node.path(name)) {
        window *= Math.max(1, number(name, size));
      }
      requireParameters(window * parameters);
    }
  }

  private static void requireParameters(double parameters) {
    if (parameters > ReadLimits.LAYER_PARAMETERS) {
      throw new Defect(
          String.format(
              Locale.ROOT,
              "it has a layer of %.3g parameters; no more than %d can be read",
              parameters,
              ReadLimits.LAYER_PARAMETERS));
    }
  }

  /** A number of units; 1 if it is none. */
  private static double number(String name, JsonNode value) {
    if (!value.isNumber()) {
      return 1;
    }
    double number = value.doubleValue();
    if (!(number >= 0 && number <= ReadLimits.UNITS)) {
      throw new Defect(
          "its " + name + " is " + value.asText() + ", but must be from 0 to " + ReadLimits.UNITS);
    }
    return number;
  }

  /** Weights of a loss function, as ND4J's {@code NDArrayTextSerializer} writes them. */
  private static void requireWholeArray(JsonNode node) {
    if (node.has("dataType") && node.path("shape").isArray()) {
      requireSame(node.path("shape"), node.path("data").size());
    }
  }

  /** Bounding boxes of a YOLO output until 1.0.0-alpha. */
  private static void requireWholeOldArray(JsonNode node) {
    if (!node.has("dataBuffer")) {
      return;
    }
    int numbers = node.path("dataBuffer").size();
    JsonNode shape = node.path("shapeField");
    requireSame(shape, numbers);
    double last = node.path("offsetField").asDouble();
    JsonNode strides = node.path("strideField");
    boolean whole =
        node.path("numElements").asLong() == numbers
            && node.path("rankField").asLong() == shape.size()
            && strides.size() == shape.size()
            && last >= 0;
    for (int i = 0; whole && i < strides.size(); i++) {
      double stride = strides.get(i).asDouble();
      whole = stride >= 0;
      last += stride * (shape.get(i).asDouble() - 1);
    }
    if (!whole || last >= numbers) {
      throw new Defect("it has an array whose numbers are not all there");
    }
  }

  private static void requireSame(JsonNode shape, int numbers) {
    double product = 1;
    for (JsonNode size : shape) {
      product *=
          size.isIntegralNumber() && size.doubleValue() >= 0 ? size.doubleValue() : Double.NaN;
    }
    if (product != numbers || shape.size() > 32) {
      throw new Defect("it has an array whose numbers are not all there");
    }
  }
}
