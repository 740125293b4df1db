package io.github.lfp4j.dl4j.layer;

/** A layer that learns and whose outputs are units: neurons, channels, recurrent cells. */
public interface UnitLayer extends RewardPropagating {

  /** The axis of the output that counts units. */
  int unitAxis();
}
