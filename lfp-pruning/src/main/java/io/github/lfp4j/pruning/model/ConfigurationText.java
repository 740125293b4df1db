package io.github.lfp4j.pruning.model;

import java.io.IOException;
import org.deeplearning4j.nn.conf.serde.JsonMappers;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.JsonToken;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * Checks a network's configuration as text, before any object is made from it.
 *
 * <p>The parser is the one that Deeplearning4j uses, so that both see the same. Names that occur
 * twice in an object are refused, since which of the two counts would be open.
 */
final class ConfigurationText {
  private ConfigurationText() {}

  /**
   * Parses and checks a configuration.
   *
   * @param json the text
   * @param options which classes it may name
   * @return what was parsed
   * @throws Defect if it is no JSON, is too large or nested too deeply, or has numbers that no
   *     network has
   * @throws UnsafeModelException if it names a class that is not allowed; likewise
   */
  static JsonNode check(String json, ReadOptions options) {
    requireModest(json);
    ObjectMapper mapper = JsonMappers.getMapper();
    JsonNode tree = tree(mapper, json);
    if (!tree.isObject()) {
      throw new Defect("it is not an object of JSON");
    }
    ConfigurationClasses.check(tree, options);
    ConfigurationSizes.check(tree);
    return tree;
  }

  /**
   * Makes sure that a text is one value in JSON that can be parsed in little memory.
   *
   * @throws Defect if it is not
   */
  static void requireModest(String json) {
    try (JsonParser parser = JsonMappers.getMapper().getFactory().createParser(json)) {
      parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      requireModest(parser);
    } catch (JsonProcessingException e) {
      throw new Defect("it is not JSON: " + reason(e), e);
    } catch (IOException e) {
      throw new Defect("it is not JSON", e);
    }
  }

  private static void requireModest(JsonParser parser) throws IOException {
    int depth = 0;
    int tokens = 0;
    boolean ended = false;
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (ended) {
        throw new Defect("something follows the end of its JSON");
      }
      if (++tokens > ReadLimits.JSON_TOKENS) {
        throw new Defect("it has more than " + ReadLimits.JSON_TOKENS + " names and values");
      }
      if (token.isStructStart() && ++depth > ReadLimits.JSON_DEPTH) {
        throw new Defect(
            "it nests more than " + ReadLimits.JSON_DEPTH + " objects within each other");
      }
      if (token.isStructEnd()) {
        depth--;
      }
      if (token.isNumeric() && parser.getTextLength() > ReadLimits.NUMBER_LENGTH) {
        throw new Defect("it has a number of " + parser.getTextLength() + " characters");
      }
      ended = depth == 0;
    }
    if (!ended) {
      throw new Defect("it is empty");
    }
  }

  private static JsonNode tree(ObjectMapper mapper, String json) {
    try {
      return mapper.readTree(json);
    } catch (IOException e) {
      throw new Defect("it is not JSON", e);
    }
  }

  /** Where it stops being JSON, without the text around, which may be anything. */
  private static String reason(JsonProcessingException e) {
    String what = e.getOriginalMessage().lines().findFirst().orElse("");
    String where =
        e.getLocation() == null
            ? ""
            : " (line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr()
                + ")";
    return ZipNames.shown(what) + where;
  }
}
