package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.CHANNELS;
import static io.github.lfp4j.dl4j.Fixtures.SIZE;
import static io.github.lfp4j.dl4j.Fixtures.convolution;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static io.github.lfp4j.dl4j.LayerSample.LAYER;

import io.github.lfp4j.dl4j.LayerSample.Oracle;
import io.github.lfp4j.dl4j.conf.LayerCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

/** Convolutions of all kinds but the plain one, over time, images and volumes. */
final class WindowSamples {

  private static final int TIME = 11;
  private static final int DEPTH = 5;

  private WindowSamples() {}

  static List<LayerSample> all() {
    List<LayerSample> all = new ArrayList<>(overTime());
    for (CNN2DFormat format : CNN2DFormat.values()) {
      all.addAll(overImages(format));
    }
    for (Convolution3D.DataFormat format : Convolution3D.DataFormat.values()) {
      all.addAll(overVolumes(format));
    }
    return all;
  }

  /** Sequences [N, C, T] with labels. */
  static DataSet sequences(int examples, DataType type) {
    return new DataSet(
        Fixtures.normal(type, 6, examples, CHANNELS, TIME),
        Fixtures.blobs(examples, type).getLabels());
  }

  private static List<LayerSample> overTime() {
    Convolution1DLayer strided =
        new Convolution1DLayer.Builder(3, 2, 1)
            .nOut(4)
            .name(LAYER)
            .activation(Activation.LEAKYRELU)
            .build();
    return List.of(
        sequence("strides, padding", strided, Oracle.THEOREM_ONE),
        sequence("the other name", LayerCopy.of(strided, Convolution1D.class), Oracle.THEOREM_ONE),
        sequence(
            "causal, dilation",
            new Convolution1DLayer.Builder(3)
                .nOut(4)
                .dilation(2)
                .convolutionMode(ConvolutionMode.Causal)
                .name(LAYER)
                .activation(Activation.RELU)
                .build(),
            Oracle.THEOREM_ONE),
        sequence(
            "SAME, without bias",
            new Convolution1DLayer.Builder(2, 2)
                .nOut(4)
                .hasBias(false)
                .convolutionMode(ConvolutionMode.Same)
                .name(LAYER)
                .activation(Activation.TANH)
                .build(),
            Oracle.SETTINGS),
        sequence(
            "strides",
            new LocallyConnected1D.Builder()
                .kernelSize(3)
                .stride(2)
                .nOut(4)
                .convolutionMode(ConvolutionMode.Truncate)
                .activation(Activation.RELU)
                .name(LAYER)
                .build(),
            Oracle.NUMERIC),
        sequence(
            "SAME",
            new LocallyConnected1D.Builder()
                .kernelSize(2)
                .nOut(3)
                .activation(Activation.LEAKYRELU)
                .hasBias(false)
                .name(LAYER)
                .build(),
            Oracle.NUMERIC));
  }

  private static LayerSample sequence(String name, Layer layer, Oracle oracle) {
    return new LayerSample(
        name,
        layer.getClass(),
        builder ->
            Fixtures.configuration(
                builder,
                InputType.recurrent(CHANNELS, TIME),
                new Convolution1DLayer.Builder(2).nOut(3).activation(Activation.RELU).build(),
                layer.clone(),
                new GlobalPoolingLayer(PoolingType.MAX),
                output()),
        WindowSamples::sequences,
        oracle);
  }

  private static List<LayerSample> overImages(CNN2DFormat format) {
    ConvolutionLayer plain =
        convolution(3).name(LAYER).dataFormat(format).activation(Activation.RELU).build();
    return List.of(
        image(format, "the other name", LayerCopy.of(plain, Convolution2D.class)),
        image(
            format,
            "strides, padding",
            new Deconvolution2D.Builder(new int[] {3, 2}, new int[] {2, 1}, new int[] {1, 0})
                .nOut(3)
                .dataFormat(format)
                .name(LAYER)
                .activation(Activation.LEAKYRELU)
                .build()),
        image(
            format,
            "SAME, without bias",
            new Deconvolution2D.Builder(3, 3)
                .stride(2, 2)
                .nOut(2)
                .hasBias(false)
                .convolutionMode(ConvolutionMode.Same)
                .dataFormat(format)
                .name(LAYER)
                .activation(Activation.RELU)
                .build()),
        image(
            format,
            "strides, padding",
            new DepthwiseConvolution2D.Builder(new int[] {3, 2}, new int[] {2, 1}, new int[] {1, 0})
                .depthMultiplier(2)
                .dataFormat(format)
                .name(LAYER)
                .activation(Activation.LEAKYRELU)
                .build()),
        image(
            format,
            "SAME, without bias",
            new DepthwiseConvolution2D.Builder(3, 3)
                .hasBias(false)
                .convolutionMode(ConvolutionMode.Same)
                .dataFormat(format)
                .name(LAYER)
                .activation(Activation.RELU)
                .build()),
        image(
            format,
            "strides, padding",
            new SeparableConvolution2D.Builder(new int[] {3, 2}, new int[] {2, 1}, new int[] {1, 0})
                .depthMultiplier(2)
                .nOut(4)
                .dataFormat(format)
                .name(LAYER)
                .activation(Activation.LEAKYRELU)
                .build()),
        image(
            format,
            "SAME, without bias",
            new SeparableConvolution2D.Builder(3, 3)
                .nOut(2)
                .hasBias(false)
                .convolutionMode(ConvolutionMode.Same)
                .dataFormat(format)
                .name(LAYER)
                .activation(Activation.RELU)
                .build()),
        image(
            format,
            "strides, padding",
            new LocallyConnected2D.Builder()
                .kernelSize(3, 2)
                .stride(2, 1)
                .padding(1, 0)
                .nOut(3)
                .convolutionMode(ConvolutionMode.Truncate)
                .dataFormat(format)
                .name(LAYER)
                .activation(Activation.RELU)
                .build()),
        image(
            format,
            "SAME, without bias",
            new LocallyConnected2D.Builder()
                .kernelSize(2, 2)
                .nOut(2)
                .hasBias(false)
                .convolutionMode(ConvolutionMode.Same)
                .dataFormat(format)
                .name(LAYER)
                .activation(Activation.RELU)
                .build()));
  }

