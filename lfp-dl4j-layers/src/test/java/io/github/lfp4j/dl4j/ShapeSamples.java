package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.LayerSample.LAYER;

import io.github.lfp4j.dl4j.LayerSample.Oracle;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.Upsampling3D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPadding3DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping3D;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Layers that change the shape: padding, cropping, upsampling, blocks, repetition, masks. */
final class ShapeSamples {

  private ShapeSamples() {}

  static List<LayerSample> all() {
    List<LayerSample> samples = new ArrayList<>();
    for (CNN2DFormat format : CNN2DFormat.values()) {
      samples.add(
          images(
              new ZeroPaddingLayer.Builder(1, 2).dataFormat(format).name(LAYER).build(), format));
      samples.add(
          images(
              new Cropping2D.Builder(1, 2, 0, 1).dataFormat(format).name(LAYER).build(), format));
      samples.add(
          images(
              new Upsampling2D.Builder()
                  .size(new int[] {1, 2})
                  .dataFormat(format)
                  .dropOut(new Dropout(0.7))
                  .name(LAYER)
                  .build(),
              format));
      samples.add(images(new SpaceToDepthLayer.Builder<>(2, format).name(LAYER).build(), format));
      samples.add(
          new LayerSample(
              format.toString(),
              LocalResponseNormalization.class,
              builder ->
                  WeightlessFixtures.images(
                      builder,
                      new LocalResponseNormalization.Builder().n(3).alpha(0.3).name(LAYER).build(),
                      format),
              (examples, type) -> Fixtures.pictures(examples, type, format),
              Oracle.twin(LocalResponseTwinTest.class)));
      samples.add(toBatch(format));
    }
    for (Convolution3D.DataFormat format : Convolution3D.DataFormat.values()) {
      samples.add(
          volumes(
              new Upsampling3D.Builder()
                  .size(new int[] {2, 1, 2})
                  .dataFormat(format)
                  .name(LAYER)
                  .build(),
              new int[] {8, 3, 8},
              format));
    }
    samples.add(
        volumes(
            new ZeroPadding3DLayer.Builder(1, 0, 0, 2, 1, 1).name(LAYER).build(),
            new int[] {5, 5, 6},
            Convolution3D.DataFormat.NCDHW));
    samples.add(
        volumes(
            new Cropping3D.Builder(1, 0, 0, 2, 1, 1).name(LAYER).build(),
            new int[] {3, 1, 2},
            Convolution3D.DataFormat.NCDHW));
    samples.add(series(new ZeroPadding1DLayer.Builder(1, 2).name(LAYER).build()));
    samples.add(series(new Cropping1D.Builder(1, 2).name(LAYER).build()));
    samples.add(series(new Upsampling1D.Builder(3).name(LAYER).build()));
    MaskLayer mask = new MaskLayer();
    mask.setLayerName(LAYER);
    samples.add(series(mask));
    samples.add(
        new LayerSample(
            "masked",
            MaskLayer.class,
            builder -> WeightlessFixtures.series(builder, mask, RNNFormat.NCW),
            WeightlessFixtures::maskedSeries,
            Oracle.THEOREM_ONE));
    for (RNNFormat format : RNNFormat.values()) {
      samples.add(repeated(format));
    }
    return samples;
  }

  private static LayerSample images(Layer layer, CNN2DFormat format) {
    return new LayerSample(
        format.toString(),
        layer.getClass(),
        builder -> WeightlessFixtures.images(builder, layer, format),
        (examples, type) -> Fixtures.pictures(examples, type, format),
        Oracle.THEOREM_ONE);
  }

  /** Each of four blocks of an image is an example of its own. */
  private static LayerSample toBatch(CNN2DFormat format) {
    Layer layer =
        new SpaceToBatchLayer.Builder<>(new int[] {2, 2}, new int[][] {{1, 1}, {0, 0}})
            .name(LAYER)
            .build();
    return new LayerSample(
        format.toString(),
        SpaceToBatchLayer.class,
        builder -> WeightlessFixtures.images(builder, layer, format),
        (examples, type) -> {
          DataSet data = Fixtures.pictures(examples, type, format);
          INDArray labels = Nd4j.concat(0, data.getLabels(), data.getLabels());
          return new DataSet(data.getFeatures(), Nd4j.concat(0, labels, labels));
        },
        Oracle.THEOREM_ONE);
  }

  private static LayerSample volumes(Layer layer, int[] after, Convolution3D.DataFormat format) {
    return new LayerSample(
        format.toString(),
        layer.getClass(),
        builder -> WeightlessFixtures.volumes(builder, layer, after, format),
        Fixtures::blobs,
        Oracle.THEOREM_ONE);
  }

  private static LayerSample series(Layer layer) {
    return new LayerSample(
        "time series",
        layer.getClass(),
        builder -> WeightlessFixtures.series(builder, layer, RNNFormat.NCW),
        WeightlessFixtures::timeSeries,
        Oracle.THEOREM_ONE);
  }

  private static LayerSample repeated(RNNFormat format) {
    return new LayerSample(
        format.toString(),
        RepeatVector.class,
        builder ->
            Fixtures.features(
                builder,
                Fixtures.dense(5, Activation.LEAKYRELU),
                new RepeatVector.Builder<>(3).dataFormat(format).name(LAYER).build(),
                new GlobalPoolingLayer.Builder(PoolingType.SUM)
                    .poolingDimensions(format == RNNFormat.NWC ? 1 : 2)
                    .build(),
                Fixtures.output()),
        Fixtures::blobs,
        Oracle.THEOREM_ONE);
  }
}
