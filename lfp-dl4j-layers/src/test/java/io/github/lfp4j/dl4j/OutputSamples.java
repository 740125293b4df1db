package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.CLASSES;
import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.features;
import static io.github.lfp4j.dl4j.LayerSample.LAYER;

import io.github.lfp4j.dl4j.LayerSample.Oracle;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Layers that reward starts at. */
final class OutputSamples {

  private OutputSamples() {}

  static List<LayerSample> all() {
    return List.of(
        output("softmax", LossFunction.MCXENT, Activation.SOFTMAX, true),
        output("sigmoid without bias", LossFunction.XENT, Activation.SIGMOID, false),
        new LayerSample(
            "softmax",
            LossLayer.class,
            builder ->
                features(
                    builder,
                    dense(6, Activation.RELU),
                    dense(CLASSES, Activation.IDENTITY),
                    new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .name(LAYER)
                        .build()),
            Fixtures::blobs,
            Oracle.THEOREM_ONE));
  }

  private static LayerSample output(
      String name, LossFunction loss, Activation activation, boolean bias) {
    return new LayerSample(
        name,
        OutputLayer.class,
        builder ->
            features(
                builder,
                dense(6, Activation.RELU),
                new OutputLayer.Builder(loss)
                    .nOut(CLASSES)
                    .activation(activation)
                    .hasBias(bias)
                    .name(LAYER)
                    .build()),
        Fixtures::blobs,
        Oracle.THEOREM_ONE);
  }
}
