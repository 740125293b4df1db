package io.github.lfp4j.dl4j.conf;

import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** The configuration of an output without parameters. */
public interface LossConf extends RewardedConf {

  /** Scores predictions; the reward follows from it where none is configured. */
  ILossFunction getLossFn();

  /** What predictions are passed through before they are scored. */
  IActivation getActivationFn();
}
