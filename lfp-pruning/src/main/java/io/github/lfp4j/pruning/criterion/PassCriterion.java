package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.relevance.RelevanceAccumulator;
import io.github.lfp4j.pruning.relevance.Start;
import io.github.lfp4j.pruning.relevance.Statistic;
import java.util.Set;

/**
 * A criterion that sums what one backward pass hands down: it says where that starts, by which
 * rules it goes, and how it is summed.
 */
interface PassCriterion extends AccumulatingCriterion<RelevanceAccumulator> {

  /** How relevance is handed down. */
  RuleMap rules();

  /** What relevance starts from. */
  Start start(Network network);

  /** How it is summed. */
  Statistic statistic();

  /** Whether weights are judged by derivatives, see {@link RelevanceAccumulator.Kind}. */
  default boolean derivatives() {
    return false;
  }

  @Override
  default RelevanceAccumulator accumulator(Network network, Granularity granularity) {
    Set<Statistic> wanted = Set.of(statistic());
    boolean units = granularity == Granularity.UNIT;
    RelevanceAccumulator.Kind kind =
        new RelevanceAccumulator.Kind(
            start(network), units ? wanted : Set.of(), units ? Set.of() : wanted, derivatives());
    return new RelevanceAccumulator(network, rules(), kind);
  }

  @Override
  default WeightScores weightScores(RelevanceAccumulator accumulated) {
    return Scores.ofWeights(accumulated.weights(statistic()), accumulated.examples());
  }

  @Override
  default UnitScores unitScores(RelevanceAccumulator accumulated) {
    return Scores.ofUnits(accumulated.units(statistic()), accumulated.examples());
  }
}
