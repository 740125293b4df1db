package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.CHANNELS;
import static io.github.lfp4j.dl4j.Fixtures.SIZE;
import static io.github.lfp4j.dl4j.Fixtures.convolution;
import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.Fixtures.fit;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.images;
import static io.github.lfp4j.dl4j.Fixtures.maxDifference;
import static io.github.lfp4j.dl4j.Fixtures.network;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static io.github.lfp4j.dl4j.Fixtures.pictures;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.dl4j.conf.HiddenConf;
import io.github.lfp4j.dl4j.conf.LfpDenseLayer;
import io.github.lfp4j.dl4j.conf.LfpOutputLayer;
import io.github.lfp4j.dl4j.layer.AffineLayer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.listeners.CollectScoresIterationListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Stock to LFP and back: the same configuration, parameters, state and predictions. */
class ConversionTest {

  private static final double FLOAT_TOLERANCE = 1e-6;

  private static Layer conv() {
    return convolution(3).activation(Activation.RELU).build();
  }

  /** After training: the same outputs and parameters, there and back. */
  private static void assertPredictsTheSame(MultiLayerConfiguration stock, DataSet data) {
    MultiLayerNetwork network = network(stock.clone());
    fit(network, data, 3);
    INDArray expected = network.output(data.getFeatures());
    assertThat(expected.isNaN().any()).isFalse();

    MultiLayerNetwork lfp = Lfp.convert(network);
    assertThat(lfp.params()).isEqualTo(network.params());
    assertThat(lfp.params()).as("a copy").isNotSameAs(network.params());
    assertThat(maxDifference(lfp.output(data.getFeatures()), expected)).isLessThan(FLOAT_TOLERANCE);
    MultiLayerNetwork back = Lfp.toStandard(lfp);
    assertThat(back.params()).isEqualTo(network.params());
    assertThat(back.output(data.getFeatures())).isEqualTo(expected);
  }

