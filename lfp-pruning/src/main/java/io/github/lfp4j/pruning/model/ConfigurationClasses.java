package io.github.lfp4j.pruning.model;

import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.conf.serde.JsonMappers;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * Finds all classes that a configuration names, and refuses those that are not allowed before
 * Jackson loads any.
 *
 * <p>Since 1.0.0-beta the property {@code @class} names the class of a layer, an activation
 * function and so on; for distributions the property is called {@code type}. Before, an object
 * around it gave one of Deeplearning4j's short names, such as {@code dense}, which stand for a
 * fixed list of classes.
 */
final class ConfigurationClasses {
  private static final String CLASS = "@class";
  private static final String TYPE = "type";

  /** What a property {@code type} that is no class may say. */
  private static final Pattern CONSTANT = Pattern.compile("[A-Z0-9_]*");

  private ConfigurationClasses() {}

  /** All classes that a configuration of a network names, in the order of their names. */
  static Set<String> of(String json) {
    try {
      return of(JsonMappers.getMapper().readTree(json));
    } catch (IOException e) {
      throw new IllegalArgumentException("not the configuration of a network", e);
    }
  }

  /** All classes that a tree names, in the order of their names. */
  static Set<String> of(JsonNode tree) {
    Set<String> names = new TreeSet<>();
    visit(tree, value -> names.add(value.asText()));
    return names;
  }

  /**
   * Checks a tree.
   *
   * @throws UnsafeModelException for the first class that is not allowed; the message is the end of
   *     a sentence
   */
  static void check(JsonNode tree, ReadOptions options) {
    visit(tree, value -> require(value, options));
  }

  private static void require(JsonNode value, ReadOptions options) {
    if (value.isTextual() && options.allows(value.textValue())) {
      return;
    }
    String name = value.isTextual() ? ZipNames.shown(value.textValue()) : "without a name";
    throw new UnsafeModelException(
        "it names the class "
            + name
            + ", which is neither Deeplearning4j's nor this plugin's; if you trust it, put it on the"
            + " class path and allow it with --allow-class "
            + name);
  }

  private static void visit(JsonNode node, Consumer<JsonNode> named) {
    Iterator<Map.Entry<String, JsonNode>> fields = node.fields();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      if (field.getKey().equals(CLASS)
          || (field.getKey().equals(TYPE) && isClass(field.getValue()))) {
        named.accept(field.getValue());
      }
    }
    node.forEach(child -> visit(child, named));
  }

  private static boolean isClass(JsonNode value) {
    return value.isTextual() && !CONSTANT.matcher(value.textValue()).matches();
  }
}
