package io.github.lfp4j.dl4j.init;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's initialisation of dense layers, but for biases that would be zero: they are drawn
 * uniformly from {@code +-1/sqrt(nIn)}. A {@code biasInit} other than zero is respected.
 */
public final class LfpDefaultParamInitializer extends DefaultParamInitializer {

  /** The only instance: the initializer has no state. */
  public static final LfpDefaultParamInitializer INSTANCE = new LfpDefaultParamInitializer();

  @Override
  protected INDArray createBias(
      NeuralNetConfiguration conf, INDArray biasView, boolean initializeParameters) {
    INDArray bias = super.createBias(conf, biasView, initializeParameters);
    FeedForwardLayer layer = (FeedForwardLayer) conf.getLayer();
    if (initializeParameters && layer.getBiasInit() == 0 && NonZero.wanted(layer)) {
      NonZero.uniform(bias, 1 / Math.sqrt((double) layer.getNIn()));
    }
    return bias;
  }
}
