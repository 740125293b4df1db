package io.github.lfp4j.bench;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A residual network with batch normalisation: three blocks of two 3 x 3 convolutions, 16, 32 and
 * 64 channels, the last two with stride 2 and a 1 x 1 convolution beside them.
 */
final class SmallResNet {

  private static final List<Integer> CHANNELS = List.of(16, 32, 64);

  private SmallResNet() {}

  static ComputationGraphConfiguration configure(
      NeuralNetConfiguration.Builder base, InputType input, int classes) {
    GraphBuilder graph = base.graphBuilder().addInputs("image").setInputTypes(input);
    String top = normalised(graph, "stem", "image", 3, 1, CHANNELS.get(0));
    top = relu(graph, "stem-relu", top);
    for (int block = 0; block < CHANNELS.size(); block++) {
      top = block(graph, "block" + (block + 1), top, block == 0 ? 1 : 2, CHANNELS.get(block));
    }
    return graph
        .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), top)
        .addLayer(
            "output",
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(classes)
                .activation(Activation.SOFTMAX)
                .build(),
            "pool")
        .setOutputs("output")
        .build();
  }

  private static String block(
      GraphBuilder graph, String name, String input, int stride, int channels) {
    String first = normalised(graph, name + "a", input, 3, stride, channels);
    String second =
        normalised(graph, name + "b", relu(graph, name + "-relu", first), 3, 1, channels);
    String beside = stride == 1 ? input : normalised(graph, name + "c", input, 1, stride, channels);
    graph.addVertex(name + "-sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), second, beside);
    return relu(graph, name + "-out", name + "-sum");
  }

  private static String normalised(
      GraphBuilder graph, String name, String input, int kernel, int stride, int channels) {
    graph.addLayer(
        name,
        new ConvolutionLayer.Builder(kernel, kernel)
            .stride(stride, stride)
            .nOut(channels)
            .convolutionMode(ConvolutionMode.Same)
            .activation(Activation.IDENTITY)
            .build(),
        input);
    graph.addLayer(
        name + "-norm",
        new BatchNormalization.Builder().beta(0.01).activation(Activation.IDENTITY).build(),
        name);
    return name + "-norm";
  }

  private static String relu(GraphBuilder graph, String name, String input) {
    graph.addLayer(name, new ActivationLayer(Activation.RELU), input);
    return name;
  }
}
