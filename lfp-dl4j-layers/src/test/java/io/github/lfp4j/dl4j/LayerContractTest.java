package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.Fixtures.fit;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.maxDifference;
import static io.github.lfp4j.dl4j.Fixtures.network;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.core.reward.SoftmaxReward;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.dl4j.convert.LayerRegistry;
import io.github.lfp4j.dl4j.convert.LayerSupport;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import io.github.lfp4j.dl4j.relevance.RelevanceVisitor;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * What every layer of {@link LayerRegistry} has to pass, on the networks of {@link LayerSamples}: a
 * kind without a sample, or without an oracle for its feedback, is a failure.
 */
class LayerContractTest {

  private static final double FLOAT_TOLERANCE = 1e-6;
  private static final int EXAMPLES = 5;
  private static final int STEPS = 5;

  static Collection<LayerSample> samples() {
    return LayerSamples.all();
  }

  static Stream<LayerSample> ruledByTheorem() {
    return samples().stream().filter(sample -> sample.oracle().theoremOne());
  }

  static Stream<LayerSample> withRightStockGradient() {
    return samples().stream().filter(sample -> !sample.oracle().numeric());
  }

  static Stream<LayerSupport<?>> kinds() {
    return LayerRegistry.all().stream().filter(support -> !support.hasNoRule());
  }

