package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static io.github.lfp4j.dl4j.Training.STEPS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.core.rule.ZeroRule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;

/** The fast path trains as the general path does, which takes each step of LFP by itself. */
class GeneralPathTest {

  private static final double EPSILON = 1e-3;
  private static final int EXAMPLES = 16;
  private static final int PIXELS = 7;

  /** The same layers with the activation functions that are known to be fast, or with doubles. */
  private interface Architecture {
    List<Layer> layers(IActivation relu, IActivation identity);
  }

  private static ConvolutionLayer.Builder convolution(int size, int outputs, CNN2DFormat format) {
    return new ConvolutionLayer.Builder(size, size).nOut(outputs).dataFormat(format);
  }

  private static Architecture images(
      int outputs, CNN2DFormat format, UnaryOperator<ConvolutionLayer.Builder> geometry) {
    return (relu, identity) ->
        List.of(
            geometry.apply(convolution(3, outputs, format)).activation(relu).build(),
            new BatchNormalization.Builder().dataFormat(format).beta(0.1).build(),
            geometry.apply(convolution(2, 3, format)).activation(identity).build(),
            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG, new int[] {2, 2})
                .stride(1, 1)
                .dataFormat(format)
                .build(),
            output());
  }

  private static Stream<Arguments> imageNetworks(DataType type) {
    List<Arguments> all = new ArrayList<>();
    UnaryOperator<ConvolutionLayer.Builder> plain = c -> c;
    for (int channels : new int[] {4, 5}) {
      all.add(Arguments.of("from " + channels, type, channels, 4, CNN2DFormat.NCHW, plain));
    }
    UnaryOperator<ConvolutionLayer.Builder> same = c -> c.convolutionMode(ConvolutionMode.Same);
    all.add(Arguments.of("SAME", type, 2, 5, CNN2DFormat.NCHW, same));
    all.add(Arguments.of("SAME last", type, 3, 5, CNN2DFormat.NHWC, same));
    UnaryOperator<ConvolutionLayer.Builder> strided = c -> c.stride(2, 1).padding(1, 1);
    all.add(Arguments.of("strided", type, 2, 4, CNN2DFormat.NCHW, strided));
    UnaryOperator<ConvolutionLayer.Builder> padded = c -> c.padding(1, 0).hasBias(false);
    all.add(Arguments.of("channels last", type, 2, 4, CNN2DFormat.NHWC, padded));
    UnaryOperator<ConvolutionLayer.Builder> dilated = c -> same.apply(c).dilation(2, 2);
    all.add(Arguments.of("dilated", type, 2, 4, CNN2DFormat.NCHW, dilated));
    return all.stream();
  }

  static Stream<Arguments> imageNetworks() {
    return Stream.concat(
        imageNetworks(DataType.DOUBLE),
        imageNetworks(DataType.FLOAT).filter(a -> "SAME".equals(a.get()[0])));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("imageNetworks")
  void convolutionsTrainAlike(
      String name,
      DataType type,
      int channels,
      int outputs,
      CNN2DFormat format,
      UnaryOperator<ConvolutionLayer.Builder> geometry) {
    long[] shape =
        format == CNN2DFormat.NCHW
            ? new long[] {EXAMPLES, channels, PIXELS, PIXELS}
            : new long[] {EXAMPLES, PIXELS, PIXELS, channels};
    DataSet data =
        new DataSet(Fixtures.normal(type, 9, shape), Fixtures.blobs(EXAMPLES, type).getLabels());
    assertTrainAlike(
        images(outputs, format, geometry),
        InputType.convolutional(PIXELS, PIXELS, channels, format),
        type,
        data,
        EPSILON);
  }

  static Stream<Arguments> precisions() {
    return Stream.of(DataType.DOUBLE, DataType.FLOAT)
        .flatMap(type -> Stream.of(1e-6, 0.1).map(epsilon -> Arguments.of(type, epsilon)));
  }

  @ParameterizedTest
  @MethodSource("precisions")
  void denseLayersTrainAlike(DataType type, double epsilon) {
    Architecture dense =
        (relu, identity) ->
            List.of(
                new DenseLayer.Builder().nOut(9).activation(relu).build(),
                new DenseLayer.Builder().nOut(7).hasBias(false).activation(identity).build(),
                new DenseLayer.Builder().nOut(6).dropOut(0.8).activation(relu).build(),
                output());
    assertTrainAlike(
        dense,
        InputType.feedForward(Fixtures.FEATURES),
        type,
        Fixtures.blobs(EXAMPLES, type),
        epsilon);
  }

  private static void assertTrainAlike(
      Architecture architecture, InputType input, DataType type, DataSet data, double epsilon) {
    MultiLayerNetwork fast =
        Fixtures.network(
            Lfp.with(rules(new EpsilonRule(epsilon), epsilon))
                .configure(
                    configuration(
                        input,
                        type,
                        architecture.layers(new ActivationReLU(), new ActivationIdentity()))));
    MultiLayerNetwork general =
        Fixtures.network(
            Lfp.with(rules(new GeneralPath.StepByStep(epsilon), epsilon))
                .withInputReward()
                .configure(
                    configuration(
                        input,
                        type,
                        architecture.layers(
                            new GeneralPath.UnknownReLU(), new GeneralPath.UnknownIdentity()))));
    GeneralPath.tapByTap(general.getLayers());
    INDArray start = fast.params().dup();
    general.setParams(start.dup());
    Training.assertTrainAlike(
        general, fast, Training.batches(data), 0, STEPS, Training.rounding(type));
    Training.assertMoved(start, fast);
  }

  private static RuleMap rules(Rule rule, double epsilon) {
    return RuleMap.all(rule).type(BatchNormalization.class, new EpsilonRule(epsilon));
  }

  private static MultiLayerConfiguration configuration(
      InputType input, DataType type, List<Layer> layers) {
    return Fixtures.configuration(
        floats().dataType(type).updater(new Nesterovs(0.01, 0.5)),
        input,
        layers.toArray(Layer[]::new));
  }

  /** Without a stabiliser, a ReLU that is off has no reward, and no quotient that is undefined. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void epsilonMayBeZero(boolean zeroRule) {
    MultiLayerNetwork stock =
        Fixtures.network(
            Fixtures.mlp(Fixtures.doubles(), org.nd4j.linalg.activations.Activation.RELU));
    DataSet data = Fixtures.blobs(EXAMPLES, DataType.DOUBLE);
    INDArray expected = Fixtures.scaledGradient(stock, data);
    Rule rule = zeroRule ? new ZeroRule() : new EpsilonRule(0);
    MultiLayerNetwork lfp = Lfp.with(rule).configure(stock);
    INDArray actual = Fixtures.gradient(lfp, data);
    assertThat(actual.isNaN().any()).isFalse();
    assertThat(Fixtures.maxDifference(expected, actual)).isLessThan(1e-10);
  }

  @Test
  void tapsAreTheStockConvolution() {
    DataSet data = Fixtures.pictures(3, DataType.DOUBLE);
    MultiLayerNetwork stock = Fixtures.network(Fixtures.cnn(Fixtures.doubles()));
    MultiLayerNetwork taps = Lfp.gradient().configure(stock);
    GeneralPath.tapByTap(taps.getLayers());
    INDArray expected = Fixtures.gradient(stock, data);
    assertThat(Fixtures.maxDifference(expected, Fixtures.gradient(taps, data)))
        .isLessThan(1e-11 * expected.amaxNumber().doubleValue());
  }
}
