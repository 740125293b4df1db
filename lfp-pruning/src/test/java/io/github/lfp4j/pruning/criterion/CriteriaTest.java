package io.github.lfp4j.pruning.criterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.TinyNetworks;
import io.github.lfp4j.pruning.relevance.RelevanceAccumulator;
import io.github.lfp4j.pruning.relevance.Statistic;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class CriteriaTest {
  private static final RuleMap EPSILON = RuleMap.preset("epsilon");

  private final MultiLayerNetwork network = TinyNetworks.dense();

  private static Criterion named(String name, long seed) {
    return Criteria.byName(name, new Criteria.Settings(EPSILON, seed));
  }

  @Test
  void magnitudeIsTheAbsoluteValue() {
    INDArray parameters = network.params().dup();
    WeightScores scores = named("magnitude", 1).scores(Network.of(network), null, null);

    assertThat(scores.byLayer()).containsOnlyKeys(0, 1, 2);
    assertThat(scores.count()).isEqualTo(4 * 6 + 6 * 5 + 5 * 3);
    scores
        .byLayer()
        .forEach(
            (layer, s) -> {
              double[][] w = network.getLayer(layer).getParam("W").toDoubleMatrix();
              for (int i = 0; i < w.length; i++) {
                for (int j = 0; j < w[i].length; j++) {
                  assertThat(s.getDouble(i, j)).isEqualTo(Math.abs(w[i][j]));
                }
              }
            });
    assertThat(network.params()).isEqualTo(parameters);
  }

  @Test
  void chanceFollowsItsSeed() {
    WeightScores one = named("random", 1).scores(Network.of(network), null, null);

    assertThat(named("random", 1).scores(Network.of(network), null, null).byLayer())
        .isEqualTo(one.byLayer());
    assertThat(named("random", 2).scores(Network.of(network), null, null).byLayer())
        .isNotEqualTo(one.byLayer());
    assertThat(one.byLayer().get(0).minNumber().doubleValue()).isNotNegative();
    assertThat(one.byLayer().get(0).maxNumber().doubleValue()).isLessThan(1);
    assertThat(one.byLayer().get(0).shape()).containsExactly(4, 6);
  }

  @Test
  void relevanceIsWhatIsAccumulated() {
    INDArray x = TinyNetworks.numbers(1, 6, TinyNetworks.INPUTS);
    INDArray labels = TinyNetworks.labels(6);
    List<DataSet> examples = new DataSet(x, labels).asList();
    RelevanceAccumulator accumulated = new RelevanceAccumulator(Network.of(network), EPSILON, true);
    accumulated.addAll(new ListDataSetIterator<>(examples, 4), null);

    WeightScores scores =
        named("relevance", 1)
            .scores(Network.of(network), new ListDataSetIterator<>(examples, 4), null);

    accumulated
        .weights(Statistic.ABSOLUTE)
        .forEach((layer, sum) -> assertThat(scores.byLayer().get(layer)).isEqualTo(sum.div(6)));
    assertThat(scores.byLayer()).hasSize(3);
    assertThat(new RelevanceCriterion().rules()).isSameAs(EPSILON);
  }

  @Test
  void relevanceNeedsData() {
    assertThat(named("relevance", 1).needsData()).isTrue();
    assertThat(named("magnitude", 1).needsData()).isFalse();
    assertThat(named("random", 1).needsData()).isFalse();
    assertThatThrownBy(() -> named("relevance", 1).scores(Network.of(network), null, null))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("needs reference data");
  }

  @Test
  void scoresConvolutionsButNoPooling() {
    MultiLayerNetwork convolution = TinyNetworks.convolution(CNN2DFormat.NCHW);

    assertThat(named("magnitude", 1).scores(Network.of(convolution), null, null).byLayer())
        .containsOnlyKeys(0, 2);
    assertThat(PrunableLayers.weights(Network.of(convolution)).get(0))
        .isSameAs(convolution.getLayer(0).getParam("W"));
  }

  @Test
  void refusesUnknownNames() {
    assertThatThrownBy(() -> named("beauty", 1))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("'beauty'")
        .hasMessageContaining("relevance, relevance-signed")
        .hasMessageContaining("magnitude, ")
        .hasMessageContaining("random");
    assertThat(Criteria.names()).contains(Criteria.DEFAULT, "relevance", "magnitude", "random");
  }
}
