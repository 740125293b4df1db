package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.convolution;
import static io.github.lfp4j.dl4j.Fixtures.images;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static io.github.lfp4j.dl4j.LayerSample.LAYER;

import io.github.lfp4j.dl4j.LayerSample.Oracle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.Pooling1D;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

/** Pooling, over windows and over everything. */
final class PoolingSamples {

  private PoolingSamples() {}

  static List<LayerSample> all() {
    List<LayerSample> samples = new ArrayList<>();
    for (SubsamplingLayer.PoolingType type :
        new SubsamplingLayer.PoolingType[] {
          SubsamplingLayer.PoolingType.MAX,
          SubsamplingLayer.PoolingType.AVG,
          SubsamplingLayer.PoolingType.PNORM
        }) {
      samples.add(
          behindConvolution(
              type.toString(),
              new SubsamplingLayer.Builder(type, new int[] {3, 2})
                  .stride(2, 1)
                  .padding(1, 1)
                  .avgPoolIncludePadInDivisor(true)
                  .pnorm(3)
                  .name(LAYER)
                  .build()));
      samples.add(
          series(
              type.toString(),
              new Subsampling1DLayer.Builder(type, 2, 2).pnorm(2).name(LAYER).build(),
              WeightlessFixtures::timeSeries));
    }
    for (Subsampling3DLayer.PoolingType type : Subsampling3DLayer.PoolingType.values()) {
      for (Convolution3D.DataFormat format : Convolution3D.DataFormat.values()) {
        samples.add(volumes(type, format));
      }
    }
    samples.add(behindConvolution("alias", alias(new Pooling2D())));
    samples.add(series("alias", alias(new Pooling1D()), WeightlessFixtures::timeSeries));
    for (PoolingType type : PoolingType.values()) {
      samples.add(
          behindConvolution(
              type.toString(),
              new GlobalPoolingLayer.Builder(type)
                  .collapseDimensions(type != PoolingType.SUM)
                  .name(LAYER)
                  .build()));
      samples.add(
          series(
              type + " over time",
              new GlobalPoolingLayer.Builder(type).pnorm(3).name(LAYER).build(),
              WeightlessFixtures::maskedSeries));
    }
    return samples;
  }

  /** DL4J's other names come without builders. */
  private static Layer alias(SubsamplingLayer layer) {
    layer.setPoolingType(PoolingType.AVG);
    layer.setKernelSize(layer instanceof Pooling1D ? new int[] {2, 1} : new int[] {2, 2});
    layer.setStride(new int[] {1, 1});
    layer.setPadding(new int[] {0, 0});
    layer.setEps(1e-8);
    layer.setLayerName(LAYER);
    return layer;
  }

  private static LayerSample series(
      String name, Layer layer, BiFunction<Integer, DataType, DataSet> data) {
    return new LayerSample(
        name,
        layer.getClass(),
        builder ->
            layer instanceof GlobalPoolingLayer
                ? WeightlessFixtures.series(builder, RNNFormat.NCW, layer)
                : WeightlessFixtures.series(builder, layer, RNNFormat.NCW),
        data,
        Oracle.THEOREM_ONE);
  }

  private static LayerSample volumes(
      Subsampling3DLayer.PoolingType type, Convolution3D.DataFormat format) {
    Layer layer =
        new Subsampling3DLayer.Builder(type, new int[] {2, 2, 3}, new int[] {2, 1, 1})
            .convolutionMode(ConvolutionMode.Truncate)
            .dataFormat(format)
            .dropOut(new Dropout(0.8))
            .name(LAYER)
            .build();
    return new LayerSample(
        type + " " + format,
        Subsampling3DLayer.class,
        builder -> WeightlessFixtures.volumes(builder, layer, new int[] {2, 2, 2}, format),
        Fixtures::blobs,
        Oracle.THEOREM_ONE);
  }

  private static LayerSample behindConvolution(String name, Layer layer) {
    return new LayerSample(
        name,
        layer.getClass(),
        builder ->
            images(
                builder,
                convolution(3).activation(Activation.LEAKYRELU).build(),
                layer.clone(),
                output()),
        Fixtures::pictures,
        Oracle.THEOREM_ONE);
  }
}
