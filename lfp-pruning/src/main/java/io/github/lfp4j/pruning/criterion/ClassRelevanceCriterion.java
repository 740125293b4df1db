package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.relevance.Start;
import io.github.lfp4j.pruning.relevance.Statistic;

/**
 * Accumulated absolute relevance of one class's logit over the examples of that class: what the
 * network needs to know that class, and no other.
 *
 * @param rules how relevance is handed down
 * @param ofClass index of the class, from 0
 */
public record ClassRelevanceCriterion(RuleMap rules, int ofClass) implements PassCriterion {

  @Override
  public String name() {
    return "relevance-class";
  }

  @Override
  public Start start(Network network) {
    return Start.ofClass(ofClass);
  }

  @Override
  public Statistic statistic() {
    return Statistic.ABSOLUTE;
  }
}
