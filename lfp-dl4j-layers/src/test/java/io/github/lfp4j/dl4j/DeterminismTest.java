package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.convolution;
import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Equal seeds and equal numbers of threads give the same parameters, to the last bit. */
class DeterminismTest {

  // Large enough for the native code to share its work out among threads.
  private static final int PIXELS = 20;
  private static final int EXAMPLES = 32;

  private static MultiLayerConfiguration convolutional(int seed) {
    return Fixtures.configuration(
        floats().seed(seed).updater(new Adam(1e-3)),
        InputType.convolutional(PIXELS, PIXELS, 1),
        new ConvolutionLayer.Builder(5, 5).nOut(8).activation(Activation.RELU).build(),
        Fixtures.pool(SubsamplingLayer.PoolingType.MAX),
        convolution(8).activation(Activation.RELU).build(),
        new BatchNormalization(),
        dense(64, Activation.RELU),
        output());
  }

  private static MultiLayerConfiguration withDropout(int seed) {
    return Fixtures.configuration(
        floats().seed(seed).updater(new Adam(1e-3)),
        InputType.convolutionalFlat(PIXELS, PIXELS, 1),
        dense(300, Activation.RELU),
        new DropoutLayer(0.5),
        new DenseLayer.Builder().nOut(200).dropOut(0.8).activation(Activation.TANH).build(),
        output());
  }

  static Stream<Map<Integer, MultiLayerConfiguration>> networks() {
    return Stream.of(
        Map.of(1, convolutional(1), 2, convolutional(2)),
        Map.of(1, withDropout(1), 2, withDropout(2)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void equalSeedsGiveEqualBits(Map<Integer, MultiLayerConfiguration> bySeed) {
    for (Lfp options : new Lfp[] {Lfp.defaults(), Lfp.gradient()}) {
      INDArray once = trained(options, bySeed.get(1), 1);
      Nd4j.rand(3); // whatever was drawn in between
      INDArray twice = trained(options, bySeed.get(1), 1);
      assertThat(once.dataType()).isEqualTo(DataType.FLOAT);
      assertThat(twice.data().asFloat()).isEqualTo(once.data().asFloat());
      assertThat(trained(options, bySeed.get(2), 2)).isNotEqualTo(once);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void masksFollowTheSeedOfTheGenerator(Map<Integer, MultiLayerConfiguration> bySeed) {
    MultiLayerConfiguration conf = bySeed.get(1);
    boolean drops = conf.toJson().contains("LegacyDropout") || conf.toJson().contains(".Dropout\"");
    INDArray one = trained(Lfp.defaults(), conf, 1);
    INDArray other = trained(Lfp.defaults(), conf, 2);
    assertThat(one.equals(other)).isEqualTo(!drops);
  }

  /**
   * @param seed of what is random in training
   */
  private static INDArray trained(Lfp options, MultiLayerConfiguration stock, int seed) {
    MultiLayerNetwork network = Fixtures.network(options.configure(stock));
    INDArray start = network.params().dup();
    DataSet data = data(network);
    Nd4j.getRandom().setSeed(seed);
    Fixtures.fit(network, data, 12);
    assertThat(Fixtures.maxDifference(start, network.params())).isGreaterThan(1e-3);
    return network.params().dup();
  }

  private static DataSet data(MultiLayerNetwork network) {
    INDArray x = Fixtures.normal(DataType.FLOAT, 4, EXAMPLES, 1, PIXELS, PIXELS);
    boolean flat = network.getLayer(0).conf().getLayer() instanceof DenseLayer;
    return new DataSet(
        flat ? x.reshape(EXAMPLES, PIXELS * PIXELS) : x,
        Fixtures.blobs(EXAMPLES, DataType.FLOAT).getLabels());
  }
}
