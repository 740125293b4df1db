package io.github.lfp4j.dl4j.model;

import io.github.lfp4j.dl4j.LfpException;
import java.util.Arrays;
import java.util.Locale;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Architectures for the classification of images whose layers form a graph; {@link Architecture}
 * has those whose layers form a chain. Every convolution has batch normalisation and ReLU behind
 * it; average pooling over the whole image and a softmax output follow the last.
 */
public enum GraphArchitecture {
  /**
   * Residual blocks (He et al., CVPR 2016) of two 3 x 3 convolutions: 16, 32 and 64 channels, the
   * last two with stride 2 and a 1 x 1 convolution beside them.
   */
  RESNET,

  /**
   * Inception modules (Szegedy et al., CVPR 2015): 1 x 1, 3 x 3 and 5 x 5 convolutions and maximum
   * pooling side by side, merged to 40 and 80 channels.
   */
  INCEPTION;

  private static final int SMALLEST = 8;

  /** The name as people write it, such as {@code resnet}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The architecture of a name.
   *
   * @throws LfpException if there is none; the message lists the names
   */
  public static GraphArchitecture byName(String name) {
    return Arrays.stream(values())
        .filter(architecture -> architecture.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new LfpException(
                    "there is no graph architecture '"
                        + name
                        + "'; choose one of "
                        + String.join(
                            ", ", Arrays.stream(values()).map(GraphArchitecture::label).toList())));
  }

  /**
   * The configuration, in stock layers, with one input {@code image} and one output {@code output}.
   *
   * @param shape of one example: [channels, height, width]
   * @param classes number of classes, at least 2
   * @param base seed, updater and all other settings that layers inherit
   * @throws LfpException if the architecture does not fit such examples
   */
  public ComputationGraphConfiguration configure(
      long[] shape, int classes, NeuralNetConfiguration.Builder base) {
    if (shape.length != 3 || shape[1] < SMALLEST || shape[2] < SMALLEST) {
      throw new LfpException(
          "the architecture '"
              + label()
              + "' needs images of at least "
              + SMALLEST
              + " x "
              + SMALLEST
              + " pixels, but the examples have shape "
              + Arrays.toString(shape)
              + "; choose the architecture mlp instead");
    }
    GraphBuilder graph =
        base.graphBuilder()
            .addInputs("image")
            .setInputTypes(InputType.convolutional(shape[1], shape[2], shape[0]));
    ImageGraph parts = new ImageGraph(graph);
    String top =
        switch (this) {
          case RESNET -> residual(parts);
          case INCEPTION -> inception(parts);
        };
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

  private static String residual(ImageGraph parts) {
    String top = parts.relu("stem-relu", parts.normalised("stem", "image", 3, 1, 16));
    top = parts.residualBlock("block1", top, 1, 16);
    top = parts.residualBlock("block2", top, 2, 32);
    return parts.residualBlock("block3", top, 2, 64);
  }

  private static String inception(ImageGraph parts) {
    String top = parts.relu("stem-relu", parts.normalised("stem", "image", 3, 1, 16));
    top = parts.inceptionModule("module1", parts.pool("pool1", top, 2), 8);
    return parts.inceptionModule("module2", parts.pool("pool2", top, 2), 16);
  }
}
