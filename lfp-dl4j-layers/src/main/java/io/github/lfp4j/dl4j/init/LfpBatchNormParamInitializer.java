package io.github.lfp4j.dl4j.init;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's initialisation of batch normalisation, but for shifts (beta) that would be zero: they are
 * drawn uniformly from +-0.1, a tenth of the standard deviation of what they are added to. A {@code
 * beta} other than zero is respected.
 */
public final class LfpBatchNormParamInitializer extends BatchNormalizationParamInitializer {

  /** The only instance: the initializer has no state. */
  public static final LfpBatchNormParamInitializer INSTANCE = new LfpBatchNormParamInitializer();

  private static final double BOUND = 0.1;

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray paramView, boolean initializeParams) {
    Map<String, INDArray> params = super.init(conf, paramView, initializeParams);
    BatchNormalization layer = (BatchNormalization) conf.getLayer();
    if (initializeParams
        && params.containsKey(BETA)
        && layer.getBeta() == 0
        && NonZero.wanted(layer)) {
      NonZero.uniform(params.get(BETA), BOUND);
    }
    return params;
  }
}
