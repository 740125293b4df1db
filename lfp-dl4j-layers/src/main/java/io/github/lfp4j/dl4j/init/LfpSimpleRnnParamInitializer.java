package io.github.lfp4j.dl4j.init;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.params.SimpleRnnParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's initialisation of simple recurrent layers, but for biases that would be zero: they are
 * drawn uniformly from {@code +-1/sqrt(nIn + nOut)}. A {@code biasInit} other than zero is
 * respected.
 */
public final class LfpSimpleRnnParamInitializer extends SimpleRnnParamInitializer {

  /** The only instance: the initializer has no state. */
  public static final LfpSimpleRnnParamInitializer INSTANCE = new LfpSimpleRnnParamInitializer();

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
    Map<String, INDArray> params = super.init(conf, paramsView, initializeParams);
    SimpleRnn layer = (SimpleRnn) conf.getLayer();
    if (initializeParams && layer.getBiasInit() == 0 && NonZero.wanted(layer)) {
      NonZero.recurrentBias(params.get(BIAS_KEY), layer);
    }
    return params;
  }
}
