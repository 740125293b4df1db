package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.convert.LayerRegistry;
import io.github.lfp4j.dl4j.convert.LayerSupport;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layers of a network whose weights can be pruned. */
public final class PrunableLayers {

  private PrunableLayers() {}

  /**
   * The weights of each layer that has a rule, by layer index. The arrays are the network's own.
   */
  public static SortedMap<Integer, INDArray> weights(Network network) {
    SortedMap<Integer, INDArray> result = new TreeMap<>();
    for (NetworkLayer layer : network.layers()) {
      if (isPrunable(layer)) {
        result.put(layer.index(), weights(layer));
      }
    }
    return result;
  }

  /** Whether single weights of a layer can be removed: it has a rule, and weights to follow it. */
  public static boolean isPrunable(NetworkLayer layer) {
    boolean weighted =
        LayerRegistry.find(layer.configuration())
            .map(support -> support.role() == LayerSupport.Role.WEIGHTED && !support.hasNoRule())
            .orElse(false);
    return weighted && weights(layer) != null;
  }

  /**
   * The weights of one layer, the network's own; null if it has none. Of a separable convolution
   * these are the pointwise weights, which are most of them and come last.
   */
  public static INDArray weights(NetworkLayer layer) {
    boolean separable = layer.configuration() instanceof SeparableConvolution2D;
    return layer
        .layer()
        .paramTable()
        .get(
            separable
                ? SeparableConvolutionParamInitializer.POINT_WISE_WEIGHT_KEY
                : DefaultParamInitializer.WEIGHT_KEY);
  }

  static WeightScores score(Network network, Function<INDArray, INDArray> ofWeights) {
    SortedMap<Integer, INDArray> scores = new TreeMap<>();
    weights(network).forEach((layer, w) -> scores.put(layer, ofWeights.apply(w)));
    return new WeightScores(scores);
  }
}
