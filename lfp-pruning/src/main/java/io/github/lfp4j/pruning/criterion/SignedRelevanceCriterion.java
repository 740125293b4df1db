package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.relevance.Start;
import io.github.lfp4j.pruning.relevance.Statistic;

/**
 * Accumulated relevance of the true class's logit with its sign, {@code sum R}: what speaks for
 * other classes as often as for the true one is worth nothing, what misleads is worth less than
 * that and goes first. Source: Yeom et al., Pattern Recognition 115, 2021.
 *
 * @param rules how relevance is handed down
 */
public record SignedRelevanceCriterion(RuleMap rules) implements PassCriterion {

  @Override
  public String name() {
    return "relevance-signed";
  }

  @Override
  public Start start(Network network) {
    return Start.TRUE_CLASS;
  }

  @Override
  public Statistic statistic() {
    return Statistic.SIGNED;
  }
}
