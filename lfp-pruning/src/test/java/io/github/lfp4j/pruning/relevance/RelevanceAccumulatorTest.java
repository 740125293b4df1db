package io.github.lfp4j.pruning.relevance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.TinyNetworks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class RelevanceAccumulatorTest {
  private static final int EXAMPLES = 7;
  private static final RuleMap RULES = RuleMap.preset("epsilon");

  private final MultiLayerNetwork network = TinyNetworks.dense();
  private final INDArray x = TinyNetworks.numbers(1, EXAMPLES, TinyNetworks.INPUTS);
  private final INDArray labels = TinyNetworks.labels(EXAMPLES);

  private RelevanceAccumulator atOnce(MultiLayerNetwork of) {
    RelevanceAccumulator accumulated = new RelevanceAccumulator(Network.of(of), RULES, true);
    accumulated.add(x, labels);
    return accumulated;
  }

  @Test
  void agreesWithLoopsOverADenseNetwork() {
    RelevanceAccumulator accumulated = atOnce(network);
    NaiveDenseRelevance naive = new NaiveDenseRelevance(network, x, labels);

    assertThat(accumulated.examples()).isEqualTo(EXAMPLES);
    assertThat(accumulated.units()).containsOnlyKeys(0, 1);
    assertThat(accumulated.weights(Statistic.SIGNED)).containsOnlyKeys(0, 1, 2);
    for (int layer = 0; layer < 2; layer++) {
      UnitRelevance units = accumulated.units().get(layer);
      assertClose(units.signed().toDoubleVector(), naive.signedUnits[layer]);
      assertClose(units.absolute().toDoubleVector(), naive.absoluteUnits[layer]);
      // Otherwise this test could not tell the two apart.
      assertThat(units.signed().equalsWithEps(units.absolute(), 1e-3)).isFalse();
    }
    for (int layer = 0; layer < 3; layer++) {
      assertClose(accumulated.weights(Statistic.SIGNED).get(layer), naive.signedWeights[layer]);
      assertClose(accumulated.weights(Statistic.ABSOLUTE).get(layer), naive.absoluteWeights[layer]);
    }
  }

  /** Where rules expect it: loops over what the normalisation does with its layer's output. */
  @Test
  void normalisationIsFoldedIntoTheLayerBefore() {
    MultiLayerNetwork normalised = TinyNetworks.normalised();
    int units = 6;
    double[] gamma = {1.5, -0.5, 1, 2, 0.7, 1};
    double[] mean = {0.2, -0.1, 0, 0.4, 0.1, -0.3};
    double[] variance = {0.5, 1, 2, 0.3, 1, 4};
    for (int j = 0; j < units; j++) {
      normalised.getParam("1_gamma").putScalar(j, gamma[j]);
      normalised.getParam("1_mean").putScalar(j, mean[j]);
      normalised.getParam("1_var").putScalar(j, variance[j]);
    }
    RelevanceAccumulator accumulated =
        new RelevanceAccumulator(Network.of(normalised), RuleMap.preset("epsilon-plus"), true);
    accumulated.add(x, labels);

    INDArray z = x.mmul(normalised.getParam("0_W")).addRowVector(normalised.getParam("0_b"));
    double[] expected = new double[units];
    for (int n = 0; n < EXAMPLES; n++) {
      int y = Nd4j.argMax(labels.getRow(n)).getInt(0);
      for (int j = 0; j < units; j++) {
        double normal = gamma[j] * (z.getDouble(n, j) - mean[j]) / Math.sqrt(variance[j] + 1e-5);
        expected[j] += Math.max(0, normal) * normalised.getParam("3_W").getDouble(j, y);
      }
    }
    assertThat(accumulated.units().get(0).signed().toDoubleVector())
        .contains(expected, within(1e-4));
    assertThat(accumulated.weights(Statistic.SIGNED)).containsOnlyKeys(0, 3);
    assertThat(Arrays.stream(expected).map(Math::abs).max()).matches(m -> m.orElse(0) > 0.01);
  }

  @Test
  void batchesAddUp() {
    RelevanceAccumulator whole = atOnce(network);
    RelevanceAccumulator parts = new RelevanceAccumulator(Network.of(network), RULES, true);
    List<Long> seen = new ArrayList<>();
    List<DataSet> batches = TinyNetworks.batches(x, labels, 3, 3, 1);

    parts.addAll(new ListDataSetIterator<>(flat(batches), 2), seen::add);

    assertThat(seen).containsExactly(2L, 4L, 6L, 7L);
    assertSame(parts, whole);
  }

  @Test
  void mergingEqualsOnePass() {
    RelevanceAccumulator first = new RelevanceAccumulator(Network.of(network), RULES, true);
    RelevanceAccumulator second = new RelevanceAccumulator(Network.of(network), RULES, true);
    List<DataSet> batches = TinyNetworks.batches(x, labels, 3, 4);
    first.add(batches.get(0).getFeatures(), batches.get(0).getLabels());
    second.add(batches.get(1).getFeatures(), batches.get(1).getLabels());
    INDArray secondBefore = second.weights(Statistic.ABSOLUTE).get(0).dup();

    first.merge(second);

    assertSame(first, atOnce(network));
    // What was merged stays its own: adding to the one must not change the other.
    first.add(x, labels);
    assertThat(second.weights(Statistic.ABSOLUTE).get(0)).isEqualTo(secondBefore);
    RelevanceAccumulator empty = new RelevanceAccumulator(Network.of(network), RULES, true);
    empty.merge(atOnce(network));
    assertSame(empty, atOnce(network));
  }

  @Test
  void isTheSameForStockAndLfpLayers() {
    assertSame(atOnce(Lfp.convert(network)), atOnce(network));
  }

  @Test
  void leavesNetworkAndDataAlone() {
    INDArray parameters = network.params().dup();
    String configuration = network.getLayerWiseConfigurations().toJson();
    INDArray features = x.dup();

    atOnce(network);

    assertThat(network.params()).isEqualTo(parameters);
    assertThat(network.getLayerWiseConfigurations().toJson()).isEqualTo(configuration);
    assertThat(x).isEqualTo(features);
  }

  @Test
  void accumulatesWeightsOnlyWhereAsked() {
    RelevanceAccumulator accumulated = new RelevanceAccumulator(Network.of(network), RULES, false);
    accumulated.add(x, labels);

    assertThat(accumulated.sums().sums().keySet())
        .allMatch(key -> key.name().startsWith("units "))
        .hasSize(4);
    assertThat(accumulated.units()).hasSize(2);
    assertThatThrownBy(() -> accumulated.weights(Statistic.SIGNED))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesExamplesWithoutLabels() {
    RelevanceAccumulator accumulated = new RelevanceAccumulator(Network.of(network), RULES, false);

    assertThatThrownBy(() -> accumulated.add(x, null))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("7 examples and 0 labels");
    assertThatThrownBy(() -> accumulated.add(x, TinyNetworks.labels(3)))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("3 labels");
  }

  private static List<DataSet> flat(List<DataSet> batches) {
    return batches.stream().flatMap(batch -> batch.asList().stream()).toList();
  }

  private static void assertSame(RelevanceAccumulator actual, RelevanceAccumulator expected) {
    assertThat(actual.examples()).isEqualTo(expected.examples());
    assertThat(actual.units().keySet()).isEqualTo(expected.units().keySet());
    expected
        .units()
        .forEach(
            (layer, units) -> {
              assertClose(actual.units().get(layer).signed(), units.signed());
              assertClose(actual.units().get(layer).absolute(), units.absolute());
            });
    expected
        .weights(Statistic.SIGNED)
        .forEach((layer, w) -> assertClose(actual.weights(Statistic.SIGNED).get(layer), w));
    expected
        .weights(Statistic.ABSOLUTE)
        .forEach((layer, w) -> assertClose(actual.weights(Statistic.ABSOLUTE).get(layer), w));
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertClose(actual.dup('c').data().asDouble(), expected.dup('c').data().asDouble());
  }

  private static void assertClose(INDArray actual, double[][] expected) {
    assertThat(actual.shape()).containsExactly(expected.length, expected[0].length);
    for (int i = 0; i < expected.length; i++) {
      assertClose(actual.getRow(i).toDoubleVector(), expected[i]);
    }
  }

  private static void assertClose(double[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    assertThat(actual).contains(expected, within(1e-9));
  }
}
