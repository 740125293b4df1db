package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.convolution;
import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.Fixtures.maxDifference;
import static io.github.lfp4j.dl4j.Fixtures.normal;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.ZPlusRule;
import io.github.lfp4j.dl4j.relevance.Canonizer;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import io.github.lfp4j.dl4j.relevance.RelevanceVisitor;
import io.github.lfp4j.dl4j.relevance.Target;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Folded networks compute the same, by weights instead of statistics. */
class CanonizerTest {

  /** Gives statistics, scales and shifts values as after training. */
  private static void train(Map<String, INDArray> parameters) {
    parameters.forEach(
        (key, values) -> {
          if (key.matches(".*_(mean|var|gamma|beta|b|log10stdev)")) {
            values.assign(normal(DataType.DOUBLE, key.hashCode(), values.shape()).muli(0.5));
          }
          if (key.endsWith("_var")) {
            Transforms.abs(values, false).addi(0.2);
          }
        });
  }

  private static MultiLayerConfiguration layers(CNN2DFormat format) {
    return Fixtures.configuration(
        doubles(),
        InputType.convolutional(Fixtures.SIZE, Fixtures.SIZE, Fixtures.CHANNELS, format),
        convolution(3).activation(Activation.IDENTITY).hasBias(false).name("plain").build(),
        new BatchNormalization.Builder().eps(0.01).useLogStd(true).name("logarithm").build(),
        new ActivationLayer(Activation.RELU),
        convolution(4).activation(Activation.IDENTITY).build(),
        new BatchNormalization.Builder(1.3, 0.2, true).build(),
        convolution(2).activation(Activation.TANH).build(),
        new BatchNormalization.Builder().eps(0.02).name("behind tanh").build(),
        new DenseLayer.Builder().nOut(5).activation(Activation.IDENTITY).name("dense").build(),
        new BatchNormalization.Builder().build(),
        new ActivationLayer(Activation.RELU),
        output());
  }

  @ParameterizedTest
  @EnumSource(CNN2DFormat.class)
  void networksPredictTheSame(CNN2DFormat format) {
    MultiLayerNetwork network = Fixtures.network(layers(format));
    train(network.paramTable());
    INDArray x = Fixtures.pictures(5, DataType.DOUBLE, format).getFeatures();
    INDArray before = network.params().dup();
    String json = network.getLayerWiseConfigurations().toJson();
    MultiLayerNetwork folded = Canonizer.foldBatchNorm(network);
    assertThat(maxDifference(network.output(x), folded.output(x))).isLessThan(1e-12);
    assertThat(network.params()).as("not changed").isEqualTo(before);
    assertThat(network.getLayerWiseConfigurations().toJson()).isEqualTo(json);

    // What is behind a folded layer does nothing any more; the rest is as it was.
    for (int norm : new int[] {1, 4, 8}) {
      assertThat(change(folded, norm)).isLessThan(1e-12);
    }
    assertThat(change(folded, 6)).isGreaterThan(0.1);
    assertThat(folded.getParam("6_gamma")).isEqualTo(network.getParam("6_gamma"));
    assertThat(maxDifference(network.getParam("3_W"), folded.getParam("3_W"))).isGreaterThan(0.1);
    assertThat(Canonizer.foldBatchNorm(folded).params())
        .as("once is enough")
        .satisfies(again -> assertThat(maxDifference(again, folded.params())).isLessThan(1e-12));
  }

  /** By how much a normalisation changes what comes in. */
  private static double change(MultiLayerNetwork network, int norm) {
    Layer layer = network.getLayer(norm);
    long channels = ((BatchNormalization) layer.conf().getLayer()).getNOut();
    INDArray in = normal(DataType.DOUBLE, 6, 4, channels);
    LayerWorkspaceMgr memory = LayerWorkspaceMgr.noWorkspaces();
    return maxDifference(in, layer.activate(in.dup(), false, memory));
  }

  @Test
  void graphsPredictTheSame() {
    ComputationGraph graph = GraphFixtures.named("residual blocks").network(doubles());
    train(graph.paramTable());
    INDArray x = Fixtures.pictures(5, DataType.DOUBLE).getFeatures();
    ComputationGraph folded = Canonizer.foldBatchNorm(graph);
    assertThat(maxDifference(graph.outputSingle(x), folded.outputSingle(x))).isLessThan(1e-12);
    for (String norm : new String[] {"stemNorm", "oneNorm1", "oneNorm2", "twoNorm2"}) {
      assertThat(folded.getParam(norm + "_gamma").minNumber().doubleValue()).isEqualTo(1);
      assertThat(folded.getParam(norm + "_mean").amaxNumber().doubleValue()).isZero();
    }
  }

