package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.recurrent.Allocator;
import io.github.lfp4j.core.recurrent.CellInput;
import io.github.lfp4j.core.recurrent.CellParameters;
import io.github.lfp4j.core.recurrent.UnrolledCell;
import io.github.lfp4j.core.recurrent.UnrolledLstm;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer of LSTM cells, with peepholes where the recurrent weights have columns for them. */
abstract class LfpGatedLayer<C extends BaseRecurrentLayer> extends LfpRecurrentLayer<C> {

  private static final CellKeys[] CELL = {
    new CellKeys(
        LSTMParamInitializer.INPUT_WEIGHT_KEY,
        LSTMParamInitializer.RECURRENT_WEIGHT_KEY,
        LSTMParamInitializer.BIAS_KEY)
  };

  LfpGatedLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  abstract IActivation gateActivation();

  @Override
  CellKeys[] cells() {
    return CELL;
  }

  @Override
  UnrolledCell unroll(
      CellInput cellInput, CellParameters parameters, INDArray output, Allocator kept) {
    return UnrolledLstm.of(
        cellInput, parameters, layerConf().getActivationFn(), gateActivation(), output, kept);
  }

  @Override
  public Type type() {
    return Type.RECURRENT;
  }

  /** As DL4J's LSTMs, which read no mask themselves and switch it off for layers behind. */
  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState currentMaskState, int minibatchSize) {
    return new Pair<>(mask, MaskState.Passthrough);
  }
}
