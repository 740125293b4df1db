package io.github.lfp4j.dl4j.conf;

import io.github.lfp4j.core.rule.Rule;

/** The configuration of a layer that hands reward on by a rule. */
public interface LfpConf {

  /** The rule; never null. */
  Rule getRule();

  /** Replaces the rule. For use while a configuration is built, as all of DL4J's setters. */
  void setRule(Rule rule);
}
