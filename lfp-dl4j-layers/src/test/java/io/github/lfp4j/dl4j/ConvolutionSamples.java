package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.convolution;
import static io.github.lfp4j.dl4j.Fixtures.images;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static io.github.lfp4j.dl4j.LayerSample.LAYER;

import io.github.lfp4j.dl4j.LayerSample.Oracle;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;

/** Convolutions and what normalises them. */
final class ConvolutionSamples {

  private ConvolutionSamples() {}

  static List<LayerSample> all() {
    return List.of(
        new LayerSample(
            "strides, padding, dilation",
            ConvolutionLayer.class,
            builder ->
                images(
                    builder,
                    convolution(3).activation(Activation.RELU).build(),
                    new ConvolutionLayer.Builder(3, 2)
                        .nOut(4)
                        .stride(2, 1)
                        .padding(1, 0)
                        .dilation(1, 2)
                        .name(LAYER)
                        .activation(Activation.LEAKYRELU)
                        .build(),
                    output()),
            Fixtures::pictures,
            Oracle.THEOREM_ONE),
        new LayerSample(
            "unusual settings",
            ConvolutionLayer.class,
            builder ->
                images(
                    builder,
                    new ConvolutionLayer.Builder(3, 2)
                        .nOut(3)
                        .name(LAYER)
                        .activation(Activation.SWISH)
                        .biasUpdater(new Adam(0.01))
                        .weightDecay(0.01)
                        .biasInit(0.3)
                        .build(),
                    output()),
            Fixtures::pictures,
            Oracle.SETTINGS),
        new LayerSample(
            "behind a convolution",
            BatchNormalization.class,
            builder ->
                images(
                    builder,
                    convolution(3).activation(Activation.IDENTITY).build(),
                    new BatchNormalization.Builder()
                        .decay(0.8)
                        .eps(1e-4)
                        .gamma(0.9)
                        .beta(0.1)
                        .useLogStd(true)
                        .name(LAYER)
                        .build(),
                    new ActivationLayer(Activation.RELU),
                    output()),
            Fixtures::pictures,
            Oracle.THEOREM_ONE));
  }
}
