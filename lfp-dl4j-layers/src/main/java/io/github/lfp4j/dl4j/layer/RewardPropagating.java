package io.github.lfp4j.dl4j.layer;

import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer with parameters or a rule of its own that can hand reward down without learning from it.
 */
public interface RewardPropagating {

  /**
   * Hands reward from the output of the last forward pass to its input; gradients are not touched.
   *
   * @param g {@code G = R / a} at the layer's output
   * @param workspaceMgr where the result is allocated, as an activation gradient
   * @return G at the layer's input, or R itself under a rule of form {@code TOTAL}
   */
  INDArray propagate(INDArray g, LayerWorkspaceMgr workspaceMgr);
}
