package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.convert.LayerRegistry;
import io.github.lfp4j.dl4j.convert.LayerSupport;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layers of a network whose weights can be pruned. */
public final class PrunableLayers {

  private PrunableLayers() {}

  /**
   * The weights of each layer that has a rule, by layer index. The arrays are the network's own.
   */
  public static SortedMap<Integer, INDArray> weights(MultiLayerNetwork network) {
    SortedMap<Integer, INDArray> result = new TreeMap<>();
    for (int i = 0; i < network.getnLayers(); i++) {
      Layer layer = network.getLayer(i);
      boolean weighted =
          LayerRegistry.find(layer.conf().getLayer())
              .map(support -> support.role() == LayerSupport.Role.WEIGHTED)
              .orElse(false);
      if (weighted) {
        result.put(i, layer.getParam(weightKey(layer)));
      }
    }
    return result;
  }

  /**
   * The parameter of a layer that is pruned. Of a separable convolution these are the pointwise
   * weights, which are most of them and come last.
   */
  public static String weightKey(Layer layer) {
    return layer.conf().getLayer() instanceof SeparableConvolution2D
        ? SeparableConvolutionParamInitializer.POINT_WISE_WEIGHT_KEY
        : DefaultParamInitializer.WEIGHT_KEY;
  }

  static WeightScores score(MultiLayerNetwork network, Function<INDArray, INDArray> ofWeights) {
    SortedMap<Integer, INDArray> scores = new TreeMap<>();
    weights(network).forEach((layer, w) -> scores.put(layer, ofWeights.apply(w)));
    return new WeightScores(scores);
  }
}
