package io.github.lfp4j.dl4j.layer;

import java.util.Map;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a batch normalisation does with the normalised input, {@code z = scale xhat + shift}.
 *
 * @param scale of the output, [C]
 * @param shift of the output, [C]
 * @param slope what DL4J takes for the derivative of z by xhat, [C]: gamma
 */
record ScaleAndShift(INDArray scale, INDArray shift, INDArray slope) {

  /**
   * Learned or locked. Locked ones are applied as DL4J applies them: not at all if gamma is 1 or
   * beta is 0, although its way back always takes gamma.
   */
  static ScaleAndShift of(BatchNormalization conf, Map<String, INDArray> params, DataType type) {
    if (!conf.isLockGammaBeta()) {
      INDArray gamma = params.get(BatchNormalizationParamInitializer.GAMMA);
      INDArray beta = params.get(BatchNormalizationParamInitializer.BETA);
      return new ScaleAndShift(gamma, beta, gamma);
    }
    boolean applied = conf.getGamma() != 1 && conf.getBeta() != 0;
    long[] shape = {conf.getNOut()};
    INDArray gamma = Nd4j.valueArrayOf(shape, conf.getGamma(), type);
    return new ScaleAndShift(
        applied ? gamma : Nd4j.ones(type, shape),
        Nd4j.valueArrayOf(shape, applied ? conf.getBeta() : 0, type),
        gamma);
  }
}
