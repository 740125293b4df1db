package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.relevance.Start;
import io.github.lfp4j.pruning.relevance.Statistic;

/**
 * How much LFP would change: the sizes of the feedback that the network's reward gives, {@code |p|
 * |(dz/dp)^T q|} of each weight, summed over reference examples and positions before any
 * cancelling; of a unit the reward that comes to it, {@code |R|}, which is what its weights and
 * bias have to share. Source of the feedback: Weber et al., arXiv 2308.12053.
 *
 * @param rules how reward is handed down
 */
public record FeedbackCriterion(RuleMap rules) implements PassCriterion {

  @Override
  public String name() {
    return "feedback";
  }

  @Override
  public Start start(Network network) {
    return Start.reward(network);
  }

  @Override
  public Statistic statistic() {
    return Statistic.ABSOLUTE;
  }
}
