package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.conf.WeightedConf;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What affine layers of all kinds do alike: evaluate, hand down. */
final class Affine {

  private Affine() {}

  /** Evaluates {@code z = x * w + b} into the given array. */
  static AffineForward evaluate(LinearMap map, INDArray x, INDArray w, INDArray b, INDArray z) {
    map.affine(x, w, b, z);
    return new AffineForward(map, x, w, b, z);
  }

  /**
   * Whether anybody looks at what the layer hands down in training: a layer before it that learns,
   * or the caller, who asked for it. The index says so in a {@code MultiLayerNetwork} only; in a
   * graph no layer has index 0.
   */
  static boolean isWanted(int index, WeightedConf settings) {
    return settings.isInputReward() || (index > 0 && !settings.isLowest());
  }

  /** An array for G at the input, in activation-gradient memory. */
  static INDArray newDown(AffineForward forward, LayerWorkspaceMgr workspaceMgr) {
    INDArray x = forward.input();
    return workspaceMgr.createUninitialized(
        ArrayType.ACTIVATION_GRAD, x.dataType(), x.shape(), forward.map().ordering());
  }

  /** Hands the reward down by the rule, into activation-gradient memory. */
  static INDArray propagate(
      Rule rule, AffineForward forward, OutputReward reward, LayerWorkspaceMgr workspaceMgr) {
    INDArray out = newDown(forward, workspaceMgr);
    rule.propagate(forward, reward, out);
    return out;
  }
}
