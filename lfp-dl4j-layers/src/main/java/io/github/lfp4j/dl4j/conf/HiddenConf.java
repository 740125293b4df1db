package io.github.lfp4j.dl4j.conf;

/** The configuration of a layer with weights and an activation function behind them. */
public interface HiddenConf extends WeightedConf {

  /**
   * Whether all that comes after this layer leaves its output as it is, as the layers of this
   * plugin do, so that in training pre-activation and activation may lie in the same memory, where
   * the one can stand for the other. True unless said otherwise; {@code Lfp.configure} finds out.
   * Who builds a network layer by layer and puts a layer of DL4J's with Gaussian dropout or noise
   * right behind this one says false: DL4J applies them in place.
   */
  boolean isOutputUntouched();

  /** Says so. For use while a configuration is built, as all of DL4J's setters. */
  void setOutputUntouched(boolean outputUntouched);
}
