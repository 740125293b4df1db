package io.github.lfp4j.pruning.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.iter.NdIndexIterator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.conditions.Conditions;

/**
 * A network without some units computes what the whole one does when these put out zero: their own
 * weights, biases, scales and shifts are set to zero, which says nothing of who reads them.
 */
class UnitRemovalTest {

  static Stream<Sample> samples() {
    return Stream.of(
            ChainSamples.all().stream(),
            GraphSamples.all().stream(),
            LeftSamples.all().stream()
                .filter(LeftSamples.Left::runs)
                .map(left -> left.sample().untrained()))
        .flatMap(all -> all);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void computesWithWhatIsLeft(Sample sample) {
    Network stock = sample.network();
    INDArray x = sample.input().get();
    for (Network network : forms(stock)) {
      Structure structure = Structure.of(network);
      String before = network.toJson();
      for (int seed = 0; seed < 2; seed++) {
        Set<Integer> removed = some(structure, seed);
        Network silenced = network.copy();
        silence(silenced, structure, removed);
        Network smaller = new UnitRemoval(structure, removed).apply(network);

        assertSame(silenced.output(x), smaller.output(x));
        assertThat(smaller.params().length())
            .isLessThan(network.params().length())
            .isEqualTo(
                structure.parametersWithout(removed).values().stream().mapToLong(p -> p).sum());
        Structure left = Structure.of(smaller);
        assertThat(left.groups()).hasSize(structure.groups().size() - removed.size());
      }
      assertThat(network.toJson()).as("its configuration is as it was").isEqualTo(before);
    }
  }

  /** Stock layers, and LFP layers where there are rules for all. */
  private static List<Network> forms(Network stock) {
    try {
      return List.of(stock, stock.configure(Lfp.defaults()));
    } catch (LfpException e) {
      return List.of(stock);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void deeplearning4jReadsAndTrainsWhatIsLeft(Sample sample) throws IOException {
    Network network = sample.network();
    INDArray x = sample.input().get();
    Structure structure = Structure.of(network);
    Network smaller = new UnitRemoval(structure, some(structure, 1)).apply(network);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    smaller.save(file);
    ByteArrayInputStream in = new ByteArrayInputStream(file.toByteArray());
    Network read =
        Network.of(
            smaller.model() instanceof ComputationGraph
                ? ModelSerializer.restoreComputationGraph(in)
                : ModelSerializer.restoreMultiLayerNetwork(in));

    INDArray expected = smaller.output(x).dup();
    assertSame(expected, read.output(x));
    if (sample.trainable()) {
      INDArray before = read.params().dup();
      INDArray softLabels = network.output(x).dup();
      DataSet batch = new DataSet(x, softLabels);
      if (read.model() instanceof ComputationGraph graph) {
        graph.fit(batch);
      } else {
        read.as(MultiLayerNetwork.class).fit(batch);
      }
      assertThat(BooleanIndexing.and(read.params(), Conditions.isFinite())).isTrue();
      assertThat(read.params()).isNotEqualTo(before);
    }
  }

  @Test
  void refusesToLeaveNothing() {
    Network network = ChainSamples.all().get(0).network();
    Structure structure = Structure.of(network);
    Set<Integer> all = new HashSet<>();
    structure.groups().forEach(group -> all.add(group.id()));
    assertThatThrownBy(() -> new UnitRemoval(structure, all))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("layer0");
    assertThatThrownBy(() -> new UnitRemoval(structure, Set.of(all.size())))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("no group");
  }

  private static void assertSame(INDArray expected, INDArray actual) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(expected.sub(actual).amaxNumber().doubleValue()).isLessThan(1e-10);
  }

  /** About half of the groups, at least one, and of no layer all. */
  static Set<Integer> some(Structure structure, long seed) {
    Random random = new Random(seed);
    Set<Integer> removed = new HashSet<>();
    Map<Integer, Integer> left = new HashMap<>(structure.sizes());
    assertThat(structure.groups()).isNotEmpty();
    for (UnitGroup group : structure.groups()) {
      boolean possible =
          group.members().stream().allMatch(m -> left.get(m.layer()) > group.members().size());
      if (possible && (random.nextBoolean() || removed.isEmpty())) {
        removed.add(group.id());
        group.members().forEach(m -> left.merge(m.layer(), -1, Integer::sum));
      }
    }
    assertThat(removed).isNotEmpty();
    return removed;
  }

  /** Has the removed units put out zero. */
  static void silence(Network network, Structure structure, Set<Integer> removed) {
    boolean[] gone = structure.gone(removed);
    network
        .layers()
        .forEach(
            layer ->
                layer
                    .layer()
                    .paramTable()
                    .forEach(
                        (key, stored) -> {
                          INDArray values = structure.view(layer.index(), key, stored);
                          int rank = values.rank();
                          Axis[] axes = structure.axes(layer.index(), key, rank);
                          if (axes != null) {
                            silence(
                                values,
                                key,
                                axes,
                                structure.places(layer.index(), key, rank, gone));
                          }
                        }));
  }

  /** Sets what computes units to zero, and leaves alone what reads them, last time's included. */
  private static void silence(INDArray values, String key, Axis[] axes, int[][] stays) {
    for (int axis = 0; axis < axes.length; axis++) {
      boolean reads = axes[axis].side() != Axis.Side.OUT || (key.contains("RW") && axis == 0);
      if (reads || stays[axis] == null) {
        continue;
      }
      Set<Integer> kept = new HashSet<>();
      IntStream.of(stays[axis]).forEach(kept::add);
      for (NdIndexIterator at = new NdIndexIterator(values.shape()); at.hasNext(); ) {
        long[] place = at.next();
        if (!kept.contains((int) place[axis])) {
          values.putScalar(place, 0);
        }
      }
    }
  }
}
