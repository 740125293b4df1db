package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.Rule;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer that computes {@code f(x * w + b)} and knows how it did so last. */
public interface AffineLayer extends UnitLayer {

  /** The layer's rule. */
  Rule rule();

  /**
   * The last forward pass that may be gone back through: of training, or of inference without
   * workspaces. Null if there was none.
   */
  AffineForward lastForward();

  @Override
  default int unitAxis() {
    return lastForward().map().unitAxis();
  }

  /**
   * A linear map of the layer and what arrives at its output: what its weights contribute to.
   *
   * @param forward the map as it was evaluated last
   * @param reward at the output of the map
   */
  record Contribution(AffineForward forward, OutputReward reward) {}

  /**
   * The layer's last linear map and the reward at its output.
   *
   * @param atPreActivation the reward at the layer's pre-activation
   */
  default Contribution contribution(OutputReward atPreActivation) {
    return new Contribution(lastForward(), atPreActivation);
  }

  /** Whether {@link #propagate} returns R itself, not reward per unit of the input. */
  default boolean handsDownTotal() {
    return rule().form() == Rule.Form.TOTAL;
  }

  /**
   * The reward at the pre-activation.
   *
   * @param g {@code G = R / a} at the layer's output
   */
  OutputReward rewardAt(INDArray g);

  /**
   * Hands a reward down that is given at the pre-activation; gradients are not touched.
   *
   * @return as {@link #propagate(INDArray, LayerWorkspaceMgr)}
   */
  INDArray propagate(OutputReward reward, LayerWorkspaceMgr workspaceMgr);

  /**
   * The backward pass for a reward that is given at the pre-activation: feedback of the parameters
   * and what goes down, as {@code backpropGradient} returns them.
   *
   * @param reward R, the shape of the layer's output
   */
  Pair<Gradient, INDArray> backpropReward(INDArray reward, LayerWorkspaceMgr workspaceMgr);

  /**
   * The reward at the pre-activation where relevance starts.
   *
   * @param relevance makes R of the logits, in the shape of the layer's output
   */
  default OutputReward startAt(UnaryOperator<INDArray> relevance) {
    INDArray logits = lastForward().preActivation();
    return OutputReward.of(relevance.apply(logits), logits, rule().stabilizer());
  }
}
