package io.github.lfp4j.dl4j.init;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.params.PReLUParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's initialisation of rectifiers with a slope, but for slopes that would all be zero, as they
 * are by default: they start at 0.25, as where they were introduced (He et al., arXiv 1502.01852).
 */
public final class LfpPReLUParamInitializer extends PReLUParamInitializer {

  private static final double SLOPE = 0.25;

  /**
   * @param shape of an example; overwritten
   * @param sharedAxes axes that share a slope, counted from 1; null for none
   */
  public LfpPReLUParamInitializer(long[] shape, long[] sharedAxes) {
    super(shape, sharedAxes);
  }

  @Override
  protected INDArray createWeightMatrix(
      NeuralNetConfiguration conf, INDArray view, boolean initializeParameters) {
    INDArray slopes = super.createWeightMatrix(conf, view, initializeParameters);
    if (initializeParameters
        && NonZero.wanted(conf.getLayer())
        && slopes.amaxNumber().doubleValue() == 0) {
      slopes.assign(SLOPE);
    }
    return slopes;
  }
}
