package io.github.lfp4j.dl4j.layer;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer that learns and whose outputs are units: neurons, channels, recurrent cells. */
public interface UnitLayer extends RewardPropagating {

  /** The axis of the output that counts units. */
  int unitAxis();

  /**
   * The relevance of the units at the last forward pass: {@code R = a G}, and in recurrent layers
   * what comes back to them from later time steps as well.
   *
   * @param activation a, the layer's output
   * @param g what arrives at the output per unit of it
   * @return the shape of the output
   */
  default INDArray unitRelevance(INDArray activation, INDArray g) {
    return activation.mul(g);
  }
}