  static Stream<LayerSample> convolutions() {
    return WindowSamples.all().stream()
        .filter(sample -> ConvolutionLayer.class.isAssignableFrom(sample.kind()))
        // DL4J normalises channels of images and of vectors only.
        .filter(sample -> sample.toString().contains("NCHW") || sample.toString().contains("NHWC"));
  }

  /** Behind every kind of convolution that a normalisation can stand behind. */
  @ParameterizedTest
  @MethodSource("convolutions")
  void everyKindOfConvolutionTakesItIn(LayerSample sample) {
    MultiLayerConfiguration plain = sample.configuration(doubles());
    ConvolutionLayer before = (ConvolutionLayer) LayerSample.layer(plain).clone();
    before.setActivationFn(new ActivationIdentity());
    CNN2DFormat format = before.getCnn2dDataFormat();
    MultiLayerNetwork network =
        Fixtures.network(
            Fixtures.configuration(
                doubles(),
                InputType.convolutional(Fixtures.SIZE, Fixtures.SIZE, before.getNIn(), format),
                before,
                new BatchNormalization.Builder().eps(0.01).dataFormat(format).build(),
                output()));
    train(network.paramTable());
    long[] shape =
        format == CNN2DFormat.NCHW
            ? new long[] {4, before.getNIn(), Fixtures.SIZE, Fixtures.SIZE}
            : new long[] {4, Fixtures.SIZE, Fixtures.SIZE, before.getNIn()};
    INDArray x = normal(DataType.DOUBLE, 8, shape);
    MultiLayerNetwork folded = Canonizer.foldBatchNorm(network);
    assertThat(maxDifference(network.output(x), folded.output(x))).isLessThan(1e-12);
    assertThat(change(folded, 1)).isLessThan(1e-12);
    assertThat(maxDifference(network.output(x), network.output(x.mul(0)))).isGreaterThan(1e-3);
  }

  /** A layer whose output somebody else needs too must stay as it is. */
  @Test
  void whatIsSharedIsNotFolded() {
    ComputationGraph graph =
        GraphFixtures.network(
            doubles()
                .graphBuilder()
                .addInputs("x")
                .addLayer("shared", dense(4, Activation.IDENTITY), "x")
                .addLayer("norm", new BatchNormalization(), "shared")
                .addVertex(
                    "both", new org.deeplearning4j.nn.conf.graph.MergeVertex(), "norm", "shared")
                .addLayer("out", output(), "both")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(Fixtures.FEATURES))
                .build());
    train(graph.paramTable());
    assertThat(Canonizer.foldBatchNorm(graph).params()).isEqualTo(graph.params());
  }

  /** Then relevance is what it is in a network that never had a normalisation. */
  @Test
  void relevanceIsThatOfTheFoldedWeights() {
    MultiLayerNetwork network =
        Fixtures.network(
            Fixtures.features(
                doubles(),
                dense(6, Activation.IDENTITY),
                new BatchNormalization(),
                new ActivationLayer(Activation.RELU),
                output()));
    train(network.paramTable());
    MultiLayerNetwork folded = Canonizer.foldBatchNorm(network);
    MultiLayerNetwork without =
        Fixtures.network(Fixtures.features(doubles(), dense(6, Activation.RELU), output()));
    without.setParam("0_W", folded.getParam("0_W"));
    without.setParam("0_b", folded.getParam("0_b"));
    without.setParam("1_W", folded.getParam("3_W"));
    without.setParam("1_b", folded.getParam("3_b"));
    INDArray x = Fixtures.blobs(6, DataType.DOUBLE).getFeatures();
    RuleMap rules = RuleMap.preset("epsilon").first(new ZPlusRule()).last(new EpsilonRule());
    RelevanceVisitor nobody = new RelevanceVisitor() {};
    INDArray expected = RelevancePass.of(without, rules).run(x, Target.predicted(), nobody);
    INDArray actual = RelevancePass.of(folded, rules).run(x, Target.predicted(), nobody);
    double scale = expected.amaxNumber().doubleValue();
    assertThat(maxDifference(expected, actual) / scale).isLessThan(1e-4);
    INDArray unfolded = RelevancePass.of(network, rules).run(x, Target.predicted(), nobody);
    assertThat(maxDifference(expected, unfolded) / scale).isGreaterThan(0.01);
  }
}
