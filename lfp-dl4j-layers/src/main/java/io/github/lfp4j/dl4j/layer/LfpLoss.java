package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.dl4j.conf.LossConf;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.LossLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An output without parameters: its input [N, C] are the logits that are rewarded. */
public final class LfpLoss extends LossLayer implements LossOutput {

  private static final long serialVersionUID = 1L;

  /** Called by the configuration. */
  public LfpLoss(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    if (getLabels() == null) {
      throw new IllegalStateException("Labels are not set " + layerId());
    }
    INDArray g = LossFeedback.of((LossConf) conf().getLayer(), input, getLabels(), maskArray);
    return new Pair<>(new DefaultGradient(), workspaceMgr.leverageTo(ArrayType.ACTIVATION_GRAD, g));
  }
}
