package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.CHANNELS;
import static io.github.lfp4j.dl4j.Fixtures.CLASSES;
import static io.github.lfp4j.dl4j.Fixtures.SIZE;
import static io.github.lfp4j.dl4j.Fixtures.convolution;
import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.features;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.images;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static io.github.lfp4j.dl4j.Training.STEPS;
import static io.github.lfp4j.dl4j.Training.assertTrainAlike;
import static io.github.lfp4j.dl4j.Training.rounding;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The gradient rule is DL4J's own training: same scores, same parameters, step by step. */
class GradientRuleTest {

  private static final int EXAMPLES = 24;

  private interface Architecture
      extends Function<NeuralNetConfiguration.Builder, MultiLayerConfiguration> {}

  private static Map<String, Architecture> perceptrons() {
    Map<String, Architecture> all = new LinkedHashMap<>();
    for (Activation hidden :
        new Activation[] {
          Activation.RELU,
          Activation.TANH,
          Activation.SIGMOID,
          Activation.LEAKYRELU,
          Activation.ELU,
          Activation.SWISH
        }) {
      all.put("mlp " + hidden, builder -> Fixtures.mlp(builder, hidden));
    }
    all.put(
        "without biases",
        builder ->
            features(
                builder,
                new DenseLayer.Builder().nOut(7).hasBias(false).activation(Activation.TANH).build(),
                output()));
    all.put(
        "normalised",
        builder ->
            features(
                builder,
                dense(8, Activation.IDENTITY),
                new BatchNormalization(),
                new ActivationLayer(Activation.TANH),
                dense(6, Activation.RELU),
                new BatchNormalization.Builder().lockGammaBeta(true).build(),
                output()));
    all.put(
        "dropout",
        builder ->
            features(
                builder,
                new DenseLayer.Builder().nOut(9).activation(Activation.RELU).build(),
                new DropoutLayer(0.7),
                new DenseLayer.Builder().nOut(6).dropOut(0.8).activation(Activation.TANH).build(),
                output()));
    all.put("MSE", outputs(LossFunction.MSE, Activation.IDENTITY));
    all.put("MSE behind tanh", outputs(LossFunction.MSE, Activation.TANH));
    all.put("XENT", outputs(LossFunction.XENT, Activation.SIGMOID));
    all.put("loss layer MCXENT", lossLayer(LossFunction.MCXENT, Activation.SOFTMAX));
    all.put("loss layer MSE", lossLayer(LossFunction.MSE, Activation.IDENTITY));
    return all;
  }

  private static Architecture outputs(LossFunction loss, Activation activation) {
    return builder ->
        features(
            builder,
            dense(8, Activation.TANH),
            new OutputLayer.Builder(loss).nOut(CLASSES).activation(activation).build());
  }

  private static Architecture lossLayer(LossFunction loss, Activation activation) {
    return builder ->
        features(
            builder,
            dense(8, Activation.RELU),
            dense(CLASSES, Activation.IDENTITY),
            new LossLayer.Builder(loss).activation(activation).build());
  }

  private static Map<String, Architecture> imageNetworks() {
    Map<String, Architecture> all = new LinkedHashMap<>();
    all.put("cnn with everything", Fixtures::cnn);
    all.put("strides and SAME", builder -> strided(builder, CNN2DFormat.NCHW));
    for (PoolingType pooling :
        new PoolingType[] {PoolingType.AVG, PoolingType.MAX, PoolingType.SUM}) {
      // Sums over all pixels are large: at the usual rate, training would be chaotic.
      double rate = pooling == PoolingType.SUM ? 0.002 : 0.1;
      all.put(
          "global " + pooling,
          builder ->
              images(
                  builder.updater(new Sgd(rate)),
                  convolution(5).activation(Activation.LEAKYRELU).build(),
                  new ConvolutionLayer.Builder(3, 3).nOut(6).activation(Activation.TANH).build(),
                  new GlobalPoolingLayer(pooling),
                  output()));
    }
    return all;
  }

