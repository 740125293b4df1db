package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.accuracy;
import static io.github.lfp4j.dl4j.Fixtures.blobs;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.dl4j.activation.ActivationHeaviside;
import io.github.lfp4j.dl4j.noise.GaussianInputNoise;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;

/** LFP learns, also where a gradient cannot. */
class LearningTest {

  private static final DataSet DATA = blobs(120, DataType.FLOAT);

  static Stream<IActivation> activations() {
    return Stream.of(
        Activation.RELU.getActivationFunction(),
        Activation.TANH.getActivationFunction(),
        new ActivationHeaviside());
  }

  private static MultiLayerConfiguration configuration(IActivation activation) {
    return Fixtures.features(settings(), hidden(activation), hidden(activation), output());
  }

  private static NeuralNetConfiguration.Builder settings() {
    return floats()
        .updater(new Nesterovs(0.1, 0.9))
        .gradientNormalization(GradientNormalization.ClipL2PerLayer)
        .gradientNormalizationThreshold(3.0);
  }

  private static DenseLayer hidden(IActivation activation) {
    DenseLayer.Builder layer = new DenseLayer.Builder().nOut(24).activation(activation);
    return activation instanceof ActivationHeaviside
        ? layer.dropOut(new GaussianInputNoise(0.1)).build()
        : layer.build();
  }

  @ParameterizedTest
  @MethodSource("activations")
  void separatesThreeClouds(IActivation activation) {
    MultiLayerNetwork network = Fixtures.lfp(configuration(activation));
    assertThat(accuracy(network, DATA)).as("before").isLessThan(0.9);
    Fixtures.fit(network, DATA, 100);
    assertThat(accuracy(network, DATA)).isGreaterThan(0.95);
  }

  @Test
  void hiddenStepUnitsLearnByFeedbackButNotByGradient() {
    MultiLayerConfiguration stock = configuration(new ActivationHeaviside());
    MultiLayerNetwork gradient = Fixtures.network(stock.clone());
    MultiLayerNetwork lfp = Fixtures.lfp(stock);
    INDArray gradientStart = gradient.params().dup();
    INDArray lfpStart = lfp.params().dup();
    Fixtures.fit(gradient, DATA, 20);
    Fixtures.fit(lfp, DATA, 20);
    for (String hidden : List.of("0_W", "1_W")) {
      assertThat(gradient.getParam(hidden)).isEqualTo(part(gradient, gradientStart, hidden));
      assertThat(lfp.getParam(hidden)).isNotEqualTo(part(lfp, lfpStart, hidden));
    }
  }

  /** Step units that all start on the same side of the data tell nothing apart until they move. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void plainGradientFailsWhereHiddenStepsMustBeLearned(long seed) {
    MultiLayerConfiguration stock =
        Fixtures.features(
            settings().seed(seed),
            new DenseLayer.Builder()
                .nOut(24)
                .biasInit(2)
                .activation(new ActivationHeaviside())
                .dropOut(new GaussianInputNoise(0.1))
                .build(),
            output());
    MultiLayerNetwork lfp = Fixtures.lfp(stock);
    MultiLayerNetwork gradient = Fixtures.network(stock.clone());
    gradient.setParams(lfp.params());
    Fixtures.fit(gradient, DATA, 100);
    Fixtures.fit(lfp, DATA, 100);
    assertThat(accuracy(gradient, DATA)).isLessThan(0.6);
    assertThat(accuracy(lfp, DATA)).isGreaterThan(0.95);
  }

  private static INDArray part(MultiLayerNetwork network, INDArray params, String name) {
    MultiLayerNetwork copy = network.clone();
    copy.setParams(params);
    return copy.getParam(name);
  }
}
