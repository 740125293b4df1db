package io.github.lfp4j.dl4j.model;

import io.github.lfp4j.dl4j.LfpException;
import java.util.Arrays;
import java.util.Locale;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Network architectures for classification, sized to fit any input and number of classes. */
public enum Architecture {
  /** Dense 32-16, for a handful of features. */
  MLP_SMALL(false, 1),

  /** Dense 120-84. */
  MLP(false, 1),

  /** Convolutions 16-16 of 5 x 5 with maximum pooling, dense 120-84. */
  LENET(true, 16),

  /** 3 x 3 convolutions 32-64, 128-128, 256-256 with pooling between, dense 1024-512. */
  VGG_LIKE(true, 8);

  private final boolean images;
  private final int smallest;

  Architecture(boolean images, int smallest) {
    this.images = images;
    this.smallest = smallest;
  }

  /** The name as people write it, such as {@code vgg-like}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The architecture of a name.
   *
   * @throws LfpException if there is none; the message lists the names
   */
  public static Architecture byName(String name) {
    return Arrays.stream(values())
        .filter(architecture -> architecture.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new LfpException(
                    "there is no architecture '"
                        + name
                        + "'; choose one of "
                        + String.join(
                            ", ", Arrays.stream(values()).map(Architecture::label).toList())));
  }

  /**
   * The configuration, in stock layers with ReLU and a softmax output.
   *
   * @param shape of one example: [channels, height, width] or [features]
   * @param classes number of classes, at least 2
   * @param base seed, updater and all other settings that layers inherit
   * @throws LfpException if the architecture does not fit such examples
   */
  public MultiLayerConfiguration configure(
      long[] shape, int classes, NeuralNetConfiguration.Builder base) {
    if (images && (shape.length != 3 || shape[1] < smallest || shape[2] < smallest)) {
      throw new LfpException(
          "the architecture '"
              + label()
              + "' needs images of at least "
              + smallest
              + " x "
              + smallest
              + " pixels, but the examples have shape "
              + Arrays.toString(shape)
              + "; choose mlp instead");
    }
    NeuralNetConfiguration.ListBuilder list = base.activation(Activation.RELU).list();
    addHiddenLayers(list);
    list.layer(
        new OutputLayer.Builder(LossFunction.MCXENT)
            .name("output")
            .nOut(classes)
            .activation(Activation.SOFTMAX)
            .build());
    return list.setInputType(inputType(shape)).build();
  }

  private void addHiddenLayers(NeuralNetConfiguration.ListBuilder list) {
    switch (this) {
      case MLP_SMALL -> dense(list, 32, 16);
      case MLP -> dense(list, 120, 84);
      case LENET -> {
        convolution(list, "conv1", 5, 16, ConvolutionMode.Truncate);
        pooling(list, "pool1");
        convolution(list, "conv2", 5, 16, ConvolutionMode.Truncate);
        pooling(list, "pool2");
        dense(list, 120, 84);
      }
      case VGG_LIKE -> {
        int[][] blocks = {{32, 64}, {128, 128}, {256, 256}};
        for (int b = 0; b < blocks.length; b++) {
          String block = String.valueOf(b + 1);
          convolution(list, "conv" + block + "a", 3, blocks[b][0], ConvolutionMode.Same);
          convolution(list, "conv" + block + "b", 3, blocks[b][1], ConvolutionMode.Same);
          pooling(list, "pool" + block);
        }
        dense(list, 1024, 512);
      }
    }
  }

  private static InputType inputType(long[] shape) {
    return shape.length == 3
        ? InputType.convolutional(shape[1], shape[2], shape[0])
        : InputType.feedForward(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
  }

  private static void dense(NeuralNetConfiguration.ListBuilder list, int... sizes) {
    for (int i = 0; i < sizes.length; i++) {
      list.layer(new DenseLayer.Builder().name("dense" + (i + 1)).nOut(sizes[i]).build());
    }
  }

  private static void convolution(
      NeuralNetConfiguration.ListBuilder list,
      String name,
      int size,
      int channels,
      ConvolutionMode mode) {
    list.layer(
        new ConvolutionLayer.Builder(size, size)
            .name(name)
            .nOut(channels)
            .convolutionMode(mode)
            .build());
  }

  private static void pooling(NeuralNetConfiguration.ListBuilder list, String name) {
    list.layer(
        new SubsamplingLayer.Builder(PoolingType.MAX, new int[] {2, 2})
            .name(name)
            .stride(2, 2)
            .build());
  }
}
