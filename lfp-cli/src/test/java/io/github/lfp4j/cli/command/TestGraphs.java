package io.github.lfp4j.cli.command;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;

/** Configurations of graphs for tests of commands. */
final class TestGraphs {

  private TestGraphs() {}

  private static NeuralNetConfiguration.Builder base() {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .weightInit(WeightInit.RELU)
        .activation(Activation.RELU)
        .updater(new Adam(0.01));
  }

  private static ConvolutionLayer convolution(Activation activation) {
    return new ConvolutionLayer.Builder(3, 3)
        .nOut(8)
        .convolutionMode(ConvolutionMode.Same)
        .activation(activation)
        .build();
  }

  private static OutputLayer output(int classes) {
    return new OutputLayer.Builder().nOut(classes).activation(Activation.SOFTMAX).build();
  }

  /** A residual network for digits: 28 x 28 pixels, 10 classes. */
  static ComputationGraphConfiguration residual() {
    return base()
        .graphBuilder()
        .addInputs("pixels")
        .addLayer(
            "stem",
            new ConvolutionLayer.Builder(5, 5)
                .nOut(8)
                .stride(2, 2)
                .activation(Activation.RELU)
                .build(),
            "pixels")
        .addLayer("conv1", convolution(Activation.IDENTITY), "stem")
        .addLayer("norm", new BatchNormalization.Builder().build(), "conv1")
        .addLayer("relu", new ActivationLayer.Builder().activation(Activation.RELU).build(), "norm")
        .addLayer("conv2", convolution(Activation.IDENTITY), "relu")
        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "stem", "conv2")
        .addLayer("dense", new DenseLayer.Builder().nOut(32).build(), "sum")
        .addLayer("output", output(10), "dense")
        .setOutputs("output")
        .setInputTypes(InputType.convolutional(28, 28, 1))
        .build();
  }

  /** Two inputs, which no data set here has. */
  static ComputationGraphConfiguration twoInputs() {
    return base()
        .graphBuilder()
        .addInputs("a", "b")
        .addLayer("left", new DenseLayer.Builder().nOut(4).build(), "a")
        .addLayer("right", new DenseLayer.Builder().nOut(4).build(), "b")
        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "left", "right")
        .addLayer("output", output(3), "sum")
        .setOutputs("output")
        .setInputTypes(InputType.feedForward(2), InputType.feedForward(5))
        .build();
  }

  /** Begins with a recurrent layer. */
  static ComputationGraphConfiguration sequences() {
    return base()
        .graphBuilder()
        .addInputs("words")
        .addLayer(
            "cells",
            new org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn.Builder()
                .nOut(4)
                .activation(Activation.TANH)
                .build(),
            "words")
        .addLayer("mean", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "cells")
        .addLayer("output", output(3), "mean")
        .setOutputs("output")
        .setInputTypes(InputType.recurrent(2))
        .build();
  }
}
