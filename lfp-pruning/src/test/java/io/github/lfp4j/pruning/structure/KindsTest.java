package io.github.lfp4j.pruning.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.dl4j.convert.LayerRegistry;
import io.github.lfp4j.dl4j.convert.LayerSupport;
import io.github.lfp4j.dl4j.convert.VertexRegistry;
import io.github.lfp4j.dl4j.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;

/**
 * No kind of layer or vertex is forgotten: each that there is support for is known here, each that
 * is known is in a sample, and the documentation names them all.
 */
class KindsTest {

  /** Set to true, the table is written instead of compared. */
  private static final String WRITE = "lfp.docs.write";

  private static final Path PAGE = Path.of("..", "docs", "pruning.md");
  private static final String BEGIN = "<!-- kinds: made from the code -->\n";
  private static final String END = "<!-- /kinds -->\n";

  @Test
  void everySupportedKindIsKnown() {
    for (LayerSupport<?> support : LayerRegistry.all()) {
      if (support.role() != LayerSupport.Role.WRAPPING) {
        assertThat(LayerStructures.notes()).containsKey(support.stock());
      }
    }
    VertexRegistry.all()
        .forEach(support -> assertThat(VertexStructures.notes()).containsKey(support.stock()));
  }

  @Test
  void everyKindIsInASample() {
    Set<Class<?>> kinds = new HashSet<>();
    Stream.of(
            ChainSamples.all().stream(),
            GraphSamples.all().stream(),
            LeftSamples.all().stream().map(LeftSamples.Left::sample))
        .flatMap(all -> all)
        .map(Sample::network)
        .forEach(network -> collect(network, kinds));
    assertThat(kinds)
        .containsAll(LayerStructures.notes().keySet())
        .containsAll(VertexStructures.notes().keySet());
    LayerRegistry.all().forEach(support -> assertThat(kinds).contains(support.stock()));
  }

  private static void collect(Network network, Set<Class<?>> kinds) {
    network.layers().forEach(layer -> collect(layer.configuration(), kinds));
    if (network.model() instanceof ComputationGraph graph) {
      for (GraphVertex vertex : graph.getConfiguration().getVertices().values()) {
        if (!(vertex instanceof LayerVertex)) {
          kinds.add(vertex.getClass());
        }
        if (vertex instanceof FrozenVertex frozen) {
          kinds.add(frozen.getUnderlying().getClass());
        }
      }
    }
  }

  private static void collect(Layer layer, Set<Class<?>> kinds) {
    for (Layer each = layer; each != null; each = WrapperStructures.wrapped(each)) {
      kinds.add(each.getClass());
    }
  }

  @Test
  void thePageNamesThem() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(PAGE, page.substring(0, begin) + table() + page.substring(end));
    } else {
      assertThat(page.substring(begin, end)).isEqualTo(table());
    }
  }

  private static String table() {
    StringBuilder table = new StringBuilder("\n| layer or vertex | units |\n|---|---|\n");
    rows(LayerStructures.notes(), table);
    rows(VertexStructures.notes(), table);
    return table.append('\n').toString();
  }

  private static void rows(Map<Class<?>, String> notes, StringBuilder table) {
    notes.forEach(
        (kind, note) ->
            table
                .append("| `")
                .append(kind.getSimpleName())
                .append("` | ")
                .append(note)
                .append(" |\n"));
  }
}
