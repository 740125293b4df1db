package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.features;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static io.github.lfp4j.dl4j.LayerSample.LAYER;

import io.github.lfp4j.dl4j.LayerSample.Oracle;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
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
            "dropout", new DropoutLayer.Builder(0.6).name(LAYER).build(), Oracle.THEOREM_ONE));
  }

  private static LayerSample betweenDense(String name, Layer layer, Oracle oracle) {
    return new LayerSample(
        name,
        layer.getClass(),
        builder -> features(builder, dense(9, Activation.LEAKYRELU), layer.clone(), output()),
        Fixtures::blobs,
        oracle);
  }
}
