package io.github.lfp4j.cli.command;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.criterion.Criterion;
import io.github.lfp4j.pruning.criterion.Granularity;
import io.github.lfp4j.pruning.criterion.WeightScores;
import io.github.lfp4j.pruning.plan.Scope;
import io.github.lfp4j.pruning.plan.WeightPlan;
import io.github.lfp4j.pruning.tuning.PruningStep;
import io.github.lfp4j.pruning.tuning.WeightPruning;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Single weights, which become zero.
 *
 * @param scope over all layers or within each
 */
record WeightParts(Scope scope) implements Parts {

  @Override
  public Granularity granularity() {
    return Granularity.WEIGHT;
  }

  @Override
  public PruningStep atOnce(
      Network network,
      Criterion criterion,
      Supplier<DataSetIterator> reference,
      LongConsumer progress) {
    WeightScores scores =
        criterion.scores(network, criterion.needsData() ? reference.get() : null, progress);
    return (whole, amount) -> WeightPlan.of(scores, scope, amount).apply(whole);
  }

  @Override
  public PruningStep inSteps(
      Network network, Criterion criterion, Supplier<DataSetIterator> reference) {
    return new WeightPruning(criterion, scope, reference, null);
  }

  @Override
  public double amount(Network network, PruningStep pruning, Goal goal) {
    // Zeros make no network smaller: there is no other target.
    return goal.value();
  }
}
