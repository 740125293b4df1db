package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.blobs;
import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.Fixtures.features;
import static io.github.lfp4j.dl4j.Fixtures.gradient;
import static io.github.lfp4j.dl4j.Fixtures.maxDifference;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.core.rule.AlphaBetaRule;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.dl4j.noise.GaussianInputNoise;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Dropout, input noise and weight noise while training, and their absence in evaluation. */
class DropoutAndNoiseTest {

  static Stream<IDropout> dropouts() {
    return Stream.of(
        new Dropout(0.6),
        new AlphaDropout(0.7),
        new GaussianDropout(0.3),
        new GaussianNoise(0.1),
        new GaussianInputNoise(0.1));
  }

  private static MultiLayerConfiguration dropped(IDropout dropout) {
    return features(
        doubles(),
        dense(8, Activation.RELU),
        new DenseLayer.Builder()
            .nOut(6)
            .activation(Activation.RELU)
            .dropOut(dropout.clone())
            .build(),
        new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
            .nOut(Fixtures.CLASSES)
            .activation(Activation.SOFTMAX)
            .dropOut(dropout.clone())
            .build());
  }

  @ParameterizedTest
  @MethodSource("dropouts")
  void everyKindOfDropoutTrainsAndIsOffInEvaluation(IDropout dropout) {
    DataSet data = blobs(12, DataType.DOUBLE);
    MultiLayerNetwork network = Fixtures.lfp(dropped(dropout));
    MultiLayerNetwork without = Fixtures.lfp(dropped(new Dropout(1.0)));
    without.setParams(network.params());
    assertThat(network.output(data.getFeatures())).isEqualTo(without.output(data.getFeatures()));
    assertThat(gradient(network, data)).isNotEqualTo(gradient(without, data));
    Fixtures.fit(network, data, 3);
    assertThat(network.params().isNaN().any()).isFalse();
    assertThat(maxDifference(network.params(), without.params())).isPositive();
  }

  @Test
  void spatialDropoutTrains() {
    MultiLayerNetwork network =
        Fixtures.lfp(
            Fixtures.images(
                doubles(),
                Fixtures.convolution(3).activation(Activation.RELU).build(),
                Fixtures.convolution(3)
                    .activation(Activation.RELU)
                    .dropOut(new SpatialDropout(0.5))
                    .build(),
                output()));
    INDArray start = network.params().dup();
    Fixtures.fit(network, Fixtures.pictures(4, DataType.DOUBLE), 2);
    assertThat(network.params().isNaN().any()).isFalse();
    assertThat(network.params()).isNotEqualTo(start);
  }

  /** Dropout of other layers, and as a layer: with the same mask, feedback is |p| dL/dp. */
  @ParameterizedTest
  @MethodSource("masks")
  void theoremOneHoldsForAFixedMask(MultiLayerConfiguration configuration, DataSet data) {
    MultiLayerNetwork stock = Fixtures.network(configuration);
    MultiLayerNetwork lfp = Fixtures.lfp(stock, 1e-11);
    for (int seed = 1; seed <= 3; seed++) {
      INDArray expected = Fixtures.scaledGradient(stock, data, seed);
      INDArray actual = gradient(lfp, data, seed);
      double scale = expected.amaxNumber().doubleValue();
      assertThat(maxDifference(actual, expected) / scale).isLessThan(1e-6);
    }
    assertThat(gradient(stock, data, 1)).as("masks differ").isNotEqualTo(gradient(stock, data, 2));
  }

  static Stream<Arguments> masks() {
    DataSet features = blobs(12, DataType.DOUBLE);
    MultiLayerConfiguration twoLayers =
        features(
            doubles(),
            dense(8, Activation.RELU),
            new DropoutLayer(0.5),
            dense(8, Activation.RELU),
            new DropoutLayer(new Dropout(0.5)),
            output());
    MultiLayerConfiguration channels =
        Fixtures.images(
            doubles(),
            Fixtures.convolution(3).activation(Activation.LEAKYRELU).build(),
            new DropoutLayer(new SpatialDropout(0.6)),
            Fixtures.convolution(3)
                .activation(Activation.RELU)
                .dropOut(new SpatialDropout(0.6))
                .build(),
            output());
    return Stream.of(
        Arguments.of(dropped(new Dropout(0.6)), features),
        Arguments.of(dropped(new GaussianDropout(0.3)), features),
        Arguments.of(dropped(new AlphaDropout(0.7)), features),
        Arguments.of(dropped(new GaussianNoise(0.3)), features),
        Arguments.of(layered(new GaussianDropout(0.3)), features),
        Arguments.of(layered(new AlphaDropout(0.7)), features),
        Arguments.of(layered(new GaussianNoise(0.3)), features),
        Arguments.of(twoLayers, features),
        Arguments.of(channels, Fixtures.pictures(6, DataType.DOUBLE)));
  }

