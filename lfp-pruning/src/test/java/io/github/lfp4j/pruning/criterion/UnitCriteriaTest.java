package io.github.lfp4j.pruning.criterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.TinyNetworks;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Criteria of units, and their weights, against loops and numeric differentiation. */
class UnitCriteriaTest {
  private static final RuleMap EPSILON = RuleMap.preset("epsilon");
  private static final int EXAMPLES = 7;

  private final MultiLayerNetwork dense = TinyNetworks.dense();
  private final INDArray x = TinyNetworks.numbers(1, EXAMPLES, TinyNetworks.INPUTS);
  private final INDArray labels = TinyNetworks.labels(EXAMPLES);

  private static Criterion named(String name) {
    return Criteria.byName(name, new Criteria.Settings(EPSILON, 1, OptionalInt.of(1)));
  }

  private static DataSetIterator data(INDArray features) {
    INDArray labels = TinyNetworks.labels((int) features.size(0));
    List<DataSet> examples = new DataSet(features, labels).asList();
    return new ListDataSetIterator<>(examples, 3);
  }

  private double[] scores(String name, int layer) {
    return named(name).unitScores(Network.of(dense), data(x), null).byLayer().get(layer);
  }

  /** The activations of the first layer, and what the rest makes of such a row. */
  private INDArray firstActivations() {
    return dense.feedForward(x, false).get(1).dup('c');
  }

  private double[] logits(INDArray first) {
    INDArray second =
        Transforms.relu(first.mmul(dense.getParam("1_W")).addRowVector(dense.getParam("1_b")));
    return second.mmul(dense.getParam("2_W")).addRowVector(dense.getParam("2_b")).toDoubleVector();
  }

  private static double loss(double[] logits, int trueClass) {
    double sum = Arrays.stream(logits).map(Math::exp).sum();
    return Math.log(sum) - logits[trueClass];
  }

  /** {@code a dL/da} of each example and unit of the first layer, by central differences. */
  private double[][] numericTaylor() {
    INDArray a = firstActivations();
    double[][] result = new double[EXAMPLES][(int) a.size(1)];
    double step = 1e-6;
    for (int n = 0; n < EXAMPLES; n++) {
      for (int j = 0; j < result[n].length; j++) {
        INDArray row = a.getRow(n, true).dup();
        row.putScalar(0, j, a.getDouble(n, j) + step);
        double above = loss(logits(row), n % TinyNetworks.CLASSES);
        row.putScalar(0, j, a.getDouble(n, j) - step);
        double below = loss(logits(row), n % TinyNetworks.CLASSES);
        result[n][j] = a.getDouble(n, j) * (above - below) / (2 * step);
      }
    }
    return result;
  }

  @Test
  void taylorIsWhatTheLossWouldChangeToFirstOrder() {
    double[][] numeric = numericTaylor();
    double[] taylor = scores("taylor", 0);
    for (int j = 0; j < taylor.length; j++) {
      double mean = 0;
      for (double[] example : numeric) {
        mean += Math.abs(example[j]) / EXAMPLES;
      }
      assertThat(taylor[j]).isCloseTo(mean, within(1e-7));
    }
    assertThat(Arrays.stream(taylor).max().orElse(0)).isGreaterThan(1e-3);
  }

  /** Theorem 1: in a network of ReLU the reward at a unit is {@code -a dL/da}. */
  @Test
  void feedbackOfUnitsIsTheRewardThatComesToThem() {
    double[] taylor = scores("taylor", 0);
    double[] feedback = scores("feedback", 0);

    assertThat(feedback).contains(taylor, within(1e-4));
  }

  /** Loops over single examples: what LFP's own backward pass would add to each weight. */
  @Test
  void feedbackOfWeightsIsWhatLfpWouldChange() {
    MultiLayerNetwork learning = Lfp.convert(dense);
    WeightScores scores = named("feedback").scores(Network.of(dense), data(x), null);
    for (int layer = 0; layer < 3; layer++) {
      INDArray sum = null;
      for (int n = 0; n < EXAMPLES; n++) {
        learning.setInput(x.getRow(n, true));
        learning.setLabels(labels.getRow(n, true));
        learning.computeGradientAndScore();
        INDArray feedback = learning.gradient().getGradientFor(layer + "_W");
        INDArray size = Transforms.abs(feedback, true);
        sum = sum == null ? size : sum.add(size);
      }
      double[] expected = sum.div(EXAMPLES).dup('c').data().asDouble();
      assertThat(scores.byLayer().get(layer).dup('c').data().asDouble())
          .contains(expected, within(1e-9));
    }
  }

