package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.Rule;
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
}
