package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.dl4j.conf.LfpGravesBidirectionalLstmLayer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.GravesBidirectionalLSTMParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Two LSTMs with peepholes, one of which reads the sequence from its end; their outputs are added.
 * As in DL4J it needs the whole sequence at once, and neither dropout nor weight noise applies.
 */
public final class LfpGravesBidirectionalLstm
    extends LfpGatedLayer<LfpGravesBidirectionalLstmLayer> {

  private static final CellKeys[] CELLS = {
    new CellKeys(
        GravesBidirectionalLSTMParamInitializer.INPUT_WEIGHT_KEY_FORWARDS,
        GravesBidirectionalLSTMParamInitializer.RECURRENT_WEIGHT_KEY_FORWARDS,
        GravesBidirectionalLSTMParamInitializer.BIAS_KEY_FORWARDS),
    new CellKeys(
        GravesBidirectionalLSTMParamInitializer.INPUT_WEIGHT_KEY_BACKWARDS,
        GravesBidirectionalLSTMParamInitializer.RECURRENT_WEIGHT_KEY_BACKWARDS,
        GravesBidirectionalLSTMParamInitializer.BIAS_KEY_BACKWARDS)
  };

  /** Called by the configuration. */
  public LfpGravesBidirectionalLstm(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  CellKeys[] cells() {
    return CELLS;
  }

  @Override
  INDArray parameter(String key, boolean training, LayerWorkspaceMgr workspaceMgr) {
    return getParam(key);
  }

  @Override
  protected void applyDropOutIfNecessary(boolean training, LayerWorkspaceMgr workspaceMgr) {
    // DL4J's layer has none either.
  }

  @Override
  IActivation gateActivation() {
    return layerConf().getGateActivationFn();
  }

  @Override
  public Pair<Gradient, INDArray> tbpttBackpropGradient(
      INDArray epsilon, int tbpttBackLength, LayerWorkspaceMgr workspaceMgr) {
    if (tbpttBackLength > 0) {
      throw needsWholeSequence();
    }
    return super.tbpttBackpropGradient(epsilon, tbpttBackLength, workspaceMgr);
  }

  @Override
  public INDArray rnnTimeStep(INDArray newInput, LayerWorkspaceMgr workspaceMgr) {
    throw needsWholeSequence();
  }

  @Override
  public INDArray rnnActivateUsingStoredState(
      INDArray newInput,
      boolean training,
      boolean storeLastForTbptt,
      LayerWorkspaceMgr workspaceMgr) {
    throw needsWholeSequence();
  }

  private UnsupportedOperationException needsWholeSequence() {
    return new UnsupportedOperationException(
        "A bidirectional layer needs the whole sequence at once; use neither time steps nor"
            + " truncated back-propagation with it "
            + layerId());
  }

  /** As DL4J's: the mask applies here whatever came before. */
  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState currentMaskState, int minibatchSize) {
    this.maskArray = mask;
    this.maskState = currentMaskState;
    return new Pair<>(mask, MaskState.Active);
  }
}
