package io.github.lfp4j.pruning.model;

import java.util.Iterator;
import java.util.Map;
import java.util.regex.Pattern;
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

  /**
   * Checks a tree.
   *
   * @throws UnsafeModelException for the first class that is not allowed; the message is the end of
   *     a sentence
   */
  static void check(JsonNode node, ReadOptions options) {
    Iterator<Map.Entry<String, JsonNode>> fields = node.fields();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      JsonNode value = field.getValue();
      boolean named =
          field.getKey().equals(CLASS)
              || (field.getKey().equals(TYPE)
                  && value.isTextual()
                  && !CONSTANT.matcher(value.textValue()).matches());
      if (named && !(value.isTextual() && options.allows(value.textValue()))) {
        String name = value.isTextual() ? ZipNames.shown(value.textValue()) : "without a name";
        throw new UnsafeModelException(
            "it names the class "
                + name
                + ", which is neither Deeplearning4j's nor this plugin's; if you trust it, put it"
                + " on the class path and allow it with --allow-class "
                + name);
      }
    }
    node.forEach(child -> check(child, options));
  }
}
