package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.network.Network;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The size of weights: of a weight its absolute value, of a unit a norm of its incoming weights.
 * Sources: Han et al., NeurIPS 2015, for weights; Li et al., ICLR 2017, arXiv 1608.08710, for
 * channels.
 *
 * @param norm of the incoming weights of a unit
 */
public record MagnitudeCriterion(Norm norm) implements Criterion {

  /** How the weights of a unit make up one number. */
  public enum Norm {
    /** The sum of their absolute values. */
    L1,
    /** The root of the sum of their squares. */
    L2
  }

  /** With the Euclidean length. */
  public MagnitudeCriterion() {
    this(Norm.L2);
  }

  @Override
  public boolean needsData() {
    return false;
  }

  @Override
  public boolean scores(Granularity granularity) {
    return true;
  }

  @Override
  public WeightScores scores(Network network, DataSetIterator reference, LongConsumer progress) {
    return PrunableLayers.score(network, w -> Transforms.abs(w, true));
  }

  @Override
  public UnitScores unitScores(Network network, DataSetIterator reference, LongConsumer progress) {
    SortedMap<Integer, double[]> scores = new TreeMap<>();
    for (HiddenUnits units : HiddenUnits.of(network)) {
      scores.put(
          units.index(),
          norm == Norm.L1
              ? IncomingWeights.powers(units.layer(), 1)
              : Arrays.stream(IncomingWeights.powers(units.layer(), 2)).map(Math::sqrt).toArray());
    }
    return new UnitScores(scores);
  }
}
