package io.github.lfp4j.dl4j.layer;

import java.util.Map;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The running mean and variance of a batch normalisation, [C] each, which DL4J keeps among the
 * parameters: what it calls their gradient is what they are decreased by. The variance is stored as
 * such or as the decimal logarithm of its square root.
 */
final class RunningStatistics {

  private static final String MEAN = BatchNormalizationParamInitializer.GLOBAL_MEAN;
  private static final String VARIANCE = BatchNormalizationParamInitializer.GLOBAL_VAR;
  private static final String LOG_STD = BatchNormalizationParamInitializer.GLOBAL_LOG_STD;

  private final Map<String, INDArray> params;
  private final boolean logarithmic;
  private final double decay;

  RunningStatistics(BatchNormalization conf, Map<String, INDArray> params) {
    this.params = params;
    this.logarithmic = conf.isUseLogStd();
    this.decay = conf.getDecay();
  }

  /** The running mean itself, not a copy. */
  INDArray mean() {
    return params.get(MEAN);
  }

  /** The running variance, {@code (10^s)^2} if s is stored. */
  INDArray variance() {
    if (!logarithmic) {
      return params.get(VARIANCE);
    }
    INDArray logarithm = params.get(LOG_STD);
    INDArray ten = Nd4j.valueArrayOf(logarithm.shape(), 10.0, logarithm.dataType());
    INDArray deviation = Transforms.pow(ten, logarithm, false);
    return deviation.muli(deviation);
  }

  /**
   * Writes what moves the averages to {@code decay * running + (1 - decay) * batch}.
   *
   * @param mean of the batch
   * @param variance of the batch, not corrected for its size
   * @param views of the gradients; those of the statistics are overwritten
   */
  void follow(INDArray mean, INDArray variance, Map<String, INDArray> views) {
    mean().sub(mean, views.get(MEAN)).muli(1 - decay);
    INDArray running = variance();
    if (logarithmic) {
      // log10(sqrt(v)) - log10(sqrt(v')) = log(v / v') / (2 log 10)
      INDArray next = running.mul(decay).addi(variance.mul(1 - decay));
      INDArray quotient = running.div(next, views.get(LOG_STD));
      Transforms.log(quotient, false).muli(1 / (2 * Math.log(10)));
    } else {
      running.sub(variance, views.get(VARIANCE)).muli(1 - decay);
    }
  }

  /** Writes that the averages stay as they are. */
  void stay(Map<String, INDArray> views) {
    views.get(MEAN).assign(0);
    views.get(logarithmic ? LOG_STD : VARIANCE).assign(0);
  }
}