  /** Under the gradient rule: {@code |w dL/dw|} of single examples, by Deeplearning4j itself. */
  @Test
  void taylorOfWeightsIsWeightTimesGradient() {
    MultiLayerNetwork curved = TinyNetworks.curved();
    WeightScores scores = named("taylor").scores(Network.of(curved), data(x), null);
    for (int layer = 0; layer < 2; layer++) {
      INDArray w = curved.getParam(layer + "_W");
      INDArray sum = w.like();
      for (int n = 0; n < EXAMPLES; n++) {
        curved.setInput(x.getRow(n, true));
        curved.setLabels(labels.getRow(n, true));
        curved.computeGradientAndScore();
        INDArray gradient = curved.gradient().getGradientFor(layer + "_W");
        sum.addi(Transforms.abs(gradient.mul(w), false));
      }
      double[] expected = sum.div(EXAMPLES).dup('c').data().asDouble();
      assertThat(scores.byLayer().get(layer).dup('c').data().asDouble())
          .contains(expected, within(1e-9));
    }
  }

  /** Positions cancel within an example: mean over 9 positions, softmax behind it. */
  @ParameterizedTest
  @EnumSource(CNN2DFormat.class)
  void taylorAddsPositionsBeforeItLosesTheSign(CNN2DFormat format) {
    MultiLayerNetwork network = TinyNetworks.convolution(format);
    boolean first = format == CNN2DFormat.NCHW;
    INDArray images =
        TinyNetworks.numbers(5, first ? new long[] {4, 2, 5, 5} : new long[] {4, 5, 5, 2});
    List<INDArray> activations = network.feedForward(images, false);
    INDArray pooled = activations.get(2);
    INDArray s = activations.get(3);
    INDArray w = network.getParam("2_W");
    double[] expected = new double[4];
    for (int n = 0; n < 4; n++) {
      for (int j = 0; j < expected.length; j++) {
        double derivative = 0;
        for (int k = 0; k < TinyNetworks.CLASSES; k++) {
          double t = n % TinyNetworks.CLASSES == k ? 1 : 0;
          derivative += (s.getDouble(n, k) - t) * w.getDouble(j, k);
        }
        expected[j] += Math.abs(pooled.getDouble(n, j) * derivative) / 4;
      }
    }

    double[] taylor =
        named("taylor").unitScores(Network.of(network), data(images), null).byLayer().get(0);

    assertThat(taylor).contains(expected, within(1e-9));
  }

  @Test
  void signedRelevanceKeepsTheSign() {
    INDArray a = dense.feedForward(x, false).get(2);
    double[] signed = new double[5];
    double[] absolute = new double[5];
    double[] ofClass = new double[5];
    for (int n = 0; n < EXAMPLES; n++) {
      int y = n % TinyNetworks.CLASSES;
      for (int j = 0; j < 5; j++) {
        double relevance = a.getDouble(n, j) * dense.getParam("2_W").getDouble(j, y);
        signed[j] += relevance / EXAMPLES;
        absolute[j] += Math.abs(relevance) / EXAMPLES;
        ofClass[j] += y == 1 ? Math.abs(relevance) / EXAMPLES : 0;
      }
    }

    assertThat(scores("relevance-signed", 1)).contains(signed, within(1e-5));
    assertThat(scores("relevance", 1)).contains(absolute, within(1e-5));
    assertThat(scores("relevance-class", 1)).contains(ofClass, within(1e-5));
    assertThat(Arrays.stream(signed).min().orElse(0)).isNegative();
  }

  @Test
  void activationIsTheMeanSize() {
    INDArray images = TinyNetworks.numbers(5, 4, 2, 5, 5);
    MultiLayerNetwork network = TinyNetworks.convolution(CNN2DFormat.NCHW);
    INDArray a = network.feedForward(images, false).get(1);
    double[] expected = new double[4];
    for (int j = 0; j < expected.length; j++) {
      for (int n = 0; n < 4; n++) {
        for (int p = 0; p < 9; p++) {
          expected[j] += Math.abs(a.getDouble(n, j, p / 3, p % 3)) / (4 * 9);
        }
      }
    }

    UnitScores scores = named("activation").unitScores(Network.of(network), data(images), null);

    assertThat(scores.byLayer()).containsOnlyKeys(0);
    assertThat(scores.byLayer().get(0)).contains(expected, within(1e-12));
  }

