package io.github.lfp4j.pruning.model;

import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.network.Network;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.serde.legacy.LegacyJsonFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonSubTypes;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonMappingException;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * Makes networks of configurations that {@link ConfigurationText} has checked, and says in one line
 * why Deeplearning4j cannot.
 */
final class NetworkConfiguration {
  private static final int LONGEST_REASON = 200;

  private NetworkConfiguration() {}

  /**
   * Checks a configuration and makes the network, not initialised.
   *
   * @throws Defect if it is not understood
   * @throws UnsafeModelException if it names classes that are not allowed; the message is the end
   *     of a sentence
   */
  static Network read(String json, ReadOptions options) {
    JsonNode tree = ConfigurationText.check(json, options);
    if (tree.path("confs").isEmpty() && tree.path("vertices").isEmpty()) {
      throw new Defect(Network.NO_LAYERS);
    }
    try {
      return tried(() -> Network.fromJson(json));
    } catch (Defect e) {
      String why =
          missingClass(tree)
              .map(name -> "its layer class " + name + " is not on the class path")
              .or(() -> unknownLayer(tree))
              .orElse(e.getMessage());
      throw new Defect(why, e);
    }
  }

  /**
   * How many parameters the layers need.
   *
   * @throws Defect if the configuration does not say
   */
  static long parameters(Network network) {
    return tried(network::configuredParameters);
  }

  /**
   * Initialises a network.
   *
   * @throws Defect if Deeplearning4j cannot
   */
  static void initialise(Network network, INDArray parameters) {
    tried(
        () -> {
          network.init(parameters);
          return network;
        });
  }

  /**
   * The state of a network's updater.
   *
   * @throws Defect if Deeplearning4j cannot make the updater
   */
  static INDArray updaterState(Network network) {
    return tried(network::updaterState);
  }

  private static <T> T tried(Supplier<T> step) {
    try {
      return step.get();
    } catch (RuntimeException | LinkageError e) {
      throw new Defect(reason(e), e);
    }
  }

  private static String reason(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof JsonProcessingException json) {
        return "Deeplearning4j cannot read it"
            + place(json)
            + ": "
            + line(json.getOriginalMessage());
      }
    }
    return e instanceof LfpException || !isMeantForDevelopers(e)
        ? line(e.getMessage())
        : e instanceof NullPointerException
            ? "something that Deeplearning4j needs is missing"
            : "Deeplearning4j fails on it (" + e.getClass().getSimpleName() + ")";
  }

  /** Where in the JSON, such as {@code at confs[0].layer}. */
  private static String place(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return "";
    }
    StringBuilder place = new StringBuilder();
    for (JsonMappingException.Reference step : mapping.getPath()) {
      if (step.getFieldName() == null) {
        place.append('[').append(step.getIndex()).append(']');
      } else {
        place.append(place.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return " at " + ZipNames.shown(place.toString());
  }

  private static String line(String message) {
    String line = message.lines().findFirst().orElse("").strip();
    String shown =
        line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "..." : line;
    return shown.endsWith(".") ? shown.substring(0, shown.length() - 1) : shown;
  }

  private static boolean isMeantForDevelopers(Throwable e) {
    return e.getMessage() == null
        || e.getMessage().isBlank()
        || e instanceof NullPointerException
        || e instanceof ClassCastException
        || e instanceof IndexOutOfBoundsException
        || e instanceof LinkageError;
  }

  /** The first class that the configuration names and that does not exist; none is loaded. */
  private static Optional<String> missingClass(JsonNode tree) {
    return ConfigurationClasses.of(tree).stream().filter(name -> !exists(name)).findFirst();
  }

  private static boolean exists(String className) {
    String resource = className.replace('.', '/') + ".class";
    return ClassLoader.getSystemResource(resource) != null
        || ModelFiles.class.getClassLoader().getResource(resource) != null;
  }

  /**
   * The short name that a configuration of before 1.0.0-beta gives to a layer, if none of DL4J's
   * has it.
   */
  private static Optional<String> unknownLayer(JsonNode tree) {
    Set<String> known =
        Arrays.stream(LegacyJsonFormat.LayerMixin.class.getAnnotation(JsonSubTypes.class).value())
            .map(JsonSubTypes.Type::name)
            .collect(Collectors.toSet());
    return tree.findValues("layer").stream()
        .filter(layer -> layer.isObject() && layer.size() == 1)
        .map(layer -> layer.fieldNames().next())
        .filter(name -> !known.contains(name))
        .findFirst()
        .map(
            name ->
                "it has a layer '"
                    + ZipNames.shown(name)
                    + "', which Deeplearning4j does not know");
  }
}
