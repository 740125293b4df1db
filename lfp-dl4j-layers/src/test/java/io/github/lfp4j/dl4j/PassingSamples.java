package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.convolution;
import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.features;
import static io.github.lfp4j.dl4j.Fixtures.images;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static io.github.lfp4j.dl4j.LayerSample.LAYER;

import io.github.lfp4j.dl4j.LayerSample.Oracle;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.nd4j.linalg.activations.Activation;

/** Layers without parameters that no rule is needed for. */
final class PassingSamples {

  private PassingSamples() {}

  static List<LayerSample> all() {
    return List.of(
        betweenDense(
            "ReLU",
            new ActivationLayer.Builder().activation(Activation.RELU).name(LAYER).build(),
            Oracle.THEOREM_ONE),
        betweenDense(
            "tanh",
            new ActivationLayer.Builder().activation(Activation.TANH).name(LAYER).build(),
            Oracle.SETTINGS),
        betweenDense(
            "dropout", new DropoutLayer.Builder(0.6).name(LAYER).build(), Oracle.THEOREM_ONE),
        betweenConvolutions("padding", new ZeroPaddingLayer.Builder(1, 2).name(LAYER).build()),
        betweenConvolutions("cropping", new Cropping2D.Builder(1, 2, 0, 1).name(LAYER).build()));
  }

  private static LayerSample betweenDense(String name, Layer layer, Oracle oracle) {
    return new LayerSample(
        name,
        layer.getClass(),
        builder -> features(builder, dense(9, Activation.LEAKYRELU), layer.clone(), output()),
        Fixtures::blobs,
        oracle);
  }

  private static LayerSample betweenConvolutions(String name, Layer layer) {
    return new LayerSample(
        name,
        layer.getClass(),
        builder ->
            images(
                builder,
                convolution(3).activation(Activation.RELU).build(),
                layer.clone(),
                convolution(3).activation(Activation.LEAKYRELU).build(),
                output()),
        Fixtures::pictures,
        Oracle.THEOREM_ONE);
  }
}
