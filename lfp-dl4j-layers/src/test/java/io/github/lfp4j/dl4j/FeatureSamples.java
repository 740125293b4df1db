package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.FEATURES;
import static io.github.lfp4j.dl4j.Fixtures.SIZE;
import static io.github.lfp4j.dl4j.Fixtures.convolution;
import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.features;
import static io.github.lfp4j.dl4j.Fixtures.images;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static io.github.lfp4j.dl4j.LayerSample.LAYER;

import io.github.lfp4j.dl4j.LayerSample.Oracle;
import java.util.List;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.weights.WeightInitConstant;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Layers with parameters of other kinds: per feature, per entry of a vocabulary, normalised. */
final class FeatureSamples {

  private static final int TIME = 3;

  private FeatureSamples() {}

  static List<LayerSample> all() {
    return List.of(
        behindDense(
            "layer normalisation",
            new DenseLayer.Builder()
                .nOut(7)
                .hasLayerNorm(true)
                .name(LAYER)
                .activation(Activation.LEAKYRELU)
                .build()),
        behindDense(
            "layer normalisation without bias",
            new DenseLayer.Builder()
                .nOut(7)
                .hasLayerNorm(true)
                .hasBias(false)
                .gainInit(1.3)
                .name(LAYER)
                .activation(Activation.RELU)
                .build()),
        behindDense(
            "between others",
            new ElementWiseMultiplicationLayer.Builder()
                .nOut(6)
                .name(LAYER)
                .activation(Activation.LEAKYRELU)
                .build()),
        behindDense(
            "a slope for each feature",
            new PReLULayer.Builder()
                .inputShape(6)
                .weightInit(new WeightInitConstant(0.3))
                .name(LAYER)
                .build()),
        new LayerSample(
            "a slope for each channel",
            PReLULayer.class,
            builder ->
                images(
                    builder,
                    // DL4J's way back refuses to share a slope among more than 64 numbers.
                    convolution(3)
                        .kernelSize(SIZE - 2, SIZE - 2)
                        .activation(Activation.IDENTITY)
                        .build(),
                    new PReLULayer.Builder()
                        .inputShape(3, 3, 3)
                        .sharedAxes(2, 3)
                        .weightInit(new WeightInitConstant(-0.2))
                        .name(LAYER)
                        .build(),
                    output()),
            Fixtures::pictures,
            Oracle.THEOREM_ONE),
        embedding("identity", Activation.IDENTITY, false),
        embedding("with bias and ReLU", Activation.RELU, true),
        sequence("", RNNFormat.NCW, false),
        sequence(" with bias", RNNFormat.NCW, true));
  }

  private static LayerSample behindDense(String name, Layer layer) {
    return new LayerSample(
        name,
        layer.getClass(),
        builder -> features(builder, dense(6, Activation.IDENTITY), layer.clone(), output()),
        Fixtures::blobs,
        Oracle.THEOREM_ONE);
  }

  private static LayerSample embedding(String name, Activation activation, boolean bias) {
    return new LayerSample(
        name,
        EmbeddingLayer.class,
        builder ->
            features(
                builder,
                new EmbeddingLayer.Builder()
                    .nOut(6)
                    .hasBias(bias)
                    .activation(activation)
                    .name(LAYER)
                    .build(),
                dense(5, Activation.RELU),
                output()),
        (examples, type) -> tokens(examples, type, 1),
        Oracle.THEOREM_ONE);
  }

  private static LayerSample sequence(String name, RNNFormat format, boolean bias) {
    return new LayerSample(
        format + name,
        EmbeddingSequenceLayer.class,
        builder ->
            Fixtures.configuration(
                builder,
                InputType.recurrent(FEATURES),
                new EmbeddingSequenceLayer.Builder()
                    .nOut(6)
                    .hasBias(bias)
                    .inputLength(TIME)
                    .inferInputLength(false)
                    .outputDataFormat(format)
                    .activation(Activation.LEAKYRELU)
                    .name(LAYER)
                    .build(),
                new GlobalPoolingLayer(PoolingType.MAX),
                output()),
        (examples, type) -> tokens(examples, type, TIME),
        Oracle.THEOREM_ONE);
  }

  /** Indices below {@link Fixtures#FEATURES} [N, length], some of them more than once. */
  static DataSet tokens(int examples, DataType type, int length) {
    INDArray x = Nd4j.create(type, examples, length);
    for (int i = 0; i < x.length(); i++) {
      x.putScalar(i, i * (i + 1) / 2 % FEATURES);
    }
    return new DataSet(x, Fixtures.blobs(examples, type).getLabels());
  }
}
