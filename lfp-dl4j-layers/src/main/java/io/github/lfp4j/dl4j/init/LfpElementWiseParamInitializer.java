package io.github.lfp4j.dl4j.init;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.params.ElementWiseParamInitializer;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's initialisation of multiplications by one weight per feature, but for biases that would be
 * zero: they are drawn uniformly from {@code +-0.1}. A {@code biasInit} other than zero is
 * respected.
 */
public final class LfpElementWiseParamInitializer extends ElementWiseParamInitializer {

  /** The only instance: the initializer has no state. */
  public static final LfpElementWiseParamInitializer INSTANCE =
      new LfpElementWiseParamInitializer();

  /** A row, whether it is drawn or given. */
  @Override
  protected INDArray createWeightMatrix(
      long nIn, long nOut, IWeightInit weightInit, INDArray view, boolean initializeParameters) {
    return super.createWeightMatrix(nIn, nOut, weightInit, view, initializeParameters)
        .reshape(1, nIn);
  }

  @Override
  protected INDArray createBias(
      NeuralNetConfiguration conf, INDArray biasView, boolean initializeParams) {
    INDArray bias = super.createBias(conf, biasView, initializeParams);
    if (initializeParams) {
      NonZero.bias((FeedForwardLayer) conf.getLayer(), bias);
    }
    return bias;
  }
}
