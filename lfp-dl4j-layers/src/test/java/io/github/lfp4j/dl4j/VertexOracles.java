package io.github.lfp4j.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.graph.GraphVertex;

/** What the reward that passes a kind of vertex is compared with. */
final class VertexOracles {

  private VertexOracles() {}

  /** For the documentation; empty if there is nothing. */
  static String of(Class<? extends GraphVertex> kind) {
    List<String> oracles = new ArrayList<>();
    if (isIn(GraphFixtures.samples(), kind)) {
      oracles.add("Theorem 1");
    }
    if (VertexTwinTest.rules().anyMatch(row -> row.get()[0].getClass().equals(kind))) {
      oracles.add("loop-level twin");
    }
    return String.join(", ", oracles);
  }

  /** Whether one of the graphs has such a vertex. */
  static boolean isIn(Stream<GraphFixtures.Sample> samples, Class<? extends GraphVertex> kind) {
    return samples
        .map(sample -> sample.configuration(Fixtures.floats()))
        .flatMap(configuration -> configuration.getVertices().values().stream())
        .anyMatch(vertex -> vertex.getClass().equals(kind));
  }
}
