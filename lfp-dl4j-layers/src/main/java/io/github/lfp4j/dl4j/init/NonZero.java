package io.github.lfp4j.dl4j.init;

import io.github.lfp4j.dl4j.conf.LfpConf;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Small random numbers instead of zeros. */
final class NonZero {

  private NonZero() {}

  /** Whether a layer's rule scales updates by the size of parameters, so that zeros are a trap. */
  static boolean wanted(Layer layer) {
    return !(layer instanceof LfpConf conf) || conf.getRule().scalesByMagnitude();
  }

  /** Fills with numbers drawn uniformly from [-bound, bound), from ND4J's seeded generator. */
  static void uniform(INDArray parameters, double bound) {
    INDArray drawn = Nd4j.rand(parameters.dataType(), parameters.length());
    parameters.assign(drawn.muli(2 * bound).subi(bound).reshape(parameters.shape()));
  }
}
