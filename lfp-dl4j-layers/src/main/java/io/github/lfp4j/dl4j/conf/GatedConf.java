package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.core.recurrent.GateRule;

/** The configuration of a layer with gates. */
public interface GatedConf extends WeightedConf {

  /** How a product's reward is shared between gate and signal; never null. */
  GateRule getGateRule();

  /** Replaces that. For use while a configuration is built, as all of DL4J's setters. */
  void setGateRule(GateRule gateRule);
}
