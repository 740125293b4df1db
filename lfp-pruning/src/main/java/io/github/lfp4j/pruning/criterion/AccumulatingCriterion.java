package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.accumulation.Accumulator;
import java.util.function.LongConsumer;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A criterion that sums something over reference data. Who wants to divide the work, or to stop and
 * go on later, asks for the accumulator and gives it back:
 *
 * <pre>{@code
 * A sums = criterion.accumulator(network, Granularity.UNIT);
 * sums.read(in);                  // what was stored before
 * sums.addAll(reference, null);
 * sums.write(out);
 * UnitScores scores = criterion.unitScores(sums);
 * }</pre>
 */
public interface AccumulatingCriterion<A extends Accumulator> extends Criterion {

  /** The name in messages. */
  String name();

  /**
   * An empty accumulator.
   *
   * @param network initialised; not changed
   * @param granularity what is to be scored
   */
  A accumulator(Network network, Granularity granularity);

  /** The scores of weights after any number of examples. */
  WeightScores weightScores(A accumulated);

  /** The scores of units after any number of examples. */
  UnitScores unitScores(A accumulated);

  @Override
  default boolean needsData() {
    return true;
  }

  @Override
  default boolean scores(Granularity granularity) {
    return true;
  }

  @Override
  default WeightScores scores(Network network, DataSetIterator reference, LongConsumer progress) {
    return weightScores(filled(network, Granularity.WEIGHT, reference, progress));
  }

  @Override
  default UnitScores unitScores(Network network, DataSetIterator reference, LongConsumer progress) {
    return unitScores(filled(network, Granularity.UNIT, reference, progress));
  }

  private A filled(
      Network network, Granularity granularity, DataSetIterator reference, LongConsumer progress) {
    if (!scores(granularity)) {
      throw Refusals.cannotScore(name(), granularity);
    }
    if (reference == null || !reference.hasNext()) {
      throw new PruningException(
          "the criterion '"
              + name()
              + "' needs reference data, but there is none; name a data set");
    }
    A accumulated = accumulator(network, granularity);
    accumulated.addAll(reference, progress);
    return accumulated;
  }
}
