package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.core.reward.Reward;

/** The configuration of a layer at the output of a network, where reward comes in. */
public interface RewardedConf {

  /** The reward; null for the one that belongs to the layer's loss function. */
  Reward getReward();

  /** Replaces the reward. For use while a configuration is built, as all of DL4J's setters. */
  void setReward(Reward reward);
}
