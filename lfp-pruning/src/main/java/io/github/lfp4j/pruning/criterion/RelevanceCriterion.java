package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.relevance.Start;
import io.github.lfp4j.pruning.relevance.Statistic;

/**
 * Accumulated absolute relevance, where relevance starts from the true class's logit: of a weight
 * the mean of {@code sum_p |w| |a| |q|} over reference examples, of a unit that of {@code sum_p
 * |R|}, p being positions in space or time. Source of the idea: Yeom et al., Pattern Recognition
 * 115, 2021.
 *
 * @param rules how relevance is handed down
 */
public record RelevanceCriterion(RuleMap rules) implements PassCriterion {

  /** With the epsilon rule in all layers. */
  public RelevanceCriterion() {
    this(RuleMap.preset("epsilon"));
  }

  @Override
  public String name() {
    return "relevance";
  }

  @Override
  public Start start(Network network) {
    return Start.TRUE_CLASS;
  }

  @Override
  public Statistic statistic() {
    return Statistic.ABSOLUTE;
  }
}
