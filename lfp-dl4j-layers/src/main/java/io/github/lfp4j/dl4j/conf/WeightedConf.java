package io.github.lfp4j.dl4j.conf;

/** The configuration of a layer with weights. */
public interface WeightedConf extends LfpConf {

  /**
   * Whether the backward pass computes what arrives at the layer's input even where nothing that
   * learns comes before it. Training has no use for that and it costs as much as a layer; without,
   * zeros are returned in its place. {@code RelevancePass} always computes it.
   */
  boolean isInputReward();

  /** Switches that on or off. For use while a configuration is built, as all of DL4J's setters. */
  void setInputReward(boolean inputReward);

  /**
   * Whether no layer that learns comes before this one, so that what arrives at its input is of no
   * use to training. The first layer of a {@code MultiLayerNetwork} knows that by itself; for all
   * others {@code Lfp.configure} finds out and says so here.
   */
  boolean isLowest();

  /** Says so or not. For use while a configuration is built, as all of DL4J's setters. */
  void setLowest(boolean lowest);
}
