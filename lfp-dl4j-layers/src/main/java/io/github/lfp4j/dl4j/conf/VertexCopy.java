package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.dl4j.LfpException;
import org.deeplearning4j.nn.conf.graph.GraphVertex;

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
    String what = "a vertex of type " + vertex.getClass().getSimpleName();
    return SettingsCopy.of(vertex, GraphVertex.class, type, what);
  }
}
