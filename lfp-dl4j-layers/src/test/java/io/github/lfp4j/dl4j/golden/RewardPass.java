package io.github.lfp4j.dl4j.golden;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One step of LFP without an output layer: forward through a network and back again, from a reward
 * that is given at the output, whatever kind of layer is last.
 */
interface RewardPass {

  /** The output for one array per input of the network. */
  INDArray forward(boolean training, INDArray... x);

  /**
   * Goes back after {@link #forward}.
   *
   * @param reward R at the output
   * @return R at each input
   */
  INDArray[] backward(INDArray reward);

  /** What the layers put into the gradient on the way back, by the network's parameter names. */
  Map<String, INDArray> gradients();
}
