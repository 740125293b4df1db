package io.github.lfp4j.dl4j.init;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's initialisation of LSTM layers, but for biases that would be zero, those of all but the
 * forget gates: see {@link NonZero#gateBiases}.
 */
public final class LfpLstmParamInitializer extends LSTMParamInitializer {

  /** The only instance: the initializer has no state. */
  public static final LfpLstmParamInitializer INSTANCE = new LfpLstmParamInitializer();

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
    Map<String, INDArray> params = super.init(conf, paramsView, initializeParams);
    if (initializeParams) {
      NonZero.gateBiases(params.get(BIAS_KEY), conf.getLayer());
    }
    return params;
  }
}
