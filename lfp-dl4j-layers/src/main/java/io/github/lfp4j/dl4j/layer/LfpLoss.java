package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.reward.LossReward;
import io.github.lfp4j.core.reward.Reward;
import io.github.lfp4j.dl4j.conf.LfpLossLayer;
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
public final class LfpLoss extends LossLayer {

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
    LfpLossLayer settings = (LfpLossLayer) conf().getLayer();
    Reward function =
        settings.getReward() == null
            ? DefaultRewards.of(settings.getLossFn(), settings.getActivationFn())
            : settings.getReward();
    INDArray labels = getLabels().castTo(input.dataType());
    // Of a loss, G is at hand; dividing it out of R would lose it where the input is zero.
    INDArray g =
        function instanceof LossReward loss
            ? loss.negatedDerivative(input, labels)
            : PerUnit.divide(function.reward(input, labels), input);
    if (maskArray != null) {
      INDArray mask = maskArray.castTo(g.dataType());
      if (mask.isColumnVectorOrScalar()) {
        g.muliColumnVector(mask);
      } else {
        g.muli(mask);
      }
    }
    return new Pair<>(new DefaultGradient(), workspaceMgr.leverageTo(ArrayType.ACTIVATION_GRAD, g));
  }
}