  static Stream<LayerSupport<?>> kindsWithoutRule() {
    return LayerRegistry.all().stream().filter(LayerSupport::hasNoRule);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKindHasAnOracle(LayerSupport<?> support) {
    List<LayerSample> own =
        samples().stream().filter(sample -> sample.kind().equals(support.stock())).toList();
    assertThat(own).as("samples of " + support.stock()).isNotEmpty();
    assertThat(own).as("oracles of " + support.stock()).anyMatch(s -> s.oracle().isReal());
    for (LayerSample sample : own) {
      assertThat(LayerSample.layer(sample.configuration(floats())).getClass())
          .as(sample.toString())
          .isEqualTo(support.stock());
      Class<?> twin = sample.oracle().twin();
      if (twin != null) {
        assertThat(twin.getDeclaredMethods())
            .as("tests of " + twin)
            .anyMatch(
                method ->
                    method.isAnnotationPresent(Test.class)
                        || method.isAnnotationPresent(ParameterizedTest.class));
      }
    }
  }

  @Test
  void samplesAreOfKnownKinds() {
    Set<Class<?>> known = kinds().map(LayerSupport::stock).collect(Collectors.toSet());
    assertThat(samples()).allMatch(sample -> known.contains(sample.kind()));
  }

  /** The kinds that have no rule say why, and what to do. */
  @ParameterizedTest
  @MethodSource("kindsWithoutRule")
  void kindsWithoutRuleSayWhatToDoInstead(LayerSupport<?> support) {
    assertThat(support.note()).contains("; use ").doesNotEndWith(".");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void configurationsSurviveTheWayThereAndBack(LayerSample sample) {
    MultiLayerConfiguration stock = sample.configuration(floats());
    String before = stock.toJson();
    MultiLayerConfiguration lfp =
        Lfp.with(new EpsilonRule(1e-4)).reward(new SoftmaxReward()).configure(stock);
    Layer converted = LayerSample.layer(lfp);
    assertThat(converted.getClass())
        .isEqualTo(LayerRegistry.find(LayerSample.layer(stock)).orElseThrow().lfp());
    assertThat(stock.toJson()).as("the source is not changed").isEqualTo(before);

    MultiLayerConfiguration back = Lfp.toStandard(lfp);
    assertThat(back).isEqualTo(stock);
    assertThat(back.toJson()).isEqualTo(before).doesNotContain("lfp4j");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void trainedNetworksPredictTheSame(LayerSample sample) {
    DataSet data = sample.batch(EXAMPLES, DataType.FLOAT);
    MultiLayerNetwork network = sample.stock(floats());
    fit(network, data, 3);
    INDArray expected = output(network, data);
    assertThat(expected.isNaN().any()).isFalse();

    MultiLayerNetwork lfp = Lfp.convert(network);
    assertThat(lfp.params()).isEqualTo(network.params());
    assertThat(lfp.params()).as("a copy").isNotSameAs(network.params());
    assertThat(maxDifference(output(lfp, data), expected)).isLessThan(FLOAT_TOLERANCE);
    MultiLayerNetwork back = Lfp.toStandard(lfp);
    assertThat(back.params()).isEqualTo(network.params());
    assertThat(output(back, data)).isEqualTo(expected);
  }

  private static INDArray output(MultiLayerNetwork network, DataSet data) {
    return network.output(
        data.getFeatures(), false, data.getFeaturesMaskArray(), data.getLabelsMaskArray());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void jsonAndYamlKeepWhatIsLearned(LayerSample sample) {
    MultiLayerConfiguration lfp =
        Lfp.with(new EpsilonRule(1e-4)).configure(sample.configuration(floats()));
    MultiLayerConfiguration json = MultiLayerConfiguration.fromJson(lfp.toJson());
    MultiLayerConfiguration yaml = MultiLayerConfiguration.fromYaml(lfp.toYaml());
    assertThat(json).isEqualTo(lfp);
    assertThat(yaml).isEqualTo(lfp);
    assertThat(json.toJson()).isEqualTo(lfp.toJson());
    DataSet data = sample.batch(EXAMPLES, DataType.FLOAT);
    assertThat(trained(network(json), data)).isEqualTo(trained(network(lfp.clone()), data));
  }

  /** DL4J refuses arrays that are used outside the workspace they were made in. */
  @ParameterizedTest
  @MethodSource("samples")
  void learnsTheSameInWorkspacesAndOutside(LayerSample sample) {
    DataSet data = sample.batch(EXAMPLES, DataType.FLOAT);
    INDArray[] after =
        Arrays.stream(new WorkspaceMode[] {WorkspaceMode.ENABLED, WorkspaceMode.NONE})
            .map(
                mode -> {
                  NeuralNetConfiguration.Builder builder =
                      floats()
                          .updater(new Sgd(0.01))
                          .trainingWorkspaceMode(mode)
                          .inferenceWorkspaceMode(mode);
                  MultiLayerNetwork lfp = Fixtures.lfp(sample.configuration(builder));
                  INDArray before = lfp.params().dup();
                  INDArray trained = trained(lfp, data);
                  assertThat(trained.sumNumber().doubleValue()).isFinite();
                  assertThat(maxDifference(before, trained)).as("learned").isGreaterThan(1e-6);
                  INDArray predicted = output(lfp, data);
                  assertThat(predicted.isAttached()).isFalse();
                  return Nd4j.concat(0, trained.ravel(), predicted.ravel());
                })
            .toArray(INDArray[]::new);
    assertThat(maxDifference(after[0], after[1])).isLessThan(FLOAT_TOLERANCE);
  }

  /** Parameters after some steps. */
  private static INDArray trained(MultiLayerNetwork network, DataSet data) {
    for (int step = 1; step <= STEPS; step++) {
      Nd4j.getRandom().setSeed(step);
      network.fit(data);
    }
    return network.params().dup();
  }

  @ParameterizedTest
  @MethodSource("ruledByTheorem")
  void theoremOneHolds(LayerSample sample) {
    MultiLayerNetwork stock = sample.stock(doubles());
    DataSet data = sample.batch(EXAMPLES, DataType.DOUBLE);
    Fixtures.assertTheoremOne(stock, data, 1e-5);
  }

  /** The gradient rule is DL4J's own training. */
  @ParameterizedTest
  @MethodSource("withRightStockGradient")
  void theGradientRuleLearnsAsStockLayersDo(LayerSample sample) {
    MultiLayerNetwork stock = sample.stock(doubles());
    MultiLayerNetwork fast = Lfp.gradient().configure(stock);
    List<DataSet> batches = List.of(sample.batch(EXAMPLES, DataType.DOUBLE));
    Training.assertTrainAlike(stock, fast, batches, 0, STEPS, Training.rounding(DataType.DOUBLE));
  }

  /** Relevance that starts at the logits comes down to the input. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void relevanceComesToTheInput(DataType type) {
    for (LayerSample sample : samples()) {
      MultiLayerNetwork stock = sample.stock(floats().dataType(type));
      INDArray input = sample.batch(EXAMPLES, type).getFeatures();
      INDArray relevance =
          RelevancePass.of(stock, RuleMap.all(new EpsilonRule(1e-4)))
              .run(input, INDArray::dup, new RelevanceVisitor() {});
      assertThat(relevance.shape()).as(sample.toString()).isEqualTo(input.shape());
      assertThat(relevance.amaxNumber().doubleValue()).as(sample.toString()).isPositive();
      assertThat(relevance.sumNumber().doubleValue()).as(sample.toString()).isFinite();
    }
  }

  @Test
  void refusalsNameLayerAndIndex() {
    MultiLayerConfiguration stock =
        Fixtures.features(
            floats(),
            Fixtures.dense(4, Activation.RELU),
            new AutoEncoder.Builder().nOut(3).name("odd one").build(),
            Fixtures.output());
    assertThatThrownBy(() -> Lfp.defaults().configure(stock))
        .isInstanceOf(LfpException.class)
        .hasMessageStartingWith("layer 1 'odd one' (AutoEncoder): ");
  }
}
