package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.CLASSES;
import static io.github.lfp4j.dl4j.Fixtures.blobs;
import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.images;
import static io.github.lfp4j.dl4j.Fixtures.pictures;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.lfp4j.core.reward.SoftmaxReward;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.conf.LfpActivationLayer;
import io.github.lfp4j.dl4j.conf.LfpDenseLayer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.guava.collect.Sets;
import org.slf4j.LoggerFactory;

/** Networks in which some layers learn by gradient and others by LFP, and the way between both. */
class MixedRulesTest {

  private static final Rule GRADIENT = new GradientRule();
  private static final Rule LFP = new EpsilonRule(1e-11);

  private static DenseLayer dense(String name, int outputs) {
    return new DenseLayer.Builder().nOut(outputs).name(name).activation(Activation.RELU).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
        .nOut(CLASSES)
        .name("out")
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static MultiLayerConfiguration mlp(NeuralNetConfiguration.Builder builder) {
    return Fixtures.features(
        builder, dense("one", 9), dense("two", 8), dense("three", 7), output());
  }

  /** Names of the layers that learn by gradient. */
  static Stream<Set<String>> shares() {
    return Stream.of(
        Set.of(), Set.of("out"), Set.of("one"), Set.of("two", "out"), Set.of("one", "three"));
  }

  private static RuleMap byGradient(Set<String> names, Rule others) {
    RuleMap rules = RuleMap.all(others);
    for (String name : names) {
      rules = rules.named(name, GRADIENT);
    }
    return rules;
  }

  @Test
  void eachLayerLearnsByItsOwnRule() {
    MultiLayerNetwork stock = Fixtures.network(mlp(doubles()));
    assertOwnRules(stock, blobs(12, DataType.DOUBLE), Set.of("one", "two", "three", "out"));
  }

  @Test
  void eachLayerOfAnImageNetworkLearnsByItsOwnRule() {
    MultiLayerNetwork stock =
        Fixtures.network(
            images(
                doubles(),
                Fixtures.convolution(4).name("one").activation(Activation.RELU).build(),
                Fixtures.pool(SubsamplingLayer.PoolingType.MAX),
                Fixtures.convolution(3).name("two").activation(Activation.RELU).build(),
                Fixtures.pool(SubsamplingLayer.PoolingType.AVG),
                dense("three", 6),
                output()));
    assertOwnRules(stock, pictures(6, DataType.DOUBLE), Set.of("one", "three", "out"));
  }

  /** Under ReLU, G is the negated derivative whichever of both rules has handed it down. */
  private static void assertOwnRules(MultiLayerNetwork stock, DataSet data, Set<String> layers) {
    Fixtures.gradient(stock, data);
    Map<String, INDArray> derivatives = new HashMap<>();
    stock.gradient().gradientForVariable().forEach((k, v) -> derivatives.put(k, v.dup()));
    for (Set<String> names : Sets.powerSet(layers)) {
      MultiLayerNetwork mixed = Lfp.with(byGradient(names, LFP)).configure(stock);
      Fixtures.gradient(mixed, data);
      derivatives.forEach(
          (parameter, derivative) -> {
            int layer = Integer.parseInt(parameter.substring(0, parameter.indexOf('_')));
            String name = stock.getLayer(layer).conf().getLayer().getLayerName();
            INDArray expected =
                names.contains(name)
                    ? derivative
                    : derivative.mul(Transforms.abs(stock.getParam(parameter), true));
            double scale = expected.amaxNumber().doubleValue() + 1e-3;
            INDArray actual = mixed.gradient().getGradientFor(parameter);
            assertThat(Fixtures.maxDifference(expected, actual) / scale)
                .as(parameter + " with gradient in " + names)
                .isLessThan(1e-6);
          });
    }
  }

  @ParameterizedTest
  @MethodSource("shares")
  void everyMixtureLearns(Set<String> names) {
    MultiLayerNetwork network =
        Fixtures.network(
            Lfp.with(byGradient(names, new EpsilonRule()))
                .configure(mlp(floats().updater(new Adam(0.02)))));
    DataSet data = blobs(60, DataType.FLOAT);
    assertThat(Fixtures.accuracy(network, data)).isLessThan(0.9);
    Fixtures.fit(network, data, 150);
    assertThat(Fixtures.accuracy(network, data)).isGreaterThan(0.95);
  }

  @Test
  void rewardsAreRefusedWhereTheOutputLearnsByGradient() {
    MultiLayerConfiguration conf = mlp(floats());
    assertRefused(Lfp.gradient(), conf, "layer 3 'out'");
    assertRefused(Lfp.with(RuleMap.all(LFP).last(GRADIENT)), conf, "layer 3 'out'");
    MultiLayerConfiguration lossLayer =
        Fixtures.features(
            floats(),
            dense("one", CLASSES),
            new LossLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .build());
    assertRefused(Lfp.gradient(), lossLayer, "layer 1");
    MultiLayerConfiguration mixed =
        Lfp.with(RuleMap.all(LFP).first(GRADIENT)).reward(new SoftmaxReward()).configure(conf);
    assertThat(mixed.toJson()).contains("GradientRule").contains("SoftmaxReward");
  }

  private static void assertRefused(Lfp options, MultiLayerConfiguration conf, String layer) {
    assertThatThrownBy(() -> options.reward(new SoftmaxReward()).configure(conf))
        .isInstanceOf(LfpException.class)
        .hasMessageStartingWith(layer)
        .hasMessageContaining("leave the reward out");
  }

  private static MultiLayerConfiguration separateActivations() {
    return Fixtures.features(
        floats(),
        Fixtures.dense(8, Activation.IDENTITY),
        new ActivationLayer(Activation.TANH),
        Fixtures.output());
  }

  @Test
  void zeroBiasesStartAtZeroUnderTheGradientRuleAndAreNotWarnedOf() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger("io.github.lfp4j");
    log.start();
    logger.addAppender(log);
    try {
      MultiLayerConfiguration stock = Fixtures.cnn(floats());
      MultiLayerNetwork network = Fixtures.network(Lfp.gradient().configure(stock));
      assertThat(network.params()).isEqualTo(Fixtures.network(stock).params());
      assertThat(network.getParam("0_b").amaxNumber().doubleValue()).isZero();
      assertThat(network.getParam("1_beta").amaxNumber().doubleValue()).isZero();
      Fixtures.fit(network, pictures(6, DataType.FLOAT), 3);
      assertThat(log.list).isEmpty();
      assertThat(network.getParam("1_beta").amaxNumber().doubleValue()).isPositive();
      assertThat(network.getParam("7_b").amaxNumber().doubleValue()).isPositive();
    } finally {
      logger.detachAppender(log);
    }
  }

