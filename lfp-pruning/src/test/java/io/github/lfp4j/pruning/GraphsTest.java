package io.github.lfp4j.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.criterion.Criteria;
import io.github.lfp4j.pruning.criterion.Criterion;
import io.github.lfp4j.pruning.criterion.Granularity;
import io.github.lfp4j.pruning.criterion.WeightScores;
import io.github.lfp4j.pruning.measure.Accuracy;
import io.github.lfp4j.pruning.measure.LayerFigures;
import io.github.lfp4j.pruning.measure.NetworkFigures;
import io.github.lfp4j.pruning.plan.Scope;
import io.github.lfp4j.pruning.plan.WeightPlan;
import io.github.lfp4j.pruning.relevance.RelevanceAccumulator;
import io.github.lfp4j.pruning.relevance.UnitRanking;
import java.util.List;
import java.util.OptionalInt;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Graphs are ranked and pruned as lists of layers are. */
class GraphsTest {
  private static final RuleMap EPSILON = RuleMap.preset("epsilon");
  private static final int EXAMPLES = 20;

  private static Network chain(String kind) {
    MultiLayerNetwork network =
        kind.equals("dense") ? TinyNetworks.dense() : TinyNetworks.convolution(CNN2DFormat.NCHW);
    return Network.of(network);
  }

  /** The same layers as a graph, by Deeplearning4j's own conversion. */
  private static Network graph(Network chain) {
    ComputationGraph graph = chain.as(MultiLayerNetwork.class).toComputationGraph();
    return Network.of(graph);
  }

  private static long[] shape(String kind) {
    return kind.equals("dense") ? new long[] {TinyNetworks.INPUTS} : new long[] {2, 5, 5};
  }

  private static INDArray examples(long... shape) {
    long[] batch = new long[shape.length + 1];
    batch[0] = EXAMPLES;
    System.arraycopy(shape, 0, batch, 1, shape.length);
    return TinyNetworks.numbers(3, batch);
  }

  private static DataSetIterator data(INDArray x) {
    return new ListDataSetIterator<>(new DataSet(x, TinyNetworks.labels(EXAMPLES)).asList(), 8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dense", "convolution"})
  void chainsAreRankedAndPrunedAlike(String kind) {
    Network chain = chain(kind);
    Network graph = graph(chain);
    INDArray x = examples(shape(kind));
    assertThat(graph.output(x)).isEqualTo(chain.output(x));

    for (String name : Criteria.names()) {
      Criterion criterion =
          Criteria.byName(name, new Criteria.Settings(EPSILON, 7, OptionalInt.of(1)));
      if (!criterion.scores(Granularity.WEIGHT)) {
        continue;
      }
      WeightScores scores = criterion.scores(chain, data(x), null);
      assertThat(criterion.scores(graph, data(x), null).byLayer())
          .as(name)
          .isEqualTo(scores.byLayer());
      for (Scope scope : Scope.values()) {
        Network pruned = WeightPlan.of(scores, scope, 0.4).apply(graph);
        assertThat(pruned.params())
            .as("%s %s", name, scope)
            .isEqualTo(WeightPlan.of(scores, scope, 0.4).apply(chain).params());
        assertThat(Accuracy.of(pruned, data(x)))
            .isEqualTo(Accuracy.of(WeightPlan.of(scores, scope, 0.4).apply(chain), data(x)));
      }
    }
    assertThat(ranking(graph, x))
        .usingRecursiveComparison()
        .ignoringFields("layerName")
        .isEqualTo(ranking(chain, x));
    assertThat(NetworkFigures.of(graph, shape(kind)).layers())
        .usingRecursiveComparison()
        .ignoringFields("name")
        .isEqualTo(NetworkFigures.of(chain, shape(kind)).layers());
  }

  private static List<UnitRanking.Row> ranking(Network network, INDArray x) {
    RelevanceAccumulator accumulated = new RelevanceAccumulator(network, EPSILON, false);
    accumulated.addAll(data(x), null);
    return UnitRanking.of(network, accumulated);
  }

  @Test
  void countsAResidualGraphByHand() {
    Network network = Network.of(TinyNetworks.graph());
    network.layers().get(1).layer().getParam("W").putScalar(0, 0, 0);

    for (Network form : List.of(network, network.configure(Lfp.defaults()))) {
      NetworkFigures figures = NetworkFigures.of(form);

      assertThat(figures.layers())
          .extracting(LayerFigures::name)
          .containsExactly("first", "second", "output");
      assertThat(figures.layers())
          .extracting(LayerFigures::multiplyAdds)
          .containsExactly(24L, 35L, 18L);
      assertThat(figures.layers())
          .extracting(LayerFigures::outputShape)
          .containsExactly(List.of(6L), List.of(6L), List.of(3L));
      assertThat(figures.parameters()).isEqualTo(24 + 6 + 36 + 6 + 18 + 3);
      assertThat(figures.nonZeroParameters()).isEqualTo(figures.parameters() - 1);
    }
  }

  @Test
  void ranksEveryHiddenLayerOfAResidualGraph() {
    Network network = Network.of(TinyNetworks.graph());
    INDArray x = examples(TinyNetworks.INPUTS);
    List<UnitRanking.Row> rows = ranking(network, x);

    assertThat(rows).extracting(UnitRanking.Row::layerName).contains("first", "second");
    assertThat(
            rows.stream()
                .filter(row -> row.layerName().equals("second"))
                .mapToDouble(UnitRanking.Row::share)
                .sum())
        .isCloseTo(1, within(1e-9));
  }
}
