package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.dl4j.LfpException;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.serde.JsonMappers;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * Copies the settings of one vertex configuration to another class of the same family, by way of
 * JSON, as {@link LayerCopy} does with layers. DL4J's own {@code clone} forgets some settings.
 */
public final class VertexCopy {

  private VertexCopy() {}

  /**
   * A vertex of the given class with the settings that it shares with another vertex.
   *
   * @param vertex the source; not changed
   * @param type its own class, or one of the same family
   * @throws LfpException if the vertex has no JSON form
   */
  public static <V extends GraphVertex> V of(GraphVertex vertex, Class<V> type) {
    ObjectMapper json = JsonMappers.getMapper();
    try {
      ObjectNode tree = json.valueToTree(vertex);
      tree.put("@class", type.getName());
      return type.cast(json.treeToValue(tree, GraphVertex.class));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new LfpException(
          "a vertex of type "
              + vertex.getClass().getSimpleName()
              + " has settings that cannot be stored as JSON, so that it cannot be converted: "
              + e.getMessage().lines().findFirst().orElse(""));
    }
  }
}
