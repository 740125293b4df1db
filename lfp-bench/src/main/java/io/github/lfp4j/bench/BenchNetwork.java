package io.github.lfp4j.bench;

import io.github.lfp4j.dl4j.model.Architecture;
import io.github.lfp4j.dl4j.model.GraphArchitecture;
import java.util.Locale;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The networks that are timed. All have ten classes. */
enum BenchNetwork {
  /** Dense 784-1000-1000-10. */
  MLP("MLP 784-1000-1000-10", 128),
  /** Convolutions 16-16 of 5 x 5 with pooling, dense 120-84. */
  LENET("LeNet 16-16, 120-84", 128),
  /** Convolutions 32-64, 128-128, 256-256 of 3 x 3 with pooling, dense 1024-512. */
  VGG("VGG-like 32 to 256, 1024-512", 32),
  /** Convolutions 32-32, 64-64 of 3 x 3, each with batch normalisation, with pooling, dense 128. */
  BN("BatchNorm CNN 32-32-64-64, 128", 32),
  /** A residual graph with batch normalisation, 16-32-64 channels. */
  RESNET("ResNet 16-32-64", 32);

  static final int CLASSES = 10;

  private final String title;
  private final int batch;

  BenchNetwork(String title, int batch) {
    this.title = title;
    this.batch = batch;
  }

  /** The name on the command line and in JSON. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name in reports. */
  String title() {
    return title;
  }

  /** How many examples a step has. */
  int batch() {
    return batch;
  }

  /** The shape of one example. */
  long[] shape() {
    return switch (this) {
      case MLP -> new long[] {784};
      case LENET -> new long[] {1, 28, 28};
      case VGG, BN, RESNET -> new long[] {3, 32, 32};
    };
  }

  /** How many times more images are ranked than of the slowest network. */
  int rankingFactor() {
    return this == LENET ? 10 : 1;
  }

  /** An initialised network of stock layers. */
  BenchModel stock(BenchUpdater updater, long seed) {
    NeuralNetConfiguration.Builder base =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .weightInit(WeightInit.RELU)
            // LFP scales updates by the size of a parameter: zeros would stay.
            .biasInit(0.01)
            .updater(updater.updater());
    return switch (this) {
      case MLP -> sequential(mlp(base));
      case LENET -> sequential(Architecture.LENET.configure(shape(), CLASSES, base));
      case VGG -> sequential(Architecture.VGG_LIKE.configure(shape(), CLASSES, base));
      case BN -> sequential(batchNormalised(base));
      case RESNET -> graph(GraphArchitecture.RESNET.configure(shape(), CLASSES, base));
    };
  }

  private static BenchModel sequential(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return new BenchModel.Sequential(network);
  }

  private static BenchModel graph(ComputationGraphConfiguration configuration) {
    ComputationGraph network = new ComputationGraph(configuration);
    network.init();
    return new BenchModel.Graph(network);
  }

  private InputType imageType() {
    return InputType.convolutional(shape()[1], shape()[2], shape()[0]);
  }

  private MultiLayerConfiguration mlp(NeuralNetConfiguration.Builder base) {
    return base.activation(Activation.RELU)
        .list()
        .layer(new DenseLayer.Builder().name("dense1").nOut(1000).build())
        .layer(new DenseLayer.Builder().name("dense2").nOut(1000).build())
        .layer(output())
        .setInputType(InputType.feedForward(shape()[0]))
        .build();
  }

  private MultiLayerConfiguration batchNormalised(NeuralNetConfiguration.Builder base) {
    NeuralNetConfiguration.ListBuilder list = base.activation(Activation.RELU).list();
    for (int block = 1; block <= 2; block++) {
      for (String part : new String[] {"a", "b"}) {
        String name = block + part;
        list.layer(
            new ConvolutionLayer.Builder(3, 3)
                .name("conv" + name)
                .nOut(32L * block)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.IDENTITY)
                .build());
        list.layer(
            new BatchNormalization.Builder()
                .name("norm" + name)
                .beta(0.01)
                .activation(Activation.IDENTITY)
                .build());
        list.layer(
            new ActivationLayer.Builder().name("relu" + name).activation(Activation.RELU).build());
      }
      list.layer(
          new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, new int[] {2, 2})
              .name("pool" + block)
              .stride(2, 2)
              .build());
    }
    return list.layer(new DenseLayer.Builder().name("dense1").nOut(128).build())
        .layer(output())
        .setInputType(imageType())
        .build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .name("output")
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }
}
