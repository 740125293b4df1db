package io.github.lfp4j.cli.command;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.criterion.Criterion;
import io.github.lfp4j.pruning.criterion.Granularity;
import io.github.lfp4j.pruning.tuning.PruningStep;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** What is pruned of a network: its weights or its units. */
interface Parts {

  Granularity granularity();

  /** What is removed, in the plural. */
  default String plural() {
    return granularity().label() + "s";
  }

  /**
   * Pruning by scores that are taken now, once for all amounts.
   *
   * @param reference supplies the criterion's data
   * @param progress is told the number of examples seen
   */
  PruningStep atOnce(
      Network network,
      Criterion criterion,
      Supplier<DataSetIterator> reference,
      LongConsumer progress);

  /** Pruning that scores anew in each step. */
  PruningStep inSteps(Network network, Criterion criterion, Supplier<DataSetIterator> reference);

  /**
   * The share of all parts that has to go for a goal.
   *
   * @param pruning as {@link #atOnce} gave it
   */
  double amount(Network network, PruningStep pruning, Goal goal);
}
