package io.github.lfp4j.pruning.measure;

import io.github.lfp4j.dl4j.network.Flow;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import java.util.List;
import java.util.Map;
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
    Layer conf = unfrozen(layer.configuration());
    if (layer.layer().numParams() == 0
        || conf instanceof BatchNormalization
        || conf instanceof PReLULayer
        || conf instanceof EmbeddingLayer
        || conf instanceof EmbeddingSequenceLayer) {
      return 0;
    }
    if (!(conf instanceof FeedForwardLayer sized)) {
      return isUsedOnce(conf) ? nonZeroWeights(layer, conf) : UNKNOWN;
    }
    if (isUsedOnce(conf)) {
      return nonZeroWeights(layer, conf);
    }
    if (flow == null) {
      return conf instanceof ConvolutionLayer || layer.isRecurrent()
          ? UNKNOWN
          : nonZeroWeights(layer, conf);
    }
    boolean transposed = conf instanceof Deconvolution2D || conf instanceof Deconvolution3D;
    INDArray at = transposed ? flow.input() : flow.output();
    long units = transposed ? sized.getNIn() : sized.getNOut();
    return units < 1 || at.length() % units != 0
        ? UNKNOWN
        : at.length() / units * nonZeroWeights(layer, conf);
  }

  private static Layer unfrozen(Layer conf) {
    return conf instanceof FrozenLayer frozen ? frozen.getLayer() : conf;
  }

  /** Whether each weight is used at one position only. */
  private static boolean isUsedOnce(Layer conf) {
    return conf instanceof LocallyConnected1D || conf instanceof LocallyConnected2D;
  }

  private static long nonZeroWeights(NetworkLayer layer, Layer conf) {
    List<String> keys = conf.initializer().weightKeys(conf);
    return layer.layer().paramTable().entrySet().stream()
        .filter(entry -> keys.contains(entry.getKey()))
        // The gain of layer normalisation.
        .filter(entry -> !entry.getKey().equals(DefaultParamInitializer.GAIN_KEY))
        .map(Map.Entry::getValue)
        .mapToLong(MultiplyAdds::nonZero)
        .sum();
  }

  /** How many numbers of an array are not zero. */
  static long nonZero(INDArray values) {
    return values.length() - values.eq(0).castTo(DataType.INT64).sumNumber().longValue();
  }
}
