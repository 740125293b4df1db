package io.github.lfp4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.rule.EpsilonRule;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Small networks and data that the tests of this module share. */
final class Fixtures {

  static final int FEATURES = 4;
  static final int CLASSES = 3;
  static final int SIZE = 9;
  static final int CHANNELS = 2;

  /** Whatever is random in a backward pass is drawn alike by all networks. */
  private static final long GRADIENT_SEED = 21;

  private Fixtures() {}

  /** Common settings: a fixed seed, float, plain gradient steps. */
  static NeuralNetConfiguration.Builder floats() {
    return new NeuralNetConfiguration.Builder()
        .seed(11)
        .dataType(DataType.FLOAT)
        .updater(new Sgd(0.1))
        .weightInit(WeightInit.XAVIER);
  }

  /** The same in double precision, with biases that are not zero in stock layers either. */
  static NeuralNetConfiguration.Builder doubles() {
    return floats().dataType(DataType.DOUBLE).biasInit(0.2);
  }

  static DenseLayer dense(int outputs, Activation activation) {
    return new DenseLayer.Builder().nOut(outputs).activation(activation).build();
  }

  static OutputLayer output() {
    return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /** A configuration for {@link #FEATURES} features. */
  static MultiLayerConfiguration features(NeuralNetConfiguration.Builder builder, Layer... layers) {
    return configuration(builder, InputType.feedForward(FEATURES), layers);
  }

  /** A configuration for images of {@link #CHANNELS} channels, {@link #SIZE} pixels square. */
  static MultiLayerConfiguration images(NeuralNetConfiguration.Builder builder, Layer... layers) {
    return configuration(builder, InputType.convolutional(SIZE, SIZE, CHANNELS), layers);
  }

  static MultiLayerConfiguration configuration(
      NeuralNetConfiguration.Builder builder, InputType type, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = builder.list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    return list.setInputType(type).build();
  }

  /** Two hidden dense layers. */
  static MultiLayerConfiguration mlp(NeuralNetConfiguration.Builder builder, Activation hidden) {
    return features(builder, dense(8, hidden), dense(6, hidden), output());
  }

  /** Convolution, normalisation, maximum and average pooling, dense, for {@link #images}. */
  static MultiLayerConfiguration cnn(NeuralNetConfiguration.Builder builder) {
    return images(
        builder,
        convolution(3).activation(Activation.IDENTITY).build(),
        new BatchNormalization(),
        new ActivationLayer(Activation.RELU),
        pool(SubsamplingLayer.PoolingType.MAX),
        convolution(4).activation(Activation.RELU).build(),
        pool(SubsamplingLayer.PoolingType.AVG),
        dense(6, Activation.RELU),
        output());
  }

  static ConvolutionLayer.Builder convolution(int outputs) {
    return new ConvolutionLayer.Builder(2, 2).nOut(outputs);
  }

  static SubsamplingLayer pool(SubsamplingLayer.PoolingType type) {
    return new SubsamplingLayer.Builder(type, new int[] {2, 2}).stride(1, 1).build();
  }

  static MultiLayerNetwork network(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  /** A network that learns by LFP. */
  static MultiLayerNetwork lfp(MultiLayerConfiguration stock) {
    return network(Lfp.defaults().configure(stock));
  }

  /** A stock network's twin with the same parameters that learns by LFP with this epsilon. */
  static MultiLayerNetwork lfp(MultiLayerNetwork stock, double epsilon) {
    return Lfp.with(new EpsilonRule(epsilon)).configure(stock);
  }

  /** Three clouds of points in {@link #FEATURES} dimensions, far enough apart to be told apart. */
  static DataSet blobs(int examples, DataType type) {
    Random random = new Random(3);
    INDArray x = Nd4j.zeros(type, examples, FEATURES);
    INDArray y = Nd4j.zeros(type, examples, CLASSES);
    for (int i = 0; i < examples; i++) {
      int label = i % CLASSES;
      y.putScalar(i, label, 1);
      for (int j = 0; j < FEATURES; j++) {
        x.putScalar(i, j, (j == label ? 1.5 : -0.5) + 0.4 * random.nextGaussian());
      }
    }
    return new DataSet(x, y);
  }

  /** Random images [N, C, H, W] with labels. */
  static DataSet pictures(int examples, DataType type) {
    INDArray y = blobs(examples, type).getLabels();
    return new DataSet(normal(type, 5, examples, CHANNELS, SIZE, SIZE), y);
  }

  static DataSet pictures(int examples, DataType type, CNN2DFormat format) {
    DataSet nchw = pictures(examples, type);
    return format == CNN2DFormat.NCHW
        ? nchw
        : new DataSet(nchw.getFeatures().permute(0, 2, 3, 1).dup('c'), nchw.getLabels());
  }

  static INDArray normal(DataType type, long seed, long... shape) {
    Random random = new Random(seed);
    INDArray result = Nd4j.createUninitialized(type, shape, 'c');
    for (long i = 0; i < result.length(); i++) {
      result.putScalar(i, random.nextGaussian());
    }
    return result;
  }

  /** The gradient of a batch as updaters would get it, before it is divided by the batch size. */
  static INDArray gradient(MultiLayerNetwork network, DataSet data) {
    return gradient(network, data, GRADIENT_SEED);
  }

  /** The same with other random numbers. */
  static INDArray gradient(MultiLayerNetwork network, DataSet data, long seed) {
    Nd4j.getRandom().setSeed(seed);
    network.setInput(data.getFeatures());
    network.setLabels(data.getLabels());
    network.setLayerMaskArrays(data.getFeaturesMaskArray(), data.getLabelsMaskArray());
    network.computeGradientAndScore();
    INDArray result = network.gradient().gradient().dup();
    network.clearLayerMaskArrays();
    return result;
  }

  /** What Theorem 1 predicts: {@code |p| dL/dp}; statistics of batch normalisation as they are. */
  static INDArray scaledGradient(MultiLayerNetwork stock, DataSet data) {
    return scaledGradient(stock, data, GRADIENT_SEED);
  }

  /** The same with other random numbers. */
  static INDArray scaledGradient(MultiLayerNetwork stock, DataSet data, long seed) {
    MultiLayerNetwork magnitudes = stock.clone();
    leaveStatisticsUnscaled(magnitudes.paramTable());
    return gradient(stock, data, seed).mul(Transforms.abs(magnitudes.params(), true));
  }

  /** Gives the running averages of batch normalisation size 1. */
  static void leaveStatisticsUnscaled(Map<String, INDArray> parameters) {
    parameters.forEach(
        (name, values) -> {
          if (name.matches(".*_(mean|var|log10stdev)")) {
            values.assign(1);
          }
        });
  }

  static void fit(MultiLayerNetwork network, DataSet data, int steps) {
    for (int i = 0; i < steps; i++) {
      network.fit(data);
    }
  }

  static double maxDifference(INDArray a, INDArray b) {
    assertThat(a.shape()).isEqualTo(b.shape());
    INDArray difference = a.sub(b);
    // ND4J's maximum passes over undefined numbers.
    assertThat(difference.isNaN().any()).as("undefined numbers").isFalse();
    return Transforms.abs(difference, false).maxNumber().doubleValue();
  }

  /** Theorem 1 holds for this network, up to the relative error. */
  static void assertTheoremOne(MultiLayerNetwork stock, DataSet data, double tolerance) {
    INDArray expected = scaledGradient(stock, data);
    INDArray actual = gradient(lfp(stock, 1e-11), data);
    double scale = expected.amaxNumber().doubleValue();
    assertThat(scale).isGreaterThan(1e-6);
    assertThat(maxDifference(expected, actual) / scale).isLessThan(tolerance);
  }

  /** The share of examples that are classified right. */
  static double accuracy(MultiLayerNetwork network, DataSet data) {
    INDArray hits = network.output(data.getFeatures()).argMax(1).eq(data.getLabels().argMax(1));
    return hits.castTo(DataType.DOUBLE).meanNumber().doubleValue();
  }
}
