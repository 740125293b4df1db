package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.relevance.Start;
import io.github.lfp4j.pruning.relevance.Statistic;

/**
 * First-order Taylor expansion of the loss: how much it would change to first order if a unit's
 * activation was zero, {@code |sum_p a dL/da|} as a mean over examples, p being positions; of a
 * weight {@code sum_p |w| |a| |dL/dz|}. Source: Molchanov et al., arXiv 1611.06440. The gradient
 * comes from the plugin's layers by the gradient rule.
 */
public record TaylorCriterion() implements PassCriterion {

  @Override
  public String name() {
    return "taylor";
  }

  @Override
  public RuleMap rules() {
    return RuleMap.all(new GradientRule());
  }

  @Override
  public Start start(Network network) {
    return Start.loss(network);
  }

  @Override
  public Statistic statistic() {
    return Statistic.EXAMPLES;
  }

  @Override
  public boolean derivatives() {
    return true;
  }
}
