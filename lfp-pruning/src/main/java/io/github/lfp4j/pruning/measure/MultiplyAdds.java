package io.github.lfp4j.pruning.measure;

import io.github.lfp4j.dl4j.network.Flow;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Counts multiplications with an addition that a layer needs for one example: its weights that are
 * not zero, each as often as there are positions that it is used at. What is done without weights
 * (pooling, sums, activation functions) and what can be done once and for all (normalisation) does
 * not count.
 */
final class MultiplyAdds {

  private static final long UNKNOWN = -1;

  private MultiplyAdds() {}

  /**
   * @param flow of one example; null if it is not known
   * @return -1 if unknown
   */
  static long of(NetworkLayer layer, Flow flow) {
    Layer conf = innermost(layer.configuration());
    if (layer.layer().numParams() == 0
        || conf instanceof BatchNormalization
        || conf instanceof PReLULayer
        || conf instanceof EmbeddingLayer
        || conf instanceof EmbeddingSequenceLayer) {
      return 0;
    }
    if (!(conf instanceof FeedForwardLayer sized)) {
      return isUsedOnce(conf) ? nonZeroWeights(layer) : UNKNOWN;
    }
    if (flow == null) {
      return conf instanceof ConvolutionLayer || layer.isRecurrent()
          ? UNKNOWN
          : nonZeroWeights(layer);
    }
    // Recurrent layers may put out their last time step only, or two units for each.
    boolean atInput =
        conf instanceof Deconvolution2D
            || conf instanceof Deconvolution3D
            || conf instanceof BaseRecurrentLayer;
    INDArray at = atInput ? flow.input() : flow.output();
    long units = atInput ? sized.getNIn() : sized.getNOut();
    return units < 1 || at.length() % units != 0
        ? UNKNOWN
        : at.length() / units * nonZeroWeights(layer);
  }

  /** The layer within all wrappers, of two directions the forward one. */
  private static Layer innermost(Layer conf) {
    if (conf instanceof FrozenLayer frozen) {
      return innermost(frozen.getLayer());
    }
    if (conf instanceof Bidirectional both) {
      return innermost(both.getFwd());
    }
    return conf instanceof BaseWrapperLayer wrapper ? innermost(wrapper.getUnderlying()) : conf;
  }

  /** Those of the layer within wrappers: frozen ones say that they have none. */
  private static List<String> weightKeys(Layer conf) {
    if (conf instanceof FrozenLayer frozen) {
      return weightKeys(frozen.getLayer());
    }
    return conf instanceof BaseWrapperLayer wrapper
        ? weightKeys(wrapper.getUnderlying())
        : conf.initializer().weightKeys(conf);
  }

  /** Whether each weight is used at one position only. */
  private static boolean isUsedOnce(Layer conf) {
    return conf instanceof LocallyConnected1D || conf instanceof LocallyConnected2D;
  }

  private static long nonZeroWeights(NetworkLayer layer) {
    List<String> keys = weightKeys(layer.configuration());
    return layer.layer().paramTable().entrySet().stream()
        .filter(entry -> keys.contains(entry.getKey()))
        // The gain of layer normalisation.
        .filter(entry -> !entry.getKey().endsWith(DefaultParamInitializer.GAIN_KEY))
        .map(Map.Entry::getValue)
        .mapToLong(MultiplyAdds::nonZero)
        .sum();
  }

  /** How many numbers of an array are not zero. */
  static long nonZero(INDArray values) {
    return values.length() - values.eq(0).castTo(DataType.INT64).sumNumber().longValue();
  }
}
