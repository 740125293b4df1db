package io.github.lfp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.cli.InProcess;
import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.convert.LayerRegistry;
import io.github.lfp4j.dl4j.convert.LayerSupport;
import io.github.lfp4j.dl4j.convert.VertexRegistry;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import java.util.Optional;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** What the registries of layers and vertices say about whole networks. */
final class Refusals {

  private Refusals() {}

  /** Why a network cannot learn by LFP; nothing if all its layers and vertices have rules. */
  static Optional<String> expected(Network network) {
    for (NetworkLayer layer : network.layers()) {
      try {
        LayerSupport<?> support = LayerRegistry.require(layer.configuration(), layer.index());
        if (support.hasNoRule()) {
          return Optional.of(support.note());
        }
      } catch (LfpException e) {
        return Optional.of(e.getMessage());
      }
    }
    if (network.model() instanceof ComputationGraph graph) {
      for (GraphVertex vertex : graph.getConfiguration().getVertices().values()) {
        if (!(vertex instanceof LayerVertex)
            && VertexRegistry.find(vertex).filter(support -> !support.hasNoRule()).isEmpty()) {
          return Optional.of(vertex.getClass().getSimpleName());
        }
      }
    }
    return Optional.empty();
  }

  /** One sentence, status 2. */
  static void assertSaid(InProcess said, String command, String reason) {
    assertThat(said.status()).as(said.err()).isEqualTo(2);
    assertThat(said.err().lines()).as(said.err()).hasSize(1);
    assertThat(said.err().strip())
        .startsWith("lfp " + command + ": ")
        .contains(reason)
        .endsWith(".")
        .doesNotContain("Exception");
  }
}
