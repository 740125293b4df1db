package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.CHANNELS;
import static io.github.lfp4j.dl4j.Fixtures.SIZE;
import static io.github.lfp4j.dl4j.Fixtures.cnn;
import static io.github.lfp4j.dl4j.Fixtures.convolution;
import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.maxDifference;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static io.github.lfp4j.dl4j.Fixtures.pictures;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.FlatRule;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.PassRule;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import io.github.lfp4j.dl4j.relevance.RelevanceVisitor;
import io.github.lfp4j.dl4j.relevance.Target;
import java.util.Set;
import java.util.TreeSet;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Relevance passes through whole networks: what they conserve, leave alone and accept. */
class RelevancePassTest {

  private static final RelevanceVisitor NOBODY = new RelevanceVisitor() {};

  private static RuleMap epsilon(double epsilon) {
    return RuleMap.all(new EpsilonRule(epsilon));
  }

  private static INDArray run(MultiLayerNetwork network, RuleMap rules, INDArray x) {
    return RelevancePass.of(network, rules).run(x, Target.predicted(), NOBODY);
  }

  /** The logits of a network whose last layer has the identity as activation. */
  private static INDArray largest(MultiLayerNetwork network, INDArray x) {
    return network.output(x).max(1);
  }

  private static OutputLayer logits(boolean bias) {
    return new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
        .nOut(Fixtures.CLASSES)
        .hasBias(bias)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static MultiLayerNetwork withoutBiases() {
    ConvolutionLayer.Builder first = convolution(3).hasBias(false);
    return Fixtures.network(
        Fixtures.images(
            doubles(),
            new ZeroPaddingLayer.Builder(1, 1).build(),
            first.activation(Activation.TANH).build(),
            Fixtures.pool(SubsamplingLayer.PoolingType.MAX),
            convolution(4).hasBias(false).activation(Activation.RELU).build(),
            Fixtures.pool(SubsamplingLayer.PoolingType.AVG),
            new DropoutLayer(0.5),
            new DenseLayer.Builder().nOut(6).hasBias(false).activation(Activation.TANH).build(),
            new DenseLayer.Builder().nOut(6).hasBias(false).build(),
            new ActivationLayer(Activation.RELU),
            logits(false)));
  }

  @Test
  void relevanceIsConservedWithoutBiases() {
    INDArray x = pictures(5, DataType.DOUBLE).getFeatures();
    MultiLayerNetwork network = withoutBiases();
    INDArray expected = largest(network, x);
    assertThat(expected.amaxNumber().doubleValue()).isGreaterThan(1e-3);
    INDArray sums = run(network, epsilon(1e-12), x).sum(1, 2, 3);
    assertThat(maxDifference(sums, expected)).isLessThan(1e-8);
    // What a large stabiliser absorbs is missing.
    INDArray absorbed = run(network, epsilon(0.1), x).sum(1, 2, 3);
    assertThat(maxDifference(absorbed, expected)).isGreaterThan(1e-3);
  }

  @Test
  void relevanceIsConservedAtEveryLayerOnTheWay() {
    INDArray x = pictures(5, DataType.DOUBLE).getFeatures();
    MultiLayerNetwork network = withoutBiases();
    double expected = largest(network, x).sumNumber().doubleValue();
    Set<Integer> visited = new TreeSet<>();
    RelevancePass.of(network, epsilon(1e-12))
        .run(
            x,
            Target.predicted(),
            new RelevanceVisitor() {
              @Override
              public void units(int layer, INDArray activation, INDArray g) {
                visited.add(layer);
                assertThat(activation.mul(g).sumNumber().doubleValue())
                    .as("layer " + layer)
                    .isCloseTo(expected, within(1e-8));
              }
            });
    assertThat(visited).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
  }

  /** Sum in = sum out + what the biases take, {@code b_j q_j} at every layer. */
  @Test
  void biasesAccountForTheDifference() {
    INDArray x = pictures(5, DataType.DOUBLE).getFeatures();
    MultiLayerNetwork network =
        Fixtures.network(
            Fixtures.images(
                doubles(),
                convolution(3).activation(Activation.TANH).build(),
                Fixtures.pool(SubsamplingLayer.PoolingType.AVG),
                dense(6, Activation.RELU),
                logits(true)));
    double[] taken = {0};
    INDArray relevance =
        RelevancePass.of(network, epsilon(1e-12))
            .run(
                x,
                Target.predicted(),
                new RelevanceVisitor() {
                  @Override
                  public void weights(int layer, AffineForward forward, OutputReward reward) {
                    INDArray b = network.getLayer(layer).getParam("b");
                    assertThat(forward.bias()).isEqualTo(b);
                    INDArray q = reward.reward().div(forward.preActivation());
                    int[] others = q.rank() == 4 ? new int[] {0, 2, 3} : new int[] {0};
                    INDArray perUnit = q.sum(others);
                    taken[0] += perUnit.mul(b.reshape(perUnit.shape())).sumNumber().doubleValue();
                  }
                });
    double in = relevance.sumNumber().doubleValue();
    double out = largest(network, x).sumNumber().doubleValue();
    assertThat(Math.abs(taken[0])).isGreaterThan(1e-3);
    assertThat(in + taken[0]).isCloseTo(out, within(1e-7));
  }

  static Set<String> presets() {
    return RuleMap.presets();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void presetsWorkOnStockNetworksAndLeaveThemAlone(String preset) {
    MultiLayerNetwork network = Fixtures.network(cnn(floats()));
    INDArray x = pictures(4, DataType.FLOAT).getFeatures();
    INDArray input = x.dup();
    INDArray parameters = network.params().dup();
    String configuration = network.getLayerWiseConfigurations().toJson();

    RelevancePass pass = RelevancePass.of(network, RuleMap.preset(preset));
    INDArray first = pass.run(x, Target.predicted(), NOBODY).dup();
    assertThat(first.shape()).isEqualTo(x.shape());
    assertThat(first.isNaN().any()).isFalse();
    assertThat(first.isInfinite().any()).isFalse();
    assertThat(first.amaxNumber().doubleValue()).isPositive();
    assertThat(pass.run(x, Target.predicted(), NOBODY)).isEqualTo(first);
    assertThat(run(network, RuleMap.preset(preset), x)).isEqualTo(first);

    assertThat(x).isEqualTo(input);
    assertThat(network.params()).isEqualTo(parameters);
    assertThat(network.getLayerWiseConfigurations().toJson()).isEqualTo(configuration);
    assertThat(run(Lfp.convert(network), RuleMap.preset(preset), x)).isEqualTo(first);
  }

  @Test
  void presetsGiveDifferentRelevance() {
    MultiLayerNetwork network = Fixtures.network(cnn(floats()));
    INDArray x = pictures(4, DataType.FLOAT).getFeatures();
    Set<String> sums = new TreeSet<>();
    for (String preset : presets()) {
      sums.add(run(network, RuleMap.preset(preset), x).toString());
    }
    assertThat(sums).hasSameSizeAs(presets());
  }

  @Test
  void flatImagesGiveTheSameRelevanceAsImages() {
    Layer[] layers = {
      convolution(3).activation(Activation.RELU).build(),
      new BatchNormalization(),
      dense(5, Activation.RELU),
      output()
    };
    MultiLayerNetwork images = Fixtures.network(Fixtures.images(doubles(), layers));
    MultiLayerNetwork flat =
        Fixtures.network(
            Fixtures.configuration(
                doubles(), InputType.convolutionalFlat(SIZE, SIZE, CHANNELS), layers));
    flat.setParams(images.params());
    INDArray x = pictures(4, DataType.DOUBLE).getFeatures();
    for (String preset : presets()) {
      INDArray expected = run(images, RuleMap.preset(preset), x);
      INDArray actual = run(flat, RuleMap.preset(preset), x.reshape(4, CHANNELS * SIZE * SIZE));
      assertThat(actual.shape()).containsExactly(4, CHANNELS * SIZE * SIZE);
      assertThat(maxDifference(actual.reshape(expected.shape()), expected)).isLessThan(1e-12);
    }
  }

  @ParameterizedTest
  @EnumSource(CNN2DFormat.class)
  void bothImageFormatsGiveTheSameRelevance(CNN2DFormat format) {
    MultiLayerNetwork first = Fixtures.network(pooled(CNN2DFormat.NCHW));
    MultiLayerNetwork network = Fixtures.network(pooled(format));
    network.setParams(first.params());
    INDArray x = pictures(4, DataType.DOUBLE).getFeatures();
    INDArray y = pictures(4, DataType.DOUBLE, format).getFeatures();
    for (String preset : presets()) {
      INDArray expected = run(first, RuleMap.preset(preset), x);
      INDArray actual = run(network, RuleMap.preset(preset), y);
      assertThat(actual.shape()).isEqualTo(y.shape());
      INDArray nchw = format == CNN2DFormat.NCHW ? actual : actual.permute(0, 3, 1, 2).dup('c');
      assertThat(maxDifference(nchw, expected)).as(preset).isLessThan(1e-12);
    }
  }

  /** Without flattening, after which the order of the weights would depend on the format. */
  private static MultiLayerConfiguration pooled(CNN2DFormat format) {
    GlobalPoolingLayer.Builder pooling = new GlobalPoolingLayer.Builder(PoolingType.AVG);
    if (format == CNN2DFormat.NHWC) {
      pooling.poolingDimensions(1, 2);
    }
    return Fixtures.configuration(
        doubles(),
        InputType.convolutional(SIZE, SIZE, CHANNELS, format),
        new ConvolutionLayer.Builder(3, 2)
            .nOut(3)
            .dataFormat(format)
            .activation(Activation.TANH)
            .build(),
        new BatchNormalization.Builder().dataFormat(format).build(),
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG, new int[] {2, 2})
            .dataFormat(format)
            .build(),
        pooling.build(),
        output());
  }

  @Test
  void lossLayersGiveTheSameRelevanceAsOutputLayers() {
    MultiLayerNetwork whole =
        Fixtures.network(Fixtures.features(doubles(), dense(5, Activation.RELU), output()));
    MultiLayerNetwork apart =
        Fixtures.network(
            Fixtures.features(
                doubles(),
                dense(5, Activation.RELU),
                dense(Fixtures.CLASSES, Activation.IDENTITY),
                new LossLayer.Builder(LossFunctions.LossFunction.MCXENT)
                    .activation(Activation.SOFTMAX)
                    .build()));
    apart.setParams(whole.params());
    INDArray x = Fixtures.blobs(6, DataType.DOUBLE).getFeatures();
    assertThat(maxDifference(run(apart, epsilon(1e-9), x), run(whole, epsilon(1e-9), x)))
        .isLessThan(1e-8);
  }

  @ParameterizedTest
  @EnumSource(
      value = PoolingType.class,
      names = {"AVG", "SUM", "MAX"})
  void globalPoolingConservesRelevance(PoolingType type) {
    for (boolean collapse : new boolean[] {true, false}) {
      MultiLayerNetwork network =
          Fixtures.network(
              Fixtures.images(
                  doubles(),
                  convolution(3).hasBias(false).activation(Activation.TANH).build(),
                  new GlobalPoolingLayer.Builder(type).collapseDimensions(collapse).build(),
                  logits(false)));
      INDArray x = pictures(4, DataType.DOUBLE).getFeatures();
      INDArray sums = run(network, epsilon(1e-12), x).sum(1, 2, 3);
      assertThat(maxDifference(sums, largest(network, x))).isLessThan(1e-8);
      Fixtures.assertTheoremOne(
          Fixtures.network(
              Fixtures.images(
                  doubles(),
                  convolution(3).activation(Activation.RELU).build(),
                  new GlobalPoolingLayer.Builder(type).collapseDimensions(collapse).build(),
                  output())),
          pictures(4, DataType.DOUBLE),
          1e-6);
    }
  }

  /** Rules for the first layer with weights give R; layers below that layer still need R / a. */
  @Test
  void layersBelowARuleForTheInputPassItsRelevanceOn() {
    MultiLayerNetwork network =
        Fixtures.network(
            Fixtures.features(
                doubles(),
                new BatchNormalization(),
                new ActivationLayer(Activation.TANH),
                dense(5, Activation.RELU),
                output()));
    INDArray x = Fixtures.blobs(6, DataType.DOUBLE).getFeatures();
    RuleMap rules =
        epsilon(1e-9).first(new FlatRule()).type(BatchNormalization.class, new PassRule());
    INDArray actual = run(network, rules, x);
    // The flat rule shares what arrives at a unit equally among its four inputs.
    double[] arrived = new double[6];
    RelevancePass.of(network, rules)
        .run(
            x,
            Target.predicted(),
            new RelevanceVisitor() {
              @Override
              public void units(int layer, INDArray activation, INDArray g) {
                if (layer == 2) {
                  double[] sums = activation.mul(g).sum(1).toDoubleVector();
                  System.arraycopy(sums, 0, arrived, 0, sums.length);
                }
              }
            });
    for (int n = 0; n < 6; n++) {
      for (int i = 0; i < Fixtures.FEATURES; i++) {
        assertThat(actual.getDouble(n, i)).isCloseTo(arrived[n] / Fixtures.FEATURES, within(1e-6));
      }
    }
  }

  /** With one example, feedback of a shift tells the reward at its unit: f = |beta| R / z. */
  @Test
  void feedbackBelowARuleForTheInputComesFromItsReward() {
    MultiLayerNetwork network =
        Lfp.with(epsilon(1e-12).first(new FlatRule()))
            .configure(
                Fixtures.network(
                    Fixtures.images(
                        doubles(),
                        new BatchNormalization.Builder().beta(0.3).build(),
                        new ConvolutionLayer.Builder(SIZE, SIZE)
                            .nOut(4)
                            .activation(Activation.RELU)
                            .build(),
                        output())));
    var data = pictures(1, DataType.DOUBLE);
    INDArray z = network.feedForward(data.getFeatures(), true).get(1);
    Fixtures.gradient(network, data);
    INDArray feedback = network.gradient().getGradientFor("0_beta");
    // Every pixel of every channel gets the same reward R from kernels as large as the image.
    double first = z.get(point(0), point(0)).rdiv(1).sumNumber().doubleValue();
    double second = z.get(point(0), point(1)).rdiv(1).sumNumber().doubleValue();
    assertThat(feedback.getDouble(0)).isNotZero();
    assertThat(feedback.getDouble(0) / first)
        .isCloseTo(
            feedback.getDouble(1) / second, within(1e-6 * Math.abs(feedback.getDouble(0) / first)));
  }

  private static INDArrayIndex point(long index) {
    return NDArrayIndex.point(index);
  }

  @Test
  void labelsChooseTheLogitThatIsExplained() {
    MultiLayerNetwork network =
        Fixtures.network(
            Fixtures.features(
                doubles(),
                new DenseLayer.Builder().nOut(5).hasBias(false).activation(Activation.TANH).build(),
                logits(false)));
    var data = Fixtures.blobs(6, DataType.DOUBLE);
    INDArray sums =
        RelevancePass.of(network, epsilon(1e-12))
            .run(data.getFeatures(), Target.labels(data.getLabels()), NOBODY)
            .sum(1);
    INDArray expected = network.output(data.getFeatures()).mul(data.getLabels()).sum(1);
    assertThat(maxDifference(sums, expected)).isLessThan(1e-8);
  }

  @Test
  void randomSlopesAreTheirMeanInEvaluation() {
    MultiLayerNetwork network =
        Fixtures.network(
            Fixtures.features(
                doubles(),
                new DenseLayer.Builder()
                    .nOut(5)
                    .hasBias(false)
                    .activation(Activation.RRELU)
                    .build(),
                new DenseLayer.Builder().nOut(5).hasBias(false).build(),
                new ActivationLayer(Activation.RRELU),
                logits(false)));
    INDArray x = Fixtures.blobs(6, DataType.DOUBLE).getFeatures();
    assertThat(maxDifference(run(network, epsilon(1e-12), x).sum(1), largest(network, x)))
        .isLessThan(1e-6);
  }

  @Test
  void unsupportedNetworksAreRefused() {
    MultiLayerNetwork network =
        Fixtures.network(
            Fixtures.features(
                floats(), new AutoEncoder.Builder().nOut(5).name("odd").build(), output()));
    assertThatThrownBy(() -> RelevancePass.of(network, epsilon(1e-6)))
        .isInstanceOf(LfpException.class)
        .hasMessageContaining("layer 0 'odd'");
  }
}