  @Test
  void onlyLayersThatLearnByLfpDrawBiases() {
    RuleMap rules = byGradient(Set.of("one", "out"), new EpsilonRule());
    MultiLayerNetwork network = Fixtures.network(Lfp.with(rules).configure(mlp(floats())));
    assertThat(network.getParam("0_b").amaxNumber().doubleValue()).isZero();
    assertThat(network.getParam("1_b").aminNumber().doubleValue()).isPositive();
    assertThat(network.getParam("2_b").aminNumber().doubleValue()).isPositive();
    assertThat(network.getParam("3_b").amaxNumber().doubleValue()).isZero();
  }

  @Test
  void fromLfpToGradientAndBack() {
    MultiLayerNetwork lfp = Fixtures.lfp(separateActivations());
    assertThat(lfp.getLayer(1).conf().getLayer()).isExactlyInstanceOf(LfpActivationLayer.class);
    DataSet data = blobs(12, DataType.FLOAT);
    Fixtures.fit(lfp, data, 3);

    MultiLayerNetwork gradient = Lfp.gradient().configure(lfp);
    assertThat(gradient.params()).isEqualTo(lfp.params());
    assertThat(gradient.getLayer(0).conf().getLayer()).isExactlyInstanceOf(LfpDenseLayer.class);
    assertThat(gradient.getLayer(1).conf().getLayer()).isExactlyInstanceOf(ActivationLayer.class);
    MultiLayerNetwork stock = Lfp.toStandard(lfp);
    Training.assertTrainAlike(stock, gradient, Training.batches(data), 0, 20, 1e-4);

    MultiLayerNetwork again = Lfp.convert(gradient);
    assertThat(again.getLayer(1).conf().getLayer()).isExactlyInstanceOf(LfpActivationLayer.class);
    MultiLayerNetwork fromStock = Lfp.convert(stock);
    Training.assertTrainAlike(fromStock, again, Training.batches(data), 0, 20, 1e-3);
  }

  @Test
  void rewardOfAnLfpNetworkIsGoneUnderTheGradientRule() {
    MultiLayerConfiguration lfp =
        Lfp.with(new EpsilonRule()).reward(new SoftmaxReward()).configure(mlp(floats()));
    assertThat(lfp.toJson()).contains("SoftmaxReward");
    assertThat(Lfp.gradient().configure(lfp).toJson()).doesNotContain("SoftmaxReward");
  }
}
