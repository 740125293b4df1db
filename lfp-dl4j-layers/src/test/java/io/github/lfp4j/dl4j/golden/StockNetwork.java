package io.github.lfp4j.dl4j.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The stock Deeplearning4j configuration of a chain of the reference's modules, in 64 bits. Layers
 * bear the names of their modules; an activation function becomes part of the dense layer or
 * convolution that it follows directly.
 */
final class StockNetwork {

  private final List<Layer> layers = new ArrayList<>();
  private final Map<String, Integer> indices = new LinkedHashMap<>();

  /**
   * @param modules supported by {@link SequentialModules}
   */
  StockNetwork(List<ModuleSpec> modules) {
    IActivation none = new ActivationIdentity();
    for (int i = 0; i < modules.size(); i++) {
      ModuleSpec module = modules.get(i);
      if (module.type().equals("Flatten")) {
        // Done by the preprocessor that follows from the input type.
        continue;
      }
      indices.put(module.name(), layers.size());
      if (module.isWeighted()) {
        Optional<IActivation> activation =
            i + 1 == modules.size() ? Optional.empty() : Activations.of(modules.get(i + 1));
        layers.add(weighted(module, activation.orElse(none)));
        if (activation.isPresent()) {
          i++;
        }
      } else {
        layers.add(other(module));
      }
    }
  }

  /** The index of a module's layer. */
  int layer(String module) {
    return indices.get(module);
  }

  /** The configuration with nothing behind the last module. */
  MultiLayerConfiguration configuration(InputType input) {
    return configuration(layers, input);
  }

  /** The configuration with a summed softmax cross-entropy behind the last module. */
  MultiLayerConfiguration withCrossEntropy(InputType input) {
    List<Layer> all = new ArrayList<>(layers);
    all.add(new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build());
    return configuration(all, input);
  }

  private static MultiLayerConfiguration configuration(List<Layer> layers, InputType input) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.DOUBLE)
            .miniBatch(false)
            .updater(new Sgd(1))
            .list();
    // Clones, because the input type fills in what layers leave open.
    layers.forEach(layer -> list.layer(layer.clone()));
    return list.setInputType(input).build();
  }

  static Layer weighted(ModuleSpec module, IActivation activation) {
    if (module.type().equals("Linear")) {
      return new DenseLayer.Builder()
          .name(module.name())
          .nIn(module.integer("in_features", 0))
          .nOut(module.integer("out_features", 0))
          .hasBias(module.flag("bias", true))
          .activation(activation)
          .build();
    }
    if (module.type().equals("Conv1d")) {
      return channels(
              new Convolution1DLayer.Builder(
                  module.single("kernel_size", 1),
                  module.single("stride", 1),
                  module.single("padding", 0)),
              module,
              activation)
          .dilation(module.single("dilation", 1))
          .build();
    }
    if (module.type().equals("ConvTranspose2d")) {
      return images(new Deconvolution2D.Builder(), module, activation).build();
    }
    if (module.isDepthwise()) {
      int multiplier = module.integer("out_channels", 0) / module.groups();
      return images(new DepthwiseConvolution2D.Builder(), module, activation)
          .depthMultiplier(multiplier)
          .build();
    }
    // Groups of channels are blocks of weights, which are zero elsewhere and stay so.
    return images(new ConvolutionLayer.Builder(), module, activation).build();
  }

  private static <B extends ConvolutionLayer.BaseConvBuilder<B>> B images(
      B builder, ModuleSpec module, IActivation activation) {
    builder.setKernelSize(module.pair("kernel_size"));
    builder.setStride(module.pair("stride", 1, 1));
    builder.setPadding(module.pair("padding", 0, 0));
    return channels(builder, module, activation).dilation(module.pair("dilation", 1, 1));
  }

  private static <B extends ConvolutionLayer.BaseConvBuilder<B>> B channels(
      B builder, ModuleSpec module, IActivation activation) {
    return builder
        .name(module.name())
        .nIn(module.integer("in_channels", 0))
        .nOut(module.integer("out_channels", 0))
        .convolutionMode(ConvolutionMode.Truncate)
        .hasBias(module.flag("bias", true))
        .activation(activation);
  }

  static Layer other(ModuleSpec module) {
    return switch (module.type()) {
      case "BatchNorm1d", "BatchNorm2d" ->
          new BatchNormalization.Builder()
              .name(module.name())
              .eps(module.number("eps", 1e-5))
              .decay(1 - module.number("momentum", 0.1))
              .useLogStd(false)
              .build();
      case "MaxPool2d" -> pooling(module, SubsamplingLayer.PoolingType.MAX);
      case "AvgPool2d" -> pooling(module, SubsamplingLayer.PoolingType.AVG);
      case "AdaptiveAvgPool2d" ->
          new GlobalPoolingLayer.Builder(PoolingType.AVG)
              .name(module.name())
              .collapseDimensions(false)
              .build();
      case "Dropout" ->
          new DropoutLayer.Builder(1 - module.number("p", 0.5)).name(module.name()).build();
      default ->
          new ActivationLayer.Builder()
              .name(module.name())
              .activation(Activations.of(module).orElseThrow())
              .build();
    };
  }

  private static Layer pooling(ModuleSpec module, SubsamplingLayer.PoolingType type) {
    int[] kernel = module.pair("kernel_size");
    SubsamplingLayer.Builder pooling =
        new SubsamplingLayer.Builder(type, kernel)
            .name(module.name())
            .stride(module.pair("stride", kernel))
            .padding(module.pair("padding", 0, 0))
            .dilation(module.pair("dilation", 1, 1))
            .convolutionMode(ConvolutionMode.Truncate);
    pooling.setAvgPoolIncludePadInDivisor(module.flag("count_include_pad", true));
    return pooling.build();
  }
}
