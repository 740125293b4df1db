package io.github.lfp4j.dl4j.model;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.nd4j.linalg.activations.Activation;

/** The parts that graphs of convolutions are made of; each returns the name of what comes last. */
record ImageGraph(GraphBuilder graph) {

  /** A convolution without an activation function, and batch normalisation behind it. */
  String normalised(String name, String input, int kernel, int stride, int channels) {
    graph.addLayer(
        name,
        new ConvolutionLayer.Builder(kernel, kernel)
            .stride(stride, stride)
            .nOut(channels)
            .convolutionMode(ConvolutionMode.Same)
            .activation(Activation.IDENTITY)
            .build(),
        input);
    // LFP scales updates by the size of a parameter: a shift of zero would stay zero.
    graph.addLayer(
        name + "-norm",
        new BatchNormalization.Builder().beta(0.01).activation(Activation.IDENTITY).build(),
        name);
    return name + "-norm";
  }

  String relu(String name, String input) {
    graph.addLayer(name, new ActivationLayer(Activation.RELU), input);
    return name;
  }

  /** Maximum pooling of 3 x 3. */
  String pool(String name, String input, int stride) {
    graph.addLayer(
        name,
        new SubsamplingLayer.Builder(PoolingType.MAX, new int[] {3, 3})
            .stride(stride, stride)
            .convolutionMode(ConvolutionMode.Same)
            .build(),
        input);
    return name;
  }

  /** Two 3 x 3 convolutions, their input (or, with a stride, a 1 x 1 convolution of it) added. */
  String residualBlock(String name, String input, int stride, int channels) {
    String first = normalised(name + "a", input, 3, stride, channels);
    String second = normalised(name + "b", relu(name + "-relu", first), 3, 1, channels);
    String beside = stride == 1 ? input : normalised(name + "c", input, 1, stride, channels);
    graph.addVertex(name + "-sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), second, beside);
    return relu(name + "-out", name + "-sum");
  }

  /** Four branches, merged to five times so many channels, two fifths of them of 3 x 3. */
  String inceptionModule(String name, String input, int channels) {
    graph.addVertex(
        name,
        new MergeVertex(),
        convolution(name + "-1x1", input, 1, channels),
        convolution(
            name + "-3x3", convolution(name + "-3x3r", input, 1, channels), 3, 2 * channels),
        convolution(
            name + "-5x5", convolution(name + "-5x5r", input, 1, channels / 2), 5, channels),
        convolution(name + "-pooled", pool(name + "-pool", input, 1), 1, channels));
    return name;
  }

  private String convolution(String name, String input, int kernel, int channels) {
    return relu(name + "-relu", normalised(name, input, kernel, 1, channels));
  }
}
