package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.convolution;
import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.features;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.images;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.FlatRule;
import io.github.lfp4j.core.rule.GammaRule;
import io.github.lfp4j.core.rule.PassRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.core.rule.WSquareRule;
import io.github.lfp4j.core.rule.ZBoxRule;
import io.github.lfp4j.dl4j.activation.ActivationHeaviside;
import io.github.lfp4j.dl4j.noise.GaussianInputNoise;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** What LFP cannot do is refused before training, with one sentence that names the layer. */
class RefusalTest {

  static Stream<Arguments> unsupported() {
    return Stream.of(
        Arguments.of(
            new LocallyConnected2D.Builder()
                .kernelSize(2, 2)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build(),
            "SOFTMAX"),
        Arguments.of(
            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG, new int[] {2, 2})
                .dilation(2, 1)
                .build(),
            "ignores the dilation"),
        Arguments.of(
            new SpaceToDepthLayer.Builder<>(2).dropOut(0.5).build(), "put a DropoutLayer before"));
  }

  @ParameterizedTest
  @MethodSource("unsupported")
  void unsupportedLayersAreRefusedByName(Layer layer, String reason) {
    layer.setLayerName("odd one");
    MultiLayerConfiguration stock = images(floats(), convolution(3).build(), layer, output());
    assertThatThrownBy(() -> Lfp.defaults().configure(stock))
        .isInstanceOf(LfpException.class)
        .hasMessageStartingWith("layer 1 'odd one' (" + layer.getClass().getSimpleName() + "): ")
        .hasMessageContaining(reason);
    assertThatThrownBy(() -> Lfp.convert(Fixtures.network(stock)))
        .isInstanceOf(LfpException.class)
        .hasMessageContaining("'odd one'");
  }

  static Stream<Arguments> whatDeeplearning4jDoesNotCompute() {
    return Stream.of(
        Arguments.of(
            WeightlessFixtures.images(
                floats(),
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.SUM, new int[] {2, 2})
                    .build(),
                CNN2DFormat.NCHW),
            "no sums over windows"),
        Arguments.of(
            WeightlessFixtures.series(
                floats(),
                new Subsampling1DLayer.Builder(SubsamplingLayer.PoolingType.MAX, 3, 1, 1).build(),
                RNNFormat.NCW),
            "fails with padding"),
        Arguments.of(
            WeightlessFixtures.volumes(
                floats(),
                new Subsampling3DLayer.Builder(PoolingType.PNORM, new int[] {1, 1, 1})
                    .stride(1, 1, 1)
                    .build(),
                WeightlessFixtures.VOLUME,
                Convolution3D.DataFormat.NCDHW),
            "an average for pooling type PNORM"),
        Arguments.of(
            WeightlessFixtures.series(
                floats(), new Upsampling1D.Builder(2).dropOut(0.5).build(), RNNFormat.NCW),
            "put a DropoutLayer before it"));
  }

  @ParameterizedTest
  @MethodSource("whatDeeplearning4jDoesNotCompute")
  void settingsThatDeeplearning4jDoesNotComputeAreRefused(
      MultiLayerConfiguration stock, String reason) {
    assertThatThrownBy(() -> Lfp.defaults().configure(stock))
        .isInstanceOf(LfpException.class)
        .hasMessageStartingWith("layer 1 ")
        .hasMessageContaining(reason);
  }

  @Test
  void whatIsWrappedIsRefusedByItsOwnKind() {
    MultiLayerConfiguration stock =
        features(
            floats(),
            dense(5, Activation.RELU),
            new FrozenLayer(new AutoEncoder.Builder().nOut(4).build()),
            output());
    assertThatThrownBy(() -> Lfp.defaults().configure(stock))
        .isInstanceOf(LfpException.class)
        .hasMessageStartingWith("layer 1")
        .hasMessageContaining("(AutoEncoder): ");
  }

  @Test
  void layersWithoutRuleAreRefused() {
    RuleMap incomplete = RuleMap.none().type(DenseLayer.class, new EpsilonRule());
    MultiLayerConfiguration stock =
        features(
            floats(),
            dense(5, Activation.RELU),
            new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .name("classes")
                .build());
    assertThatThrownBy(() -> Lfp.with(incomplete).configure(stock))
        .isInstanceOf(LfpException.class)
        .hasMessageStartingWith("layer 1 'classes' (OutputLayer): no rule was given");
    assertThat(Lfp.with(incomplete.last(new EpsilonRule())).configure(stock)).isNotNull();
    assertThat(Lfp.with(incomplete.named("classes", new EpsilonRule())).configure(stock))
        .isNotNull();
  }

  static Stream<Rule> totalRules() {
    return Stream.of(new FlatRule(), new WSquareRule(), new ZBoxRule(0, 1), new PassRule());
  }

  @ParameterizedTest
  @MethodSource("totalRules")
  void rulesForTheInputAreRefusedFurtherUp(Rule rule) {
    MultiLayerConfiguration stock =
        images(
            floats(),
            convolution(3).build(),
            Fixtures.pool(SubsamplingLayer.PoolingType.AVG),
            dense(5, Activation.RELU),
            output());
    RuleMap epsilon = RuleMap.all(new EpsilonRule());
    assertThat(Lfp.with(epsilon.first(rule)).configure(stock)).isNotNull();
    assertThatThrownBy(() -> Lfp.with(epsilon.type(DenseLayer.class, rule)).configure(stock))
        .isInstanceOf(LfpException.class)
        .hasMessageStartingWith("layer 2 ")
        .hasMessageContaining("first layer");
    assertThatThrownBy(() -> Lfp.with(epsilon.last(rule)).configure(stock))
        .isInstanceOf(LfpException.class)
        .hasMessageStartingWith("layer 3 ");
    assertThatThrownBy(() -> Lfp.with(epsilon.type(SubsamplingLayer.class, rule)).configure(stock))
        .isInstanceOf(LfpException.class)
        .hasMessageStartingWith("layer 1 ");
  }

  @Test
  void normalisationAndGlobalPoolingRefuseRulesThatNeedWeights() {
    MultiLayerConfiguration stock =
        images(
            floats(),
            convolution(3).build(),
            new BatchNormalization(),
            new GlobalPoolingLayer(PoolingType.AVG),
            output());
    RuleMap epsilon = RuleMap.all(new EpsilonRule());
    assertThatThrownBy(
            () ->
                Lfp.with(epsilon.type(BatchNormalization.class, new GammaRule())).configure(stock))
        .isInstanceOf(LfpException.class)
        .hasMessageStartingWith("layer 1 ");
    assertThatThrownBy(
            () ->
                Lfp.with(epsilon.type(GlobalPoolingLayer.class, new GammaRule())).configure(stock))
        .isInstanceOf(LfpException.class)
        .hasMessageStartingWith("layer 2 ");
    assertThat(Lfp.with(epsilon.type(BatchNormalization.class, new PassRule())).configure(stock))
        .isNotNull();
  }

  @Test
  void rulesForLayersThatDoNotExistAreRefused() {
    MultiLayerConfiguration stock = features(floats(), dense(5, Activation.RELU), output());
    RuleMap typo = RuleMap.all(new EpsilonRule()).named("fc22", new GammaRule());
    assertThatThrownBy(() -> Lfp.with(typo).configure(stock))
        .isInstanceOf(LfpException.class)
        .hasMessageContaining("'fc22'");
  }

  @Test
  void unknownPresetsAreRefusedWithTheList() {
    assertThatThrownBy(() -> RuleMap.preset("epsilom"))
        .isInstanceOf(LfpException.class)
        .hasMessageContaining("'epsilom'")
        .hasMessageContaining("epsilon-gamma-box");
  }

  @Test
  void whatStockLayersCannotExpressHasNoStandardForm() {
    MultiLayerConfiguration step =
        features(
            floats(),
            new DenseLayer.Builder().nOut(5).activation(new ActivationHeaviside()).build(),
            output());
    assertThatThrownBy(() -> Lfp.toStandard(Lfp.defaults().configure(step)))
        .isInstanceOf(LfpException.class)
        .hasMessageStartingWith("layer 0 ")
        .hasMessageContaining("only in this plugin");
    MultiLayerConfiguration noise =
        features(
            floats(),
            dense(5, Activation.RELU),
            new DenseLayer.Builder().nOut(5).dropOut(new GaussianInputNoise(0.1)).build(),
            output());
    assertThatThrownBy(() -> Lfp.toStandard(Lfp.defaults().configure(noise)))
        .isInstanceOf(LfpException.class)
        .hasMessageStartingWith("layer 1 ");
  }

  @Test
  void inputsOfTheWrongShapeAreRefusedNamingTheLayer() {
    var network = Fixtures.lfp(features(floats(), dense(5, Activation.RELU), output()));
    assertThatThrownBy(() -> network.output(Fixtures.normal(DataType.FLOAT, 1, 2, 7)))
        .hasMessageContaining("nIn=4")
        .hasMessageContaining("layer index: 0");
  }
}
