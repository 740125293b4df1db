package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.dl4j.conf.LfpLstmLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;

/** The LSTM layer. */
public final class LfpLstm extends LfpGatedLayer<LfpLstmLayer> {

  /** Called by the configuration. */
  public LfpLstm(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  IActivation gateActivation() {
    return layerConf().getGateActivationFn();
  }
}