  private static MultiLayerConfiguration layered(IDropout dropout) {
    return features(doubles(), dense(8, Activation.LEAKYRELU), new DropoutLayer(dropout), output());
  }

  /** What multiplies a unit passes all reward on, what is added to it takes a share. */
  @Test
  void rewardIsConservedByFactorsAndSharedWithWhatIsAdded() {
    INDArray a = Fixtures.normal(DataType.DOUBLE, 1, 6, 5, 4);
    INDArray g = Fixtures.normal(DataType.DOUBLE, 2, 6, 5, 4);
    for (IDropout factor :
        new IDropout[] {new Dropout(0.6), new SpatialDropout(0.6), new GaussianDropout(0.3)}) {
      INDArray[] rewards = rewards(factor, a, g);
      assertThat(maxDifference(rewards[0], rewards[1])).as(factor.toString()).isLessThan(1e-12);
    }
    for (IDropout shift : new IDropout[] {new GaussianNoise(0.3), new AlphaDropout(0.7)}) {
      INDArray[] rewards = rewards(shift, a, g);
      assertThat(maxDifference(rewards[0], rewards[1])).as(shift.toString()).isGreaterThan(1e-2);
    }
    // The noise's share is what is missing: R - R_a = noise G.
    INDArray[] rewards = rewards(new GaussianNoise(0.3), a, g);
    INDArray noise = rewards[2].sub(a);
    assertThat(maxDifference(rewards[1].sub(rewards[0]), noise.mul(g))).isLessThan(1e-12);
  }

  /** Reward below and above a dropout layer, and what the layer gives out. */
  private static INDArray[] rewards(IDropout dropout, INDArray a, INDArray g) {
    var layer = new io.github.lfp4j.dl4j.conf.LfpDropoutLayer();
    layer.setIDropout(dropout);
    var conf =
        new org.deeplearning4j.nn.conf.NeuralNetConfiguration.Builder()
            .dataType(DataType.DOUBLE)
            .layer(layer)
            .build();
    Layer instance = layer.instantiate(conf, java.util.List.of(), 0, null, true, DataType.DOUBLE);
    LayerWorkspaceMgr memory = LayerWorkspaceMgr.noWorkspaces();
    INDArray output = instance.activate(a.dup(), true, memory).dup();
    INDArray down = instance.backpropGradient(g.dup(), memory).getSecond();
    return new INDArray[] {down.mul(a), output.mul(g), output};
  }

