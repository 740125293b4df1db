package io.github.lfp4j.dl4j;

import java.util.Random;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Randomly drawn stock networks in double precision, with data that fits them. */
final class RandomNetworks {

  private static final int CLASSES = 3;

  private final Random random;
  private final Activation activation;

  RandomNetworks(long seed, Activation activation) {
    this.random = new Random(seed);
    this.activation = activation;
  }

  record Sample(MultiLayerNetwork network, DataSet data) {}

  Sample dense() {
    int in = 2 + random.nextInt(5);
    NeuralNetConfiguration.ListBuilder list = builder().list();
    int hidden = 1 + random.nextInt(3);
    for (int i = 0; i < hidden; i++) {
      list.layer(
          new DenseLayer.Builder()
              .nOut(2 + random.nextInt(6))
              .hasBias(random.nextInt(4) > 0)
              .activation(activation)
              .build());
      if (random.nextInt(3) == 0) {
        list.layer(new BatchNormalization());
      }
    }
    if (random.nextBoolean()) {
      list.layer(output());
    } else {
      list.layer(new DenseLayer.Builder().nOut(CLASSES).activation(Activation.IDENTITY).build());
      list.layer(
          new LossLayer.Builder(LossFunctions.LossFunction.MCXENT)
              .activation(Activation.SOFTMAX)
              .build());
    }
    return sample(list.setInputType(InputType.feedForward(in)).build(), in);
  }

  Sample images() {
    int channels = 1 + random.nextInt(3);
    int size = 7 + random.nextInt(3);
    CNN2DFormat format = random.nextBoolean() ? CNN2DFormat.NCHW : CNN2DFormat.NHWC;
    NeuralNetConfiguration.ListBuilder list = builder().list();
    if (random.nextInt(3) == 0) {
      list.layer(new ZeroPaddingLayer.Builder(1, 1).dataFormat(format).build());
    }
    int convolutions = 1 + random.nextInt(2);
    for (int i = 0; i < convolutions; i++) {
      boolean separate = random.nextInt(3) == 0;
      list.layer(
          new ConvolutionLayer.Builder(1 + random.nextInt(3), 1 + random.nextInt(3))
              .nOut(2 + random.nextInt(3))
              .stride(1 + random.nextInt(2), 1)
              .dilation(1, 1 + random.nextInt(2))
              .hasBias(random.nextInt(4) > 0)
              .dataFormat(format)
              .convolutionMode(
                  random.nextBoolean() ? ConvolutionMode.Same : ConvolutionMode.Truncate)
              .activation(separate ? Activation.IDENTITY : activation)
              .build());
      if (random.nextInt(2) == 0) {
        list.layer(new BatchNormalization.Builder().dataFormat(format).build());
      }
      if (separate) {
        list.layer(new ActivationLayer(activation));
      }
    }
    switch (random.nextInt(4)) {
      case 0 ->
          list.layer(
              new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, new int[] {2, 2})
                  .stride(2, 2)
                  .dataFormat(format)
                  .build());
      case 1 ->
          list.layer(
              new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG, new int[] {2, 2})
                  .stride(1, 1)
                  .convolutionMode(ConvolutionMode.Same)
                  .dataFormat(format)
                  .build());
      case 2 -> {
        if (format == CNN2DFormat.NCHW) {
          list.layer(new GlobalPoolingLayer(PoolingType.AVG));
        }
      }
      default -> {
        if (format == CNN2DFormat.NCHW) {
          list.layer(new GlobalPoolingLayer(PoolingType.MAX));
        }
      }
    }
    list.layer(new DenseLayer.Builder().nOut(5).activation(activation).build());
    list.layer(output());
    InputType type = InputType.convolutional(size, size, channels, format);
    return format == CNN2DFormat.NCHW
        ? sample(list.setInputType(type).build(), channels, size, size)
        : sample(list.setInputType(type).build(), size, size, channels);
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private NeuralNetConfiguration.Builder builder() {
    return new NeuralNetConfiguration.Builder()
        .seed(random.nextInt(1_000_000))
        .dataType(DataType.DOUBLE)
        .updater(new Sgd(0.1))
        .miniBatch(false)
        .biasInit(0.3)
        .weightInit(WeightInit.XAVIER);
  }

  private Sample sample(MultiLayerConfiguration configuration, long... exampleShape) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    int batch = 2 + random.nextInt(4);
    long[] shape = new long[exampleShape.length + 1];
    shape[0] = batch;
    System.arraycopy(exampleShape, 0, shape, 1, exampleShape.length);
    Nd4j.getRandom().setSeed(random.nextInt(1_000_000));
    INDArray x = Nd4j.randn(DataType.DOUBLE, shape);
    // Parameters that are exactly zero have no feedback; none is left here.
    network
        .params()
        .addi(Nd4j.rand(DataType.DOUBLE, network.params().shape()).muli(0.05).addi(0.01));
    INDArray y = Nd4j.zeros(DataType.DOUBLE, batch, CLASSES);
    for (int i = 0; i < batch; i++) {
      y.putScalar(i, random.nextInt(CLASSES), 1);
    }
    return new Sample(network, new DataSet(x, y));
  }
}
