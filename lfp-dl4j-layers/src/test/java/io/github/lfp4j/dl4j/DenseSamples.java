package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.features;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static io.github.lfp4j.dl4j.LayerSample.LAYER;

import io.github.lfp4j.dl4j.LayerSample.Oracle;
import java.util.List;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Nesterovs;

/** Layers of fully connected neurons. */
final class DenseSamples {

  private DenseSamples() {}

  static List<LayerSample> all() {
    return List.of(
        new LayerSample(
            "between others",
            DenseLayer.class,
            builder ->
                features(
                    builder,
                    dense(6, Activation.RELU),
                    new DenseLayer.Builder()
                        .nOut(7)
                        .name(LAYER)
                        .activation(Activation.LEAKYRELU)
                        .build(),
                    output()),
            Fixtures::blobs,
            Oracle.THEOREM_ONE),
        new LayerSample(
            "unusual settings",
            DenseLayer.class,
            builder ->
                features(
                    builder,
                    new DenseLayer.Builder()
                        .nOut(7)
                        .name(LAYER)
                        .activation(Activation.TANH)
                        .hasBias(false)
                        .l1(0.01)
                        .l2(0.02)
                        .dropOut(0.8)
                        .weightNoise(new DropConnect(0.9))
                        .constrainWeights(new MaxNormConstraint(2.0, 1))
                        .updater(new Nesterovs(0.05, 0.8))
                        .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                        .gradientNormalizationThreshold(0.7)
                        .build(),
                    output()),
            Fixtures::blobs,
            Oracle.SETTINGS));
  }
}
