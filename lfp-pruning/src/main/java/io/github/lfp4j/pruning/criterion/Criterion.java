package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import java.util.function.LongConsumer;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Says how much each weight or each unit of a network is worth. */
public interface Criterion {

  /** Whether it looks at reference data. */
  boolean needsData();

  /** Whether it can tell what these are worth. */
  boolean scores(Granularity granularity);

  /**
   * Scores the weights.
   *
   * @param network initialised; not changed
   * @param reference batches of labelled examples, read from where the iterator stands; may be null
   *     if no data is needed
   * @param progress is told the number of examples seen; may be null
   * @throws PruningException if weights cannot be scored, or there is no reference data where some
   *     is needed
   */
  WeightScores scores(Network network, DataSetIterator reference, LongConsumer progress);

  /**
   * Scores the units of all hidden layers with weights.
   *
   * @param network likewise
   * @param reference likewise
   * @param progress likewise
   * @throws PruningException if units cannot be scored, or there is no reference data where some is
   *     needed
   */
  UnitScores unitScores(Network network, DataSetIterator reference, LongConsumer progress);
}
