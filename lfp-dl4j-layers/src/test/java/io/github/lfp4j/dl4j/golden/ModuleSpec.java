package io.github.lfp4j.dl4j.golden;

import java.util.Optional;
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

  /** A setting for height and width: one number for both or a list of two. */
  int[] pair(String setting, int... otherwise) {
    JsonNode node = settings.path(setting);
    if (node.isArray() && node.size() == 2) {
      return new int[] {node.get(0).asInt(), node.get(1).asInt()};
    }
    return node.isNumber() ? new int[] {node.asInt(), node.asInt()} : otherwise;
  }

  /** Says so if a setting is neither absent nor one number or a list of two numbers. */
  Optional<String> unlessPair(String... names) {
    for (String name : names) {
      JsonNode node = settings.path(name);
      boolean pair =
          node.isArray() && node.size() == 2 && node.get(0).isNumber() && node.get(1).isNumber();
      if (has(name) && !node.isNumber() && !pair) {
        return Optional.of(type + " with " + name + " " + node);
      }
    }
    return Optional.empty();
  }
}