  @Test
  void magnitudeIsANormOfIncomingWeights() {
    INDArray w = dense.getParam("0_W");
    double[] l1 = scores("magnitude-l1", 0);
    double[] l2 = scores("magnitude-l2", 0);
    for (int j = 0; j < l1.length; j++) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < TinyNetworks.INPUTS; i++) {
        sum += Math.abs(w.getDouble(i, j));
        squares += w.getDouble(i, j) * w.getDouble(i, j);
      }
      assertThat(l1[j]).isCloseTo(sum, within(1e-12));
      assertThat(l2[j]).isCloseTo(Math.sqrt(squares), within(1e-12));
    }
    assertThat(scores("magnitude", 0)).isEqualTo(l2);
  }

  /** All that score units score the same ones, so that they can be compared. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "relevance-joint",
        "relevance",
        "relevance-signed",
        "relevance-class",
        "feedback",
        "magnitude",
        "magnitude-l1",
        "taylor",
        "activation",
        "random"
      })
  void allScoreTheUnitsOfTheSameLayers(String name) {
    Criterion criterion = named(name);
    assertThat(criterion.scores(Granularity.UNIT)).isTrue();
    UnitScores ofDense = criterion.unitScores(Network.of(dense), data(x), null);
    assertThat(ofDense.byLayer()).containsOnlyKeys(0, 1);
    assertThat(ofDense.byLayer().get(0)).hasSize(6);
    assertThat(ofDense.count()).isEqualTo(6 + 5);

    UnitScores ofGraph = criterion.unitScores(Network.of(TinyNetworks.graph()), data(x), null);
    assertThat(ofGraph.byLayer()).containsOnlyKeys(0, 1);

    MultiLayerNetwork cells = TinyNetworks.recurrent(new LSTM.Builder().nOut(4).build());
    INDArray series = TinyNetworks.numbers(6, 5, TinyNetworks.INPUTS, 3);
    UnitScores ofCells = criterion.unitScores(Network.of(cells), data(series), null);
    assertThat(ofCells.byLayer()).containsOnlyKeys(0);
    assertThat(ofCells.byLayer().get(0)).hasSize(4).doesNotContain(Double.NaN);
  }

  @Test
  void equalSeedsGiveEqualChance() {
    assertThat(scores("random", 0)).isEqualTo(scores("random", 0));
    assertThat(new RandomCriterion(2).unitScores(Network.of(dense), null, null).byLayer().get(0))
        .isNotEqualTo(scores("random", 0));
  }

  @Test
  void scalesOfNormalisationBelongToTheLayerBefore() {
    MultiLayerNetwork network = TinyNetworks.normalised();
    double[] gamma = {1.5, -0.5, 1, 2, 0.7, -3};
    for (int j = 0; j < gamma.length; j++) {
      network.getParam("1_gamma").putScalar(j, gamma[j]);
    }

    UnitScores scores = named("batch-norm").unitScores(Network.of(network), null, null);

    assertThat(scores.byLayer()).containsOnlyKeys(0);
    assertThat(scores.byLayer().get(0)).containsExactly(1.5, 0.5, 1, 2, 0.7, 3);
  }

  @Test
  void saysWhereItDoesNotApply() {
    Network network = Network.of(dense);
    assertThatThrownBy(() -> named("batch-norm").unitScores(network, null, null))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("needs batch normalisation");
    for (String name : List.of("batch-norm", "activation")) {
      assertThat(named(name).scores(Granularity.WEIGHT)).isFalse();
      assertThatThrownBy(() -> named(name).scores(network, data(x), null))
          .isInstanceOf(PruningException.class)
          .hasMessageContaining("'" + name + "' scores units, not single weights");
    }
    for (String name : List.of("relevance-joint", "feedback", "taylor", "activation")) {
      assertThat(named(name).needsData()).isTrue();
      assertThatThrownBy(() -> named(name).unitScores(network, null, null))
          .isInstanceOf(PruningException.class)
          .hasMessageContaining("'" + name + "' needs reference data");
    }
    Criteria.Settings withoutClass = new Criteria.Settings(EPSILON, 1);
    assertThatThrownBy(() -> Criteria.byName("relevance-class", withoutClass))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("needs the number of a class");
    assertThatThrownBy(
            () -> new ClassRelevanceCriterion(EPSILON, 3).unitScores(network, data(x), null))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("there is no class 3");
    assertThatThrownBy(() -> Granularity.byName("layer"))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("choose weight or unit");
    assertThat(Granularity.byName("unit")).isEqualTo(Granularity.UNIT);
  }
}
