package io.github.lfp4j.dl4j.conf;

/** The configuration of a layer with weights. */
public interface WeightedConf extends LfpConf {

  /**
   * Whether the backward pass computes what arrives at the input of the network, if this is its
   * first layer. Training has no use for it and it costs as much as a layer; without, zeros are
   * returned in its place. {@code RelevancePass} always computes it.
   */
  boolean isInputReward();

  /** Switches that on or off. For use while a configuration is built, as all of DL4J's setters. */
  void setInputReward(boolean inputReward);
}