  private static LayerSample image(CNN2DFormat format, String name, Layer layer) {
    return new LayerSample(
        name + ", " + format,
        layer.getClass(),
        builder ->
            Fixtures.configuration(
                builder,
                InputType.convolutional(SIZE, SIZE, CHANNELS, format),
                convolution(3).dataFormat(format).activation(Activation.RELU).build(),
                layer.clone(),
                output()),
        (examples, type) -> Fixtures.pictures(examples, type, format),
        layer instanceof LocallyConnected2D ? Oracle.NUMERIC : Oracle.THEOREM_ONE);
  }

  private static List<LayerSample> overVolumes(Convolution3D.DataFormat format) {
    return List.of(
        volume(
            format,
            "strides, padding",
            new Convolution3D.Builder(new int[] {3, 3, 3}, new int[] {2, 2, 2}, new int[] {1, 1, 1})
                .nOut(3)
                .dataFormat(format)
                .name(LAYER)
                .activation(Activation.LEAKYRELU)
                .build()),
        volume(
            format,
            "SAME, without bias",
            new Convolution3D.Builder(2, 3, 2)
                .nOut(2)
                .hasBias(false)
                .convolutionMode(ConvolutionMode.Same)
                .dataFormat(format)
                .name(LAYER)
                .activation(Activation.RELU)
                .build()),
        volume(
            format,
            "strides, padding",
            new Deconvolution3D.Builder()
                .kernelSize(3, 3, 3)
                .stride(2, 2, 2)
                .padding(1, 1, 1)
                .nOut(2)
                .dataFormat(format)
                .name(LAYER)
                .activation(Activation.RELU)
                .build()),
        volume(
            format,
            "SAME, without bias",
            new Deconvolution3D.Builder()
                .kernelSize(2, 2, 2)
                .stride(2, 2, 2)
                .nOut(2)
                .hasBias(false)
                .convolutionMode(ConvolutionMode.Same)
                .dataFormat(format)
                .name(LAYER)
                .activation(Activation.RELU)
                .build()));
  }

  private static LayerSample volume(Convolution3D.DataFormat format, String name, Layer layer) {
    BiFunction<Integer, DataType, DataSet> data =
        (examples, type) -> volumes(format, examples, type);
    return new LayerSample(
        name + ", " + format,
        layer.getClass(),
        builder ->
            Fixtures.configuration(
                builder,
                InputType.convolutional3D(format, DEPTH, DEPTH, DEPTH, CHANNELS),
                new Convolution3D.Builder(2, 2, 2)
                    .nOut(3)
                    .dataFormat(format)
                    .activation(Activation.RELU)
                    .build(),
                layer.clone(),
                // DL4J forgets the format behind layers with explicit padding.
                new Convolution3D.Builder(1, 1, 1)
                    .nOut(2)
                    .convolutionMode(ConvolutionMode.Same)
                    .dataFormat(format)
                    .activation(Activation.RELU)
                    .build(),
                output()),
        data,
        Oracle.THEOREM_ONE);
  }

  private static DataSet volumes(Convolution3D.DataFormat format, int examples, DataType type) {
    long[] shape =
        format == Convolution3D.DataFormat.NCDHW
            ? new long[] {examples, CHANNELS, DEPTH, DEPTH, DEPTH}
            : new long[] {examples, DEPTH, DEPTH, DEPTH, CHANNELS};
    return new DataSet(Fixtures.normal(type, 7, shape), Fixtures.blobs(examples, type).getLabels());
  }
}
