package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import java.util.SortedMap;
import java.util.function.LongConsumer;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * The scale {@code |gamma|} that batch normalisation gives to each unit of the layer before it.
 * Units only; layers that no normalisation with scales of its own follows have no scores, and so
 * are not pruned. Source: Liu et al., ICCV 2017, arXiv 1708.06519.
 */
public record BatchNormCriterion() implements Criterion {

  @Override
  public boolean needsData() {
    return false;
  }

  @Override
  public boolean scores(Granularity granularity) {
    return granularity == Granularity.UNIT;
  }

  @Override
  public WeightScores scores(Network network, DataSetIterator reference, LongConsumer progress) {
    throw Refusals.cannotScore("batch-norm", Granularity.WEIGHT);
  }

  /**
   * @throws PruningException if the network has no such normalisation
   */
  @Override
  public UnitScores unitScores(Network network, DataSetIterator reference, LongConsumer progress) {
    SortedMap<Integer, double[]> scores = NormalizedUnits.scales(network);
    if (scores.isEmpty()) {
      throw new PruningException(
          "the criterion 'batch-norm' needs batch normalisation right behind layers with weights,"
              + " but the network has none; choose another criterion");
    }
    return new UnitScores(scores);
  }
}
