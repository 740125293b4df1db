package io.github.lfp4j.pruning.tuning;

import io.github.lfp4j.datasets.DataSource;
import io.github.lfp4j.datasets.DataSources;
import io.github.lfp4j.dl4j.network.Network;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks with everything that training may depend on, and data for them. */
final class Learners {

  /** Generated digits, 28 by 28. */
  static final DataSource DIGITS = DataSources.open("digits?train=170&test=200");

  /** Examples in a batch; the last one of an epoch is smaller. */
  static final int BATCH = 32;

  /** Batches in an epoch. */
  static final int EPOCH = 6;

  private Learners() {}

  private static NeuralNetConfiguration.Builder base(IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .biasInit(0.01)
        .activation(Activation.RELU)
        .updater(updater);
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(10)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /** A convolution, batch normalisation, a dense layer and dropout before it. */
  static Network layers(IUpdater updater, double keep) {
    DenseLayer dense = new DenseLayer.Builder().nOut(24).build();
    if (keep < 1) {
      dense = new DenseLayer.Builder().nOut(24).dropOut(keep).build();
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            base(updater)
                .list()
                .layer(
                    new ConvolutionLayer.Builder(5, 5)
                        .stride(4, 4)
                        .nOut(4)
                        .convolutionMode(ConvolutionMode.Truncate)
                        .build())
                .layer(new BatchNormalization.Builder().beta(0.01).build())
                .layer(dense)
                .layer(output())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());
    network.init();
    return Network.of(network);
  }

  /** The same, with a second dense layer that is added to the first. */
  static Network graph(IUpdater updater, double keep) {
    DenseLayer.Builder second = new DenseLayer.Builder().nOut(24);
    if (keep < 1) {
      second.dropOut(keep);
    }
    ComputationGraph graph =
        new ComputationGraph(
            base(updater)
                .graphBuilder()
                .addInputs("in")
                .addLayer(
                    "conv", new ConvolutionLayer.Builder(5, 5).stride(4, 4).nOut(4).build(), "in")
                .addLayer("norm", new BatchNormalization.Builder().beta(0.01).build(), "conv")
                .addLayer("first", new DenseLayer.Builder().nOut(24).build(), "norm")
                .addLayer("second", second.build(), "first")
                .addVertex(
                    "sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "first", "second")
                .addLayer("output", output(), "sum")
                .setOutputs("output")
                .setInputTypes(InputType.convolutional(28, 28, 1))
                .build());
    graph.init();
    return Network.of(graph);
  }
}
