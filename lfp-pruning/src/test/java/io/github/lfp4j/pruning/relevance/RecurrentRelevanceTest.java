package io.github.lfp4j.pruning.relevance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.TinyNetworks;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Relevance of the units of recurrent layers, against loops over examples, steps and units. */
class RecurrentRelevanceTest {

  private static final int EXAMPLES = 4;
  private static final int LENGTH = 5;
  private static final int UNITS = 6;
  private static final double EPSILON = 1e-9;
  private static final RuleMap RULES = RuleMap.all(new EpsilonRule(EPSILON));

  private final INDArray x = TinyNetworks.numbers(1, EXAMPLES, TinyNetworks.INPUTS, LENGTH);
  private final INDArray labels = TinyNetworks.labels(EXAMPLES);

  private UnitRelevance units(MultiLayerNetwork network) {
    RelevanceAccumulator accumulated = new RelevanceAccumulator(Network.of(network), RULES, true);
    accumulated.add(x, labels);
    assertThat(accumulated.units()).containsOnlyKeys(0);
    return accumulated.units().get(0);
  }

  /** A unit's relevance is what it passes to the layer above and to later steps of its own. */
  @Test
  void agreesWithLoopsOverASimpleCell() {
    MultiLayerNetwork network =
        TinyNetworks.recurrent(
            new SimpleRnn.Builder().nOut(UNITS).activation(Activation.RELU).build());
    INDArray rw = network.getParam("0_RW");
    INDArray v = network.getParam("2_W");
    INDArray h = network.feedForward(x).get(1);
    double[] signed = new double[UNITS];
    double[] absolute = new double[UNITS];
    for (int n = 0; n < EXAMPLES; n++) {
      int y = n % TinyNetworks.CLASSES;
      double[] fromNext = new double[UNITS];
      for (int t = LENGTH - 1; t >= 0; t--) {
        double[] q = new double[UNITS];
        for (int j = 0; j < UNITS; j++) {
          // Relevance o of the logit, per unit of it 1; the mean over time is a weight of 1 / T.
          double above = v.getDouble(j, y) / LENGTH;
          double relevance = h.getDouble(n, j, t) * (above + fromNext[j]);
          signed[j] += relevance;
          absolute[j] += Math.abs(relevance);
          // For ReLU h / z is 1 or 0.
          q[j] = h.getDouble(n, j, t) > 0 ? above + fromNext[j] : 0;
        }
        fromNext = new double[UNITS];
        for (int i = 0; i < UNITS; i++) {
          for (int j = 0; j < UNITS; j++) {
            fromNext[i] += rw.getDouble(i, j) * q[j];
          }
        }
      }
    }
    UnitRelevance actual = units(network);
    for (int j = 0; j < UNITS; j++) {
      assertThat(actual.signed().getDouble(j)).isCloseTo(signed[j], within(1e-5));
      assertThat(actual.absolute().getDouble(j)).isCloseTo(absolute[j], within(1e-5));
    }
    assertThat(actual.absolute().sumNumber().doubleValue()).isGreaterThan(0.01);
  }

  /** What does nothing has no relevance, and is ranked last. */
  @Test
  void idleUnitsAreRankedLast() {
    MultiLayerNetwork network =
        TinyNetworks.recurrent(new LSTM.Builder().nOut(UNITS).activation(Activation.TANH).build());
    int idle = 2;
    network.getParam("2_W").getRow(idle).assign(0);
    network.getParam("0_RW").getRow(idle).assign(0);
    UnitRelevance actual = units(network);
    assertThat(actual.units()).isEqualTo(UNITS);
    for (int j = 0; j < UNITS; j++) {
      assertThat(actual.absolute().getDouble(j) > 1e-9).isEqualTo(j != idle);
    }
  }
}
