package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.Rule;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The first of two steps that a layer consists of, a linear map without bias: as a layer of its own
 * with the identity for its activation function.
 *
 * @param rule the rule of the layer
 * @param forward the map as it was evaluated last
 */
record FirstMap(Rule rule, AffineForward forward) {

  /**
   * The reward at the output of the map.
   *
   * @param g G there, as the second step handed it down
   */
  OutputReward reward(INDArray g) {
    return new ActivationReward(
        new ActivationIdentity(), forward.preActivation(), g, null, rule.stabilizer());
  }

  /**
   * Writes the derivative by the weights and hands reward down.
   *
   * @param view receives the derivative, neither scaled nor negated
   * @param wanted whether anybody looks at what is handed down; if not, zeros are
   * @return what the rule hands down, in activation-gradient memory
   */
  INDArray goBack(
      OutputReward reward, INDArray view, boolean wanted, LayerWorkspaceMgr workspaceMgr) {
    INDArray x = forward.input();
    INDArray signal = rule.signal(reward);
    if (!wanted) {
      forward.map().weightGradient(x, signal, view);
      return workspaceMgr.create(
          ArrayType.ACTIVATION_GRAD, x.dataType(), x.shape(), forward.map().ordering());
    }
    INDArray down = Affine.newDown(forward, workspaceMgr);
    if (rule.handsDownSignal()) {
      forward.map().backward(x, forward.weights(), signal, down, view, null);
    } else {
      forward.map().weightGradient(x, signal, view);
      rule.propagate(forward, reward, down);
    }
    return down;
  }
}
