package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.dl4j.LfpException;
import org.deeplearning4j.nn.conf.serde.JsonMappers;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** Copies settings between classes of one family, by way of the JSON that DL4J itself stores. */
final class SettingsCopy {

  private SettingsCopy() {}

  /**
   * An object of another class with the settings that it shares with the given one.
   *
   * @param source not changed
   * @param family what DL4J reads such JSON as
   * @param type the class of the copy, of that family
   * @param what the source is, for the message
   * @throws LfpException if the source has no JSON form
   */
  static <F, T extends F> T of(F source, Class<F> family, Class<T> type, String what) {
    ObjectMapper json = JsonMappers.getMapper();
    try {
      ObjectNode tree = json.valueToTree(source);
      tree.put("@class", type.getName());
      return type.cast(json.treeToValue(tree, family));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new LfpException(
          what
              + " has settings that cannot be stored as JSON, so that it cannot be converted: "
              + e.getMessage().lines().findFirst().orElse(""));
    }
  }
}
