package io.github.lfp4j.dl4j.relevance;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The arithmetic of {@link Canonizer}, on initialised layers. */
final class BatchNormFolding {

  private static final String BIAS = DefaultParamInitializer.BIAS_KEY;
  private static final String GAMMA = BatchNormalizationParamInitializer.GAMMA;
  private static final String BETA = BatchNormalizationParamInitializer.BETA;
  private static final String MEAN = BatchNormalizationParamInitializer.GLOBAL_MEAN;
  private static final String VARIANCE = BatchNormalizationParamInitializer.GLOBAL_VAR;
  private static final String LOG_STD = BatchNormalizationParamInitializer.GLOBAL_LOG_STD;

  private BatchNormFolding() {}

  /** Copies parameters by name; what only the second layer has (a bias) becomes zero. */
  static void copy(Layer from, Layer to) {
    to.paramTable(false)
        .forEach(
            (key, values) -> {
              INDArray source = from.paramTable(false).get(key);
              if (source == null) {
                values.assign(0);
              } else {
                values.assign(source);
              }
            });
  }

  /**
   * Folds a normalisation into the layer before it.
   *
   * @param weighted a dense layer or a convolution with a bias; changed
   * @param identity the normalisation behind it; becomes the identity
   * @param norm the normalisation as it was; not changed
   */
  static void fold(Layer weighted, Layer identity, Layer norm) {
    BatchNormalization settings = (BatchNormalization) norm.conf().getLayer();
    boolean fixed = settings.isLockGammaBeta();
    INDArray variance = variance(norm);
    INDArray scale = Transforms.sqrt(variance.add(settings.getEps()), false).rdivi(1);
    scale = fixed ? scale.muli(settings.getGamma()) : scale.muli(norm.getParam(GAMMA).ravel());

    OutputWeights.scale(weighted, scale);
    INDArray b = weighted.getParam(BIAS);
    INDArray shifted = b.ravel().sub(norm.getParam(MEAN).ravel()).muli(scale);
    shifted = fixed ? shifted.addi(settings.getBeta()) : shifted.addi(norm.getParam(BETA).ravel());
    b.assign(shifted.reshape(b.shape()));
    makeIdentity(identity);
  }

  private static INDArray variance(Layer norm) {
    INDArray logarithm = norm.paramTable(false).get(LOG_STD);
    if (logarithm == null) {
      return norm.getParam(VARIANCE).ravel();
    }
    return Transforms.exp(logarithm.ravel().mul(2 * Math.log(10)), false);
  }

  private static void makeIdentity(Layer norm) {
    BatchNormalization settings = (BatchNormalization) norm.conf().getLayer();
    norm.paramTable(false)
        .forEach(
            (key, values) -> {
              switch (key) {
                case GAMMA -> values.assign(1);
                case BETA, MEAN -> values.assign(0);
                case VARIANCE -> values.assign(1 - settings.getEps());
                case LOG_STD -> values.assign(0.5 * Math.log10(1 - settings.getEps()));
                default -> throw new IllegalStateException("unknown parameter " + key);
              }
            });
  }
}
