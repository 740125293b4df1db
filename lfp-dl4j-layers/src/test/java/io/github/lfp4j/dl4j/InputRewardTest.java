package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.blobs;
import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.Fixtures.features;
import static io.github.lfp4j.dl4j.Fixtures.images;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static io.github.lfp4j.dl4j.Fixtures.pictures;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.reward.CorrectClassificationReward;
import io.github.lfp4j.core.reward.Reward;
import io.github.lfp4j.core.reward.SoftmaxReward;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.GammaRule;
import io.github.lfp4j.core.rule.ZBoxRule;
import io.github.lfp4j.dl4j.conf.WeightedConf;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import io.github.lfp4j.dl4j.relevance.RelevanceVisitor;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** What the first layer hands to the network's input: nothing, or if that is wanted the reward. */
class InputRewardTest {

  private static MultiLayerConfiguration convolutional() {
    return images(
        doubles(),
        new ConvolutionLayer.Builder(3, 3).nOut(3).activation(Activation.TANH).build(),
        Fixtures.pool(SubsamplingLayer.PoolingType.MAX),
        Fixtures.convolution(4).stride(2, 1).activation(Activation.RELU).build(),
        Fixtures.pool(SubsamplingLayer.PoolingType.AVG),
        output());
  }

  static Stream<Arguments> networks() {
    DataSet points = blobs(6, DataType.DOUBLE);
    return Stream.of(
        Arguments.of("mlp", Fixtures.mlp(doubles(), Activation.RELU), points),
        Arguments.of("output only", features(doubles(), output()), points),
        Arguments.of("cnn", convolutional(), pictures(4, DataType.DOUBLE)));
  }

  private static INDArray handedDown(MultiLayerNetwork network, DataSet data) {
    return calculate(network, data).getSecond();
  }

