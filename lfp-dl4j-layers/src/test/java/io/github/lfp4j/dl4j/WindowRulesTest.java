package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.Fixtures.maxDifference;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.rule.AlphaBetaRule;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.FlatRule;
import io.github.lfp4j.core.rule.GammaRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.core.rule.WSquareRule;
import io.github.lfp4j.core.rule.ZBoxRule;
import io.github.lfp4j.core.rule.ZPlusRule;
import io.github.lfp4j.dl4j.conf.LfpConf;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import io.github.lfp4j.dl4j.relevance.RelevanceVisitor;
import io.github.lfp4j.dl4j.relevance.Target;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Rules other than epsilon on all kinds of convolution. */
class WindowRulesTest {

  private static final RelevanceVisitor NOBODY = new RelevanceVisitor() {};

  static Stream<Arguments> presets() {
    return WindowSamples.all().stream()
        .flatMap(sample -> RuleMap.presets().stream().map(name -> Arguments.of(sample, name)));
  }

  @ParameterizedTest
  @MethodSource("presets")
  void presetsWorkOnEveryKind(LayerSample sample, String preset) {
    MultiLayerNetwork stock = sample.stock(doubles());
    DataSet data = sample.batch(4, DataType.DOUBLE);
    INDArray relevance =
        RelevancePass.of(stock, RuleMap.preset(preset))
            .run(data.getFeatures(), Target.predicted(), NOBODY);
    assertThat(relevance.sumNumber().doubleValue()).isFinite();
    assertThat(relevance.amaxNumber().doubleValue()).isPositive();
  }

  /** A preset for convolutions is one for all layers that DL4J derives from them. */
  @ParameterizedTest
  @MethodSource("kinds")
  void everyKindOfConvolutionIsOne(LayerSample sample) {
    MultiLayerConfiguration lfp =
        Lfp.with(RuleMap.preset("epsilon-plus")).configure(sample.configuration(doubles()));
    Layer layer = LayerSample.layer(lfp);
    assertThat(((LfpConf) layer).getRule())
        .isInstanceOf(layer instanceof ConvolutionLayer ? ZPlusRule.class : EpsilonRule.class);
  }

  static Stream<LayerSample> kinds() {
    return WindowSamples.all().stream();
  }

  static Stream<Rule> rules() {
    return Stream.of(
        new EpsilonRule(1e-3),
        new EpsilonRule(1e-3, true),
        new GammaRule(),
        new ZPlusRule(),
        new AlphaBetaRule(2, 1),
        new ZBoxRule(-3, 3),
        new WSquareRule(),
        new FlatRule());
  }

  /** A separable convolution does what a depthwise and a pointwise one do, in this order. */
  @ParameterizedTest
  @MethodSource("rules")
  void aSeparableConvolutionIsTwoLayers(Rule rule) {
    MultiLayerNetwork one =
        network(
            new SeparableConvolution2D.Builder(3, 2)
                .depthMultiplier(2)
                .nOut(4)
                .stride(2, 1)
                .activation(Activation.RELU)
                .build());
    MultiLayerNetwork two =
        network(
            new DepthwiseConvolution2D.Builder(3, 2)
                .depthMultiplier(2)
                .stride(2, 1)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .build(),
            new ConvolutionLayer.Builder(1, 1).nOut(4).activation(Activation.RELU).build());
    two.getParam("0_W").assign(one.getParam("0_W").permute(2, 3, 1, 0));
    two.getParam("1_W").assign(one.getParam("0_pW"));
    two.getParam("1_b").assign(one.getParam("0_b"));
    two.getParam("2_W").assign(one.getParam("1_W"));
    two.getParam("2_b").assign(one.getParam("1_b"));
    boolean total = rule.form() == Rule.Form.TOTAL;
    Rule others = total ? new EpsilonRule(rule.stabilizer().epsilon()) : rule;
    RuleMap rules = RuleMap.all(others).first(rule).last(new EpsilonRule());
    INDArray x = Fixtures.pictures(4, DataType.DOUBLE).getFeatures();

    INDArray expected = RelevancePass.of(two, rules).run(x, Target.predicted(), NOBODY);
    INDArray actual = RelevancePass.of(one, rules).run(x, Target.predicted(), NOBODY);
    double scale = expected.amaxNumber().doubleValue();
    assertThat(maxDifference(expected, actual) / scale).isLessThan(1e-9);
  }

  private static MultiLayerNetwork network(Layer... convolutions) {
    Layer[] all = Stream.concat(Stream.of(convolutions), Stream.of(output())).toArray(Layer[]::new);
    Nd4j.getRandom().setSeed(5);
    return Fixtures.network(
        Fixtures.configuration(
            doubles(),
            InputType.convolutional(
                Fixtures.SIZE, Fixtures.SIZE, Fixtures.CHANNELS, CNN2DFormat.NCHW),
            all));
  }
}
