package io.github.lfp4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.rule.EpsilonRule;
import java.util.Map;
import org.deeplearning4j.nn.layers.LossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Theorem 1 of arXiv 2308.12053: in ReLU networks the feedback of every parameter is {@code -|p|
 * dL/dp} for epsilon towards zero, with an error proportional to epsilon. DL4J's own gradients and
 * numeric differentiation are the oracles.
 */
class TheoremOneTest {

  private static final int NETWORKS = 12;

  @ParameterizedTest
  @ValueSource(strings = {"RELU", "LEAKYRELU", "IDENTITY"})
  void holdsForRandomDenseNetworks(Activation activation) {
    for (int seed = 0; seed < NETWORKS; seed++) {
      errorsShrinkWithEpsilon(
          new RandomNetworks(seed, activation).dense(), seed, floor(activation));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RELU", "LEAKYRELU"})
  void holdsForRandomImageNetworks(Activation activation) {
    for (int seed = 0; seed < NETWORKS; seed++) {
      errorsShrinkWithEpsilon(
          new RandomNetworks(100 + seed, activation).images(), seed, floor(activation));
    }
  }

  /** Rounding: ND4J keeps the slope of the leaky ReLU in single precision, even for doubles. */
  private static double floor(Activation activation) {
    return activation == Activation.LEAKYRELU ? 3e-8 : 1e-11;
  }

  private static void errorsShrinkWithEpsilon(
      RandomNetworks.Sample sample, int seed, double floor) {
    INDArray expected = expectedGradient(sample.network(), sample.data());
    double scale = expected.amaxNumber().doubleValue();
    double coarse = error(sample, 1e-7, expected) / scale;
    double middle = error(sample, 1e-9, expected) / scale;
    double fine = error(sample, 1e-11, expected) / scale;
    String what = "seed " + seed + " " + sample.network().getLayerWiseConfigurations().getConfs();
    assertThat(fine).as(what).isLessThan(1e-5);
    // Proportional to epsilon, down to the rounding of double precision.
    assertThat(middle).as(what).isLessThan(coarse / 20 + floor);
    assertThat(fine).as(what).isLessThan(middle / 20 + floor);
  }

  private static double error(RandomNetworks.Sample sample, double epsilon, INDArray expected) {
    INDArray actual = gradient(lfp(sample.network(), epsilon), sample.data());
    return Transforms.abs(actual.sub(expected)).maxNumber().doubleValue();
  }

  /** {@code |p| dL/dp}; running statistics of batch normalisation are updated as they are. */
  private static INDArray expectedGradient(MultiLayerNetwork network, DataSet data) {
    INDArray gradient = gradient(network, data);
    MultiLayerNetwork magnitudes = network.clone();
    for (Map.Entry<String, INDArray> entry : magnitudes.paramTable().entrySet()) {
      if (isStatistic(entry.getKey())) {
        entry.getValue().assign(1);
      }
    }
    return gradient.mul(Transforms.abs(magnitudes.params(), true));
  }

  private static boolean isStatistic(String parameter) {
    return parameter.endsWith("_mean")
        || parameter.endsWith("_var")
        || parameter.endsWith("log10stdev");
  }

  private static MultiLayerNetwork lfp(MultiLayerNetwork network, double epsilon) {
    return Lfp.with(new EpsilonRule(epsilon)).configure(network);
  }

  private static INDArray gradient(MultiLayerNetwork network, DataSet data) {
    network.setInput(data.getFeatures());
    network.setLabels(data.getLabels());
    network.computeGradientAndScore();
    return network.gradient().gradient().dup();
  }

  @Test
  void agreesWithNumericDifferentiation() {
    for (int seed = 0; seed < 4; seed++) {
      RandomNetworks.Sample sample = new RandomNetworks(500 + seed, Activation.LEAKYRELU).dense();
      MultiLayerNetwork network = sample.network();
      MultiLayerNetwork lfp = lfp(network, 1e-10);
      gradient(lfp, sample.data());
      // DL4J's loss layer averages its score over the batch, whatever is configured.
      double examples =
          network.getOutputLayer() instanceof LossLayer ? sample.data().numExamples() : 1;
      double step = 1e-6;
      for (Map.Entry<String, INDArray> entry : network.paramTable().entrySet()) {
        if (isStatistic(entry.getKey())) {
          continue;
        }
        for (long i = 0; i < Math.min(5, entry.getValue().length()); i++) {
          double p = entry.getValue().getDouble(i);
          entry.getValue().putScalar(i, p + step);
          double above = network.score(sample.data(), true);
          entry.getValue().putScalar(i, p - step);
          double below = network.score(sample.data(), true);
          entry.getValue().putScalar(i, p);
          double derivative = examples * (above - below) / (2 * step);
          INDArray feedback = lfp.gradient().getGradientFor(entry.getKey());
          assertThat(feedback.getDouble(i))
              .as(entry.getKey() + "[" + i + "], seed " + seed)
              .isCloseTo(
                  Math.abs(p) * derivative,
                  org.assertj.core.data.Offset.offset(1e-5 * (1 + Math.abs(derivative))));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TANH", "SIGMOID", "ELU"})
  void doesNotHoldForOtherActivations(Activation activation) {
    RandomNetworks.Sample sample = new RandomNetworks(7, activation).dense();
    INDArray expected = expectedGradient(sample.network(), sample.data());
    double error = error(sample, 1e-10, expected) / expected.amaxNumber().doubleValue();
    assertThat(error).isGreaterThan(1e-2);
  }
}
