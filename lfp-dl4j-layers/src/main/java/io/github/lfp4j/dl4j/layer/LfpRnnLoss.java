package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.dl4j.conf.LossConf;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.RnnLossLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An output without parameters for every time step: its input [N, C, T] or [N, T, C] are the logits
 * that are rewarded.
 */
public final class LfpRnnLoss extends RnnLossLayer implements LossOutput {

  private static final long serialVersionUID = 1L;

  /** Called by the configuration. */
  public LfpRnnLoss(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    if (getLabels() == null) {
      throw new IllegalStateException("Labels are not set " + layerId());
    }
    TimeRows rows = new TimeRows(layerConf().getRnnDataFormat());
    INDArray g =
        LossFeedback.of(
            (LossConf) layerConf(),
            rows.of(input, workspaceMgr),
            rows.of(labels, workspaceMgr),
            maskArray == null ? null : TimeRows.ofMask(maskArray, workspaceMgr));
    INDArray down = rows.back(g, input.size(0), workspaceMgr, ArrayType.ACTIVATION_GRAD);
    return new Pair<>(new DefaultGradient(), down);
  }
}