  private static Pair<Gradient, INDArray> calculate(MultiLayerNetwork network, DataSet data) {
    Pair<Gradient, INDArray> result =
        network.calculateGradients(data.getFeatures(), data.getLabels(), null, null);
    assertThat(result.getFirst().gradient().amaxNumber().doubleValue()).isPositive();
    return result;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void isZeroByDefault(String name, MultiLayerConfiguration conf, DataSet data) {
    for (Lfp options : new Lfp[] {Lfp.defaults(), Lfp.gradient()}) {
      MultiLayerNetwork network = Fixtures.network(options.configure(conf));
      INDArray down = handedDown(network, data);
      assertThat(down.shape()).isEqualTo(data.getFeatures().shape());
      assertThat(down.amaxNumber().doubleValue()).isZero();
      MultiLayerNetwork wanted = Fixtures.network(options.withInputReward().configure(conf));
      wanted.setParams(network.params());
      INDArray expected = calculate(wanted, data).getFirst().gradient().dup();
      INDArray actual = calculate(network, data).getFirst().gradient();
      double scale = expected.amaxNumber().doubleValue();
      assertThat(Fixtures.maxDifference(expected, actual) / scale)
          .as("feedback does not depend on it")
          .isLessThan(1e-12);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void isRelevancePerUnitOfInputIfWanted(String name, MultiLayerConfiguration conf, DataSet data) {
    INDArray x = data.getFeatures();
    RuleMap[] maps = {
      RuleMap.all(new EpsilonRule(0.01)),
      RuleMap.all(new EpsilonRule(0.01, true)),
      RuleMap.all(new EpsilonRule()).first(new GammaRule()).last(new EpsilonRule(0.1)),
      RuleMap.all(new EpsilonRule()).first(new ZBoxRule(-4, 4)),
    };
    Reward[] rewards = {new SoftmaxReward(), new CorrectClassificationReward()};
    for (RuleMap rules : maps) {
      for (Reward reward : rewards) {
        MultiLayerNetwork network =
            Fixtures.network(Lfp.with(rules).reward(reward).withInputReward().configure(conf));
        INDArray expected =
            RelevancePass.of(network, rules)
                .run(
                    x,
                    logits -> reward.reward(logits, data.getLabels()),
                    new RelevanceVisitor() {});
        assertThat(expected.amaxNumber().doubleValue()).isGreaterThan(1e-3);
        INDArray relevance = handedDown(network, data).mul(x);
        assertThat(Fixtures.maxDifference(expected, relevance))
            .isLessThan(1e-9 * expected.amaxNumber().doubleValue());
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void isTheNegatedDerivativeUnderTheGradientRule(
      String name, MultiLayerConfiguration conf, DataSet data) {
    MultiLayerNetwork stock = Fixtures.network(conf);
    INDArray expected = handedDown(stock, data).neg();
    INDArray actual = handedDown(Lfp.gradient().withInputReward().configure(stock), data);
    assertThat(Fixtures.maxDifference(expected, actual))
        .isLessThan(1e-11 * expected.amaxNumber().doubleValue());
  }

  /** Networks without an output layer, whose reward is computed elsewhere. */
  @Test
  void goesDownFromRewardThatIsGivenFromOutside() {
    MultiLayerNetwork stock =
        Fixtures.network(
            features(doubles(), dense(7, Activation.TANH), dense(5, Activation.SIGMOID)));
    INDArray x = blobs(6, DataType.DOUBLE).getFeatures();
    INDArray derivative = Fixtures.normal(DataType.DOUBLE, 8, 6, 5);
    Pair<Gradient, INDArray> expected = backprop(stock, x, derivative);
    Pair<Gradient, INDArray> actual =
        backprop(Lfp.gradient().withInputReward().configure(stock), x, derivative.neg());
    assertThat(Fixtures.maxDifference(expected.getFirst().gradient(), actual.getFirst().gradient()))
        .isLessThan(1e-12);
    assertThat(Fixtures.maxDifference(expected.getSecond().neg(), actual.getSecond()))
        .isLessThan(1e-12);
    INDArray nothing = backprop(Lfp.gradient().configure(stock), x, derivative.neg()).getSecond();
    assertThat(nothing.amaxNumber().doubleValue()).isZero();
  }

  private static Pair<Gradient, INDArray> backprop(
      MultiLayerNetwork network, INDArray x, INDArray epsilon) {
    network.setInput(x);
    network.feedForward(true, false);
    return network.backpropGradient(epsilon, LayerWorkspaceMgr.noWorkspaces());
  }

  /** The index alone does not tell: padding learns nothing, batch normalisation does. */
  @Test
  void isNotHandedDownToLayersThatLearnNothing() {
    MultiLayerConfiguration padded =
        images(
            doubles(),
            new ZeroPaddingLayer(1, 1),
            Fixtures.convolution(3).activation(Activation.RELU).build(),
            output());
    MultiLayerConfiguration normalised =
        images(
            doubles(),
            new BatchNormalization(),
            Fixtures.convolution(3).activation(Activation.RELU).build(),
            output());
    assertThat(areLowest(Lfp.defaults().configure(padded))).containsExactly(true, false);
    assertThat(areLowest(Lfp.defaults().configure(normalised))).containsExactly(false, false);
    DataSet data = pictures(4, DataType.DOUBLE);
    MultiLayerNetwork plain = Fixtures.network(Lfp.defaults().configure(padded));
    MultiLayerNetwork wanted = Fixtures.network(Lfp.defaults().withInputReward().configure(padded));
    wanted.setParams(plain.params());
    assertThat(handedDown(plain, data).amaxNumber().doubleValue()).isZero();
    assertThat(handedDown(wanted, data).amaxNumber().doubleValue()).isPositive();
    INDArray expected = Fixtures.gradient(wanted, data);
    assertThat(Fixtures.maxDifference(expected, Fixtures.gradient(plain, data)))
        .isLessThan(1e-12 * expected.amaxNumber().doubleValue());
  }

  private static List<Boolean> areLowest(MultiLayerConfiguration configuration) {
    return configuration.getConfs().stream()
        .map(NeuralNetConfiguration::getLayer)
        .filter(WeightedConf.class::isInstance)
        .map(layer -> ((WeightedConf) layer).isLowest())
        .toList();
  }
}
