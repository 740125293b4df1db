package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.dl4j.conf.LfpGravesLstmLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;

/** The LSTM layer with peepholes. */
public final class LfpGravesLstm extends LfpGatedLayer<LfpGravesLstmLayer> {

  /** Called by the configuration. */
  public LfpGravesLstm(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  IActivation gateActivation() {
    return layerConf().getGateActivationFn();
  }
}
