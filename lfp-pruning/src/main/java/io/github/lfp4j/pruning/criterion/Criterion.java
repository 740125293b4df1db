package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.network.Network;
import java.util.function.LongConsumer;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Says how much each weight of a network is worth. */
public interface Criterion {

  /** Whether {@link #scores} looks at reference data. */
  boolean needsData();

  /**
   * Scores the weights.
   *
   * @param network initialised; not changed
   * @param reference batches of labelled examples, read from where the iterator stands; may be null
   *     if no data is needed
   * @param progress is told the number of examples seen; may be null
   */
  WeightScores scores(Network network, DataSetIterator reference, LongConsumer progress);

  /** Whether it scores what is pruned. */
  boolean scores(Granularity granularity);

  /**
   * Scores the units of hidden layers.
   *
   * @param network initialised; not changed
   * @param reference as in {@link #scores(Network, DataSetIterator, LongConsumer)}
   * @param progress likewise
   */
  UnitScores unitScores(Network network, DataSetIterator reference, LongConsumer progress);
}