  private static MultiLayerConfiguration strided(
      NeuralNetConfiguration.Builder builder, CNN2DFormat format) {
    return Fixtures.configuration(
        builder,
        InputType.convolutional(SIZE, SIZE, CHANNELS, format),
        new ConvolutionLayer.Builder(3, 3)
            .nOut(6)
            .convolutionMode(ConvolutionMode.Same)
            .dataFormat(format)
            .activation(Activation.ELU)
            .build(),
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG, new int[] {2, 2})
            .stride(2, 2)
            .dataFormat(format)
            .build(),
        new ConvolutionLayer.Builder(3, 2)
            .nOut(4)
            .stride(1, 2)
            .padding(1, 0)
            .dataFormat(format)
            .activation(Activation.RELU)
            .build(),
        dense(7, Activation.SIGMOID),
        output());
  }

  /** All in double precision, where equality is sharp, and one of each kind in single. */
  static List<Arguments> networks() {
    List<Arguments> all = new ArrayList<>();
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      Map<String, Architecture> plain = perceptrons();
      Map<String, Architecture> images = imageNetworks();
      if (type == DataType.FLOAT) {
        plain.keySet().retainAll(Set.of("mlp RELU", "dropout"));
        images.keySet().retainAll(Set.of("cnn with everything", "strides and SAME"));
      }
      plain.forEach((name, net) -> all.add(Arguments.of(name, type, net, blobs(type))));
      images.forEach((name, net) -> all.add(Arguments.of(name, type, net, pictures(type))));
      Architecture last = builder -> strided(builder, CNN2DFormat.NHWC);
      DataSet data = Fixtures.pictures(EXAMPLES, type, CNN2DFormat.NHWC);
      all.add(Arguments.of("channels last", type, last, data));
    }
    return all;
  }

  private static DataSet blobs(DataType type) {
    return Fixtures.blobs(EXAMPLES, type);
  }

  private static DataSet pictures(DataType type) {
    return Fixtures.pictures(EXAMPLES, type);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("networks")
  void equalsStockTraining(String name, DataType type, Architecture architecture, DataSet data) {
    MultiLayerConfiguration configuration = architecture.apply(floats().dataType(type));
    assertEqualsStock(configuration, data, rounding(type));
  }

  private static void assertEqualsStock(
      MultiLayerConfiguration configuration, DataSet data, double tolerance) {
    MultiLayerNetwork stock = Fixtures.network(configuration);
    INDArray start = stock.params().dup();
    MultiLayerNetwork fast = Lfp.gradient().configure(stock);
    assertThat(fast.params()).isEqualTo(start);
    List<DataSet> batches = Training.batches(data);
    assertTrainAlike(stock, fast, batches, 0, STEPS, tolerance);
    Training.assertMoved(start, fast);
  }

  private static Map<String, UnaryOperator<NeuralNetConfiguration.Builder>> settings() {
    Map<String, UnaryOperator<NeuralNetConfiguration.Builder>> all = new LinkedHashMap<>();
    all.put("Nesterovs", b -> b.updater(new Nesterovs(0.05, 0.9)));
    all.put("Adam", b -> b.updater(new Adam(5e-3)));
    all.put("SGD without minibatch average", b -> b.updater(new Sgd(0.01)).miniBatch(false));
    all.put("L2", b -> b.l2(0.05));
    all.put("L1 and bias L2", b -> b.l1(0.01).l2Bias(0.1).biasInit(0.3));
    all.put("weight decay", b -> b.weightDecay(0.05));
    for (GradientNormalization clipping :
        new GradientNormalization[] {
          GradientNormalization.RenormalizeL2PerLayer,
          GradientNormalization.ClipElementWiseAbsoluteValue,
          GradientNormalization.ClipL2PerLayer
        }) {
      all.put(
          clipping.name(),
          b -> b.gradientNormalization(clipping).gradientNormalizationThreshold(0.05));
    }
    return all;
  }

  static List<Arguments> trainings() {
    List<Arguments> all = new ArrayList<>();
    settings().forEach((name, setting) -> all.add(Arguments.of(name, setting)));
    return all;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trainings")
  void updatersAndRegularisationAreDl4js(
      String name, UnaryOperator<NeuralNetConfiguration.Builder> setting) {
    DataType type = DataType.DOUBLE;
    assertEqualsStock(
        Fixtures.mlp(setting.apply(floats().dataType(type)), Activation.TANH), blobs(type), 1e-8);
  }

  static List<Arguments> trainingsWithState() {
    Set<String> names = Set.of("Nesterovs", "Adam", "L2", "ClipL2PerLayer");
    return trainings().stream().filter(a -> names.contains(a.get()[0].toString())).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trainingsWithState")
  void continuesWithStockLayersAsIfNothingHappened(
      String name, UnaryOperator<NeuralNetConfiguration.Builder> setting) {
    DataType type = DataType.DOUBLE;
    MultiLayerNetwork stock =
        Fixtures.network(
            images(
                setting.apply(floats().dataType(type)),
                convolution(3).activation(Activation.RELU).build(),
                new BatchNormalization(),
                Fixtures.pool(SubsamplingLayer.PoolingType.MAX),
                convolution(4).activation(Activation.TANH).build(),
                output()));
    MultiLayerNetwork fast = Lfp.gradient().configure(stock);
    List<DataSet> batches = Training.batches(pictures(type));
    assertTrainAlike(stock, fast, batches, 0, 10, 1e-8);
    MultiLayerNetwork continued = Lfp.toStandard(fast);
    assertThat(continued.getLayerWiseConfigurations().toJson()).doesNotContain("lfp4j");
    INDArray start = continued.params().dup();
    assertTrainAlike(stock, continued, batches, 10, 10, 1e-8);
    assertThat(Fixtures.maxDifference(start, continued.params())).isGreaterThan(1e-3);
  }

  @Test
  void dropoutMasksAreDrawnNotSkipped() {
    MultiLayerNetwork stock =
        Fixtures.network(perceptrons().get("dropout").apply(floats().dataType(DataType.DOUBLE)));
    MultiLayerNetwork fast = Lfp.gradient().configure(stock);
    DataSet data = blobs(DataType.DOUBLE);
    INDArray one = Fixtures.gradient(fast, data, 1);
    INDArray other = Fixtures.gradient(fast, data, 2);
    assertThat(Fixtures.maxDifference(one, other)).isGreaterThan(1e-3);
  }

  @Test
  void saturatedAndZeroPreActivationsOfALossLayerLearnAsInStock() {
    MultiLayerNetwork stock =
        Fixtures.network(
            lossLayer(LossFunction.XENT, Activation.SIGMOID)
                .apply(floats().dataType(DataType.DOUBLE)));
    // Nothing is active for one example; zero biases make its logits exactly zero.
    DataSet data = blobs(DataType.DOUBLE);
    data.getFeatures().getRow(0).assign(0);
    data.getFeatures().getRow(1).muli(100);
    MultiLayerNetwork fast = Lfp.gradient().configure(stock);
    INDArray expected = Fixtures.gradient(stock, data);
    assertThat(Fixtures.maxDifference(expected, Fixtures.gradient(fast, data)))
        .isLessThan(1e-10 * expected.amaxNumber().doubleValue());
  }

  /** Networks whose stock form computes its score from other numbers than it learns from. */
  static List<Arguments> networksWithAnotherScoreInStock() {
    return List.of(
        // The stock layer overwrites its input by the activation before it computes the score.
        Arguments.of("loss layer XENT", lossLayer(LossFunction.XENT, Activation.SIGMOID)),
        // The stock layer draws another mask for the score.
        Arguments.of(
            "dropout at the output",
            (Architecture)
                builder ->
                    features(
                        builder,
                        dense(9, Activation.RELU),
                        new OutputLayer.Builder(LossFunction.MCXENT)
                            .nOut(CLASSES)
                            .dropOut(0.7)
                            .activation(Activation.SOFTMAX)
                            .build())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networksWithAnotherScoreInStock")
  void parametersEqualThoseOfStock(String name, Architecture architecture) {
    MultiLayerNetwork stock =
        Fixtures.network(architecture.apply(floats().dataType(DataType.DOUBLE)));
    INDArray start = stock.params().dup();
    MultiLayerNetwork fast = Lfp.gradient().configure(stock);
    DataSet data = blobs(DataType.DOUBLE);
    for (int step = 0; step < STEPS; step++) {
      double before = stock.score(data, false);
      Nd4j.getRandom().setSeed(step + 1);
      stock.fit(data);
      Nd4j.getRandom().setSeed(step + 1);
      fast.fit(data);
      if (name.startsWith("loss layer")) {
        assertThat(fast.score()).isCloseTo(before, Offset.offset(1e-9));
      }
    }
    Training.assertSameParameters(stock, fast, 1e-9);
    Training.assertMoved(start, fast);
  }

  @Test
  void masksOfLabelsAreDl4js() {
    for (Architecture architecture :
        List.of(
            outputs(LossFunction.MCXENT, Activation.SOFTMAX),
            lossLayer(LossFunction.MCXENT, Activation.SOFTMAX))) {
      MultiLayerNetwork stock =
          Fixtures.network(architecture.apply(floats().dataType(DataType.DOUBLE)));
      DataSet data = blobs(DataType.DOUBLE);
      INDArray without = Fixtures.gradient(stock, data);
      INDArray mask = Nd4j.ones(DataType.DOUBLE, EXAMPLES, 1);
      mask.putScalar(2, 0).putScalar(3, 0);
      data.setLabelsMaskArray(mask);
      INDArray expected = Fixtures.gradient(stock, data);
      assertThat(Fixtures.maxDifference(expected, without)).isGreaterThan(1e-3);
      INDArray actual = Fixtures.gradient(Lfp.gradient().configure(stock), data);
      assertThat(Fixtures.maxDifference(expected, actual)).isLessThan(1e-12);
    }
  }
}
