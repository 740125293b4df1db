package io.github.lfp4j.dl4j.golden;

import java.util.Optional;
import java.util.Set;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * One module of a case's network, as the manifest describes it.
 *
 * @param name prefix of its parameters' names
 * @param type its class in the reference, such as Conv2d
 * @param settings its settings by the reference's names
 */
record ModuleSpec(String name, String type, JsonNode settings) {

  static ModuleSpec of(JsonNode node) {
    return new ModuleSpec(node.path("name").asText(), node.path("type").asText(), node);
  }

  /** Whether a setting is stated and not null. */
  boolean has(String setting) {
    return settings.hasNonNull(setting);
  }

  boolean flag(String setting, boolean otherwise) {
    return settings.path(setting).asBoolean(otherwise);
  }

  double number(String setting, double otherwise) {
    return settings.path(setting).asDouble(otherwise);
  }

  int integer(String setting, int otherwise) {
    return settings.path(setting).asInt(otherwise);
  }

  /** Whether a setting is absent, zero or a list of zeros. */
  boolean isZero(String setting) {
    JsonNode node = settings.path(setting);
    for (JsonNode number : node) {
      if (number.asInt() != 0) {
        return false;
      }
    }
    return node.asInt() == 0;
  }

  /** A setting for time only: one number or a list of one. */
  int single(String setting, int otherwise) {
    JsonNode node = settings.path(setting);
    return node.isArray() ? node.get(0).asInt() : node.asInt(otherwise);
  }

  /** Whether it is a convolution, a transposed one or a dense layer. */
  boolean isWeighted() {
    return Set.of("Linear", "Conv1d", "Conv2d", "ConvTranspose2d").contains(type);
  }

  /** The groups of channels that a convolution keeps apart. */
  int groups() {
    return integer("groups", 1);
  }

  /** Whether each channel is a group of its own. */
  boolean isDepthwise() {
    return groups() > 1 && groups() == integer("in_channels", 0);
  }

  /** A setting for height and width: one number for both or a list of two. */
  int[] pair(String setting, int... otherwise) {
    JsonNode node = settings.path(setting);
    if (node.isArray() && node.size() == 2) {
      return new int[] {node.get(0).asInt(), node.get(1).asInt()};
    }
    return node.isNumber() ? new int[] {node.asInt(), node.asInt()} : otherwise;
  }

  /** Says so if a setting is neither absent nor one number or a list of one or two numbers. */
  Optional<String> unlessPair(String... names) {
    for (String name : names) {
      JsonNode node = settings.path(name);
      boolean pair =
          node.isArray()
              && node.size() == (type.equals("Conv1d") ? 1 : 2)
              && node.get(0).isNumber()
              && node.get(node.size() - 1).isNumber();
      if (has(name) && !node.isNumber() && !pair) {
        return Optional.of(type + " with " + name + " " + node);
      }
    }
    return Optional.empty();
  }
}