  /** Networks in which a dropping layer may overwrite the output of each kind of layer below. */
  static Stream<Arguments> overwritten() {
    RuleMap epsilon = RuleMap.all(new EpsilonRule(1e-2));
    DenseLayer drop =
        new DenseLayer.Builder()
            .nOut(5)
            .activation(Activation.RELU)
            .dropOut(new Dropout(0.5))
            .build();
    return Stream.of(
        Arguments.of(
            "dense",
            epsilon,
            Fixtures.images(doubles(), dense(6, Activation.TANH), drop.clone(), output())),
        Arguments.of(
            "dropout layer",
            epsilon,
            Fixtures.images(doubles(), dense(6, Activation.TANH), new DropoutLayer(0.5), output())),
        Arguments.of(
            "convolution",
            epsilon,
            Fixtures.images(
                doubles(),
                Fixtures.convolution(3).activation(Activation.TANH).build(),
                drop.clone(),
                output())),
        Arguments.of(
            "activation",
            epsilon,
            Fixtures.images(
                doubles(),
                Fixtures.convolution(3).activation(Activation.IDENTITY).build(),
                new ActivationLayer(Activation.TANH),
                drop.clone(),
                output())),
        Arguments.of(
            "normalisation",
            epsilon,
            Fixtures.images(
                doubles(),
                Fixtures.convolution(3).build(),
                new BatchNormalization(),
                drop.clone(),
                output())),
        Arguments.of(
            "global pooling",
            epsilon,
            Fixtures.images(
                doubles(),
                Fixtures.convolution(3).activation(Activation.RELU).build(),
                new GlobalPoolingLayer(PoolingType.AVG),
                drop.clone(),
                output())),
        Arguments.of(
            "maximum pooling",
            epsilon,
            Fixtures.images(
                doubles(),
                Fixtures.convolution(3).activation(Activation.RELU).build(),
                Fixtures.pool(SubsamplingLayer.PoolingType.MAX),
                drop.clone(),
                output())),
        Arguments.of(
            "average pooling",
            epsilon.type(SubsamplingLayer.class, new AlphaBetaRule(2, 1)),
            Fixtures.images(
                doubles(),
                Fixtures.convolution(3).activation(Activation.TANH).build(),
                Fixtures.pool(SubsamplingLayer.PoolingType.AVG),
                drop.clone(),
                output())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("overwritten")
  void dropoutInPlaceDoesNotCorruptFeedback(
      String what, RuleMap rules, MultiLayerConfiguration stock) {
    DataSet data = Fixtures.pictures(4, DataType.DOUBLE);
    MultiLayerNetwork network = Fixtures.network(Lfp.with(rules).configure(stock));
    Nd4j.getRandom().setSeed(9);
    INDArray inPlace = gradient(network, data);
    for (Layer layer : network.getLayers()) {
      layer.allowInputModification(false);
    }
    Nd4j.getRandom().setSeed(9);
    INDArray apart = gradient(network, data);
    assertThat(apart.amaxNumber().doubleValue()).isPositive();
    assertThat(maxDifference(inPlace, apart)).as(what).isLessThan(1e-12);
  }

  @Test
  void gaussianInputNoiseHasTheRightStatistics() {
    double sigma = 0.3;
    INDArray a = Nd4j.valueArrayOf(new long[] {100, 200}, 2.0, DataType.DOUBLE);
    Nd4j.getRandom().setSeed(4);
    INDArray noisy =
        new GaussianInputNoise(sigma)
            .applyDropout(a, a.ulike(), 0, 0, LayerWorkspaceMgr.noWorkspaces());
    INDArray noise = noisy.sub(a);
    assertThat(noise.meanNumber().doubleValue()).isCloseTo(0, within(5 * sigma / 141));
    assertThat(noise.stdNumber().doubleValue()).isCloseTo(sigma, within(0.01));
    assertThat(Transforms.abs(noise, true).maxNumber().doubleValue()).isGreaterThan(3 * sigma);
    assertThat(a.maxNumber().doubleValue()).as("the input is left alone").isEqualTo(2);
    double neighbours =
        noise.getColumn(0).mul(noise.getColumn(1)).meanNumber().doubleValue() / (sigma * sigma);
    assertThat(neighbours).as("correlation of units").isCloseTo(0, within(0.4));
  }

  @Test
  void gaussianInputNoisePreservesReward() {
    INDArray a = Fixtures.normal(DataType.DOUBLE, 1, 6, 5);
    a.putScalar(2, 3, 0);
    INDArray g = Fixtures.normal(DataType.DOUBLE, 2, 6, 5);
    for (boolean inPlace : new boolean[] {true, false}) {
      INDArray input = a.dup();
      GaussianInputNoise noise = new GaussianInputNoise(0.5);
      INDArray noisy =
          noise.applyDropout(
              input, inPlace ? input : a.ulike(), 0, 0, LayerWorkspaceMgr.noWorkspaces());
      INDArray rewardAbove = noisy.mul(g);
      INDArray below = noise.backprop(g.dup(), g.dup(), 0, 0);
      INDArray rewardBelow = below.mul(a);
      rewardAbove.putScalar(2, 3, 0); // an input of exactly zero cannot carry reward
      assertThat(maxDifference(rewardBelow, rewardAbove)).isLessThan(1e-12);
      assertThat(below.getDouble(2, 3)).isZero();
      assertThatThrownBy(() -> noise.backprop(g, g, 0, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no forward pass");
    }
  }

  @Test
  void noiseMustHaveAStandardDeviation() {
    assertThatThrownBy(() -> new GaussianInputNoise(-0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-0.1");
    assertThatThrownBy(() -> new GaussianInputNoise(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new GaussianInputNoise(0).getSigma()).isZero();
  }

  @Test
  void weightNoiseActsInTrainingOnly() {
    DataSet data = blobs(12, DataType.DOUBLE);
    MultiLayerConfiguration noisy =
        features(
            doubles().weightNoise(new DropConnect(0.5)),
            dense(8, Activation.RELU),
            dense(6, Activation.RELU),
            output());
    MultiLayerNetwork network = Fixtures.lfp(noisy);
    MultiLayerNetwork plain = Fixtures.lfp(Fixtures.mlp(doubles(), Activation.RELU));
    assertThat(plain.params()).isEqualTo(network.params());
    assertThat(network.output(data.getFeatures())).isEqualTo(plain.output(data.getFeatures()));

    // Each step draws its own weights, one draw for its forward and backward pass.
    MultiLayerNetwork stock = Fixtures.network(noisy);
    stock.setParams(network.params());
    for (int seed = 1; seed <= 3; seed++) {
      INDArray expected = Fixtures.scaledGradient(stock, data, seed);
      MultiLayerNetwork exact = Fixtures.lfp(stock, 1e-11);
      INDArray actual = gradient(exact, data, seed);
      assertThat(maxDifference(actual, expected) / expected.amaxNumber().doubleValue())
          .isLessThan(1e-6);
    }
    assertThat(gradient(network, data, 1)).isNotEqualTo(gradient(network, data, 2));
    INDArray before = network.params().dup();
    Fixtures.fit(network, data, 3);
    assertThat(network.params()).isNotEqualTo(before);
  }
}