  static Stream<Arguments> convolutions() {
    return Stream.of(CNN2DFormat.values())
        .flatMap(
            format ->
                Stream.of(ConvolutionMode.Same, ConvolutionMode.Truncate, ConvolutionMode.Strict)
                    .flatMap(
                        mode ->
                            Stream.of(1, 2)
                                .flatMap(
                                    dilation ->
                                        Stream.of(true, false)
                                            .map(
                                                bias ->
                                                    Arguments.of(format, mode, dilation, bias)))));
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void convolutionsAgreeInEveryGeometry(
      CNN2DFormat format, ConvolutionMode mode, int dilation, boolean bias) {
    Layer[] layers = {
      new ConvolutionLayer.Builder(3, 3)
          .nOut(4)
          .stride(2, 2)
          .padding(mode == ConvolutionMode.Same ? 0 : 1, 0)
          .dilation(dilation, dilation)
          .hasBias(bias)
          .dataFormat(format)
          .convolutionMode(mode)
          .activation(Activation.RELU)
          .build(),
      new BatchNormalization.Builder().dataFormat(format).build(),
      new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG, new int[] {2, 2})
          .stride(1, 1)
          .padding(mode == ConvolutionMode.Same ? 0 : 1, 0)
          .convolutionMode(mode)
          .dataFormat(format)
          .build(),
      output()
    };
    InputType type = InputType.convolutional(SIZE, SIZE, CHANNELS, format);
    assertPredictsTheSame(
        Fixtures.configuration(floats(), type, layers), pictures(3, DataType.FLOAT, format));
    MultiLayerNetwork stock = network(Fixtures.configuration(doubles(), type, layers));
    Fixtures.assertTheoremOne(stock, pictures(3, DataType.DOUBLE, format), 1e-6);
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void everyActivationPredictsTheSame(Activation activation) {
    DataSet data = Fixtures.blobs(9, DataType.FLOAT);
    // The cube explodes at larger rates.
    Sgd slow = new Sgd(1e-3);
    assertPredictsTheSame(Fixtures.mlp(floats().updater(slow), activation), data);
    assertPredictsTheSame(
        Fixtures.features(
            floats().updater(slow),
            dense(6, Activation.IDENTITY),
            new ActivationLayer(activation),
            output()),
        data);
    if (activation != Activation.SOFTMAX) { // over channels it is not defined alike in all formats
      assertPredictsTheSame(
          images(floats().updater(slow), convolution(3).activation(activation).build(), output()),
          pictures(3, DataType.FLOAT));
    }
  }

  @Test
  void flatImagesAgree() {
    MultiLayerConfiguration stock =
        Fixtures.configuration(
            floats(), InputType.convolutionalFlat(SIZE, SIZE, CHANNELS), conv(), output());
    DataSet data = pictures(3, DataType.FLOAT);
    assertPredictsTheSame(
        stock,
        new DataSet(data.getFeatures().reshape(3, CHANNELS * SIZE * SIZE).dup(), data.getLabels()));
  }

  @Test
  void trainingStateIsCarriedOver() {
    DataSet data = Fixtures.blobs(12, DataType.FLOAT);
    MultiLayerNetwork stock =
        network(Fixtures.mlp(floats().updater(new Adam(0.01)), Activation.TANH));
    CollectScoresIterationListener listener = new CollectScoresIterationListener(1);
    stock.setListeners(listener);
    fit(stock, data, 4);
    stock.incrementEpochCount();

    MultiLayerNetwork lfp = Lfp.convert(stock);
    assertThat(lfp.getIterationCount()).isEqualTo(4);
    assertThat(lfp.getEpochCount()).isEqualTo(stock.getEpochCount()).isPositive();
    assertThat(lfp.getListeners()).containsExactly(listener);
    INDArray state = stock.getUpdater().getStateViewArray();
    assertThat(lfp.getUpdater().getStateViewArray()).isEqualTo(state).isNotSameAs(state);

    // Adam's steps depend on its moments and on the iteration: both must have survived.
    MultiLayerNetwork back = Lfp.toStandard(lfp);
    fit(stock, data, 3);
    fit(back, data, 3);
    assertThat(back.params()).isEqualTo(stock.params());
    assertThat(lfp.getIterationCount()).as("copies are independent").isEqualTo(4);
    assertThat(lfp.params()).isNotEqualTo(stock.params());
  }

  /** A layer of DL4J's with dropout overwrites what it is given, one of ours does not. */
  @Test
  void outputsAreSharedUnlessALayerOverwritesThem() {
    for (double retained : new double[] {1, 0.5}) {
      ActivationLayer.Builder tanh = new ActivationLayer.Builder().activation(Activation.TANH);
      MultiLayerConfiguration stock =
          Fixtures.features(
              floats(),
              Fixtures.dense(5, Activation.IDENTITY),
              (retained == 1 ? tanh : tanh.dropOut(retained)).build(),
              Fixtures.output());
      assertThat(untouched(Lfp.defaults().configure(stock), 0)).isTrue();
      MultiLayerConfiguration byGradient = Lfp.gradient().configure(stock);
      assertThat(byGradient.getConf(1).getLayer()).isExactlyInstanceOf(ActivationLayer.class);
      assertThat(untouched(byGradient, 0)).isEqualTo(retained == 1);
    }
  }

  private static boolean untouched(MultiLayerConfiguration configuration, int layer) {
    return ((HiddenConf) configuration.getConf(layer).getLayer()).isOutputUntouched();
  }

  /**
   * DL4J's Gaussian dropout overwrites its input: said so, the layer before keeps what it needs.
   */
  @Test
  void aLayerThatOverwritesItsInputDoesNoHarmIfThatIsSaid() {
    assertThat(errorOfWhatIsKept(false)).isLessThan(1e-12);
    assertThat(errorOfWhatIsKept(true)).as("the danger is real").isGreaterThan(1e-3);
  }

  /** How far the pre-activation that the first layer has kept is from the product that it is. */
  private static double errorOfWhatIsKept(boolean untouched) {
    DataSet data = Fixtures.blobs(12, DataType.DOUBLE);
    MultiLayerNetwork network = network(beforeGaussianDropout(untouched));
    network.setInput(data.getFeatures());
    network.feedForward(true, false);
    INDArray product =
        data.getFeatures().mmul(network.getParam("0_W")).addiRowVector(network.getParam("0_b"));
    return maxDifference(
        ((AffineLayer) network.getLayer(0)).lastForward().preActivation(), product);
  }

  private static MultiLayerConfiguration beforeGaussianDropout(boolean untouched) {
    MultiLayerConfiguration result =
        Fixtures.features(
            doubles().trainingWorkspaceMode(WorkspaceMode.NONE),
            new LfpDenseLayer.Builder(new EpsilonRule(1e-6))
                .nOut(6)
                .activation(Activation.IDENTITY)
                .build(),
            new DropoutLayer(new GaussianDropout(0.5)),
            new LfpOutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .nOut(Fixtures.CLASSES)
                .activation(Activation.SOFTMAX)
                .build());
    ((HiddenConf) result.getConf(0).getLayer()).setOutputUntouched(untouched);
    return result;
  }

  @Test
  void convertedNetworksMayBeConvertedAgainWithOtherOptions() {
    MultiLayerConfiguration once = Lfp.defaults().configure(Fixtures.cnn(floats()));
    MultiLayerConfiguration twice = Lfp.with(new EpsilonRule(0.1)).configure(once);
    assertThat(twice).isNotEqualTo(once);
    assertThat(twice).isEqualTo(Lfp.with(new EpsilonRule(0.1)).configure(Fixtures.cnn(floats())));
    assertThat(Lfp.toStandard(twice)).isEqualTo(Fixtures.cnn(floats()));
  }
}
