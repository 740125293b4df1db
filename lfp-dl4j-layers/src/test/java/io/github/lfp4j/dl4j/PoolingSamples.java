package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.convolution;
import static io.github.lfp4j.dl4j.Fixtures.images;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static io.github.lfp4j.dl4j.LayerSample.LAYER;

import io.github.lfp4j.dl4j.LayerSample.Oracle;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;

/** Pooling, over windows and over everything. */
final class PoolingSamples {

  private PoolingSamples() {}

  static List<LayerSample> all() {
    List<LayerSample> samples = new ArrayList<>();
    for (SubsamplingLayer.PoolingType type :
        new SubsamplingLayer.PoolingType[] {
          SubsamplingLayer.PoolingType.MAX, SubsamplingLayer.PoolingType.AVG
        }) {
      samples.add(
          behindConvolution(
              type.toString(),
              new SubsamplingLayer.Builder(type, new int[] {3, 2})
                  .stride(2, 1)
                  .padding(1, 1)
                  .avgPoolIncludePadInDivisor(true)
                  .name(LAYER)
                  .build()));
    }
    for (PoolingType type : new PoolingType[] {PoolingType.MAX, PoolingType.AVG, PoolingType.SUM}) {
      samples.add(
          behindConvolution(
              type.toString(),
              new GlobalPoolingLayer.Builder(type)
                  .collapseDimensions(type != PoolingType.SUM)
                  .name(LAYER)
                  .build()));
    }
    return samples;
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
