package io.github.lfp4j.pruning.tuning;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.criterion.Criterion;
import io.github.lfp4j.pruning.criterion.UnitScores;
import io.github.lfp4j.pruning.plan.Limits;
import io.github.lfp4j.pruning.plan.Normalization;
import io.github.lfp4j.pruning.plan.UnitPlan;
import io.github.lfp4j.pruning.structure.Structure;
import io.github.lfp4j.pruning.structure.UnitRemoval;
import java.util.SortedMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Pruning of units to an amount of all units: neurons, channels, hidden units of recurrent layers.
 * Each step removes for real what is gone, and scores what is left anew.
 */
public final class UnitPruning implements PruningStep {

  private final Criterion criterion;
  private final Normalization normalization;
  private final Limits limits;
  private final SortedMap<Integer, Integer> sizes;
  private final Supplier<DataSetIterator> reference;
  private final LongConsumer progress;

  /**
   * Pruning of a network.
   *
   * @param original how the network is made before the first step
   * @param criterion scores the units anew in each step
   * @param normalization makes scores of different layers comparable
   * @param limits for what is gone from the original network
   * @param reference supplies the criterion's data anew for each step; may be null if it needs none
   * @param progress is told the number of reference examples seen in a step; may be null
   */
  public UnitPruning(
      Structure original,
      Criterion criterion,
      Normalization normalization,
      Limits limits,
      Supplier<DataSetIterator> reference,
      LongConsumer progress) {
    this.criterion = criterion;
    this.normalization = normalization;
    this.limits = limits;
    this.sizes = original.sizes();
    this.reference = reference;
    this.progress = progress;
  }

  @Override
  public Network prune(Network network, double amount) {
    UnitScores scores =
        criterion.unitScores(network, criterion.needsData() ? reference.get() : null, progress);
    Structure structure = Structure.of(network);
    UnitPlan plan = new UnitPlan(structure, normalization.apply(scores), limits, sizes);
    return new UnitRemoval(structure, plan.share(amount)).apply(network);
  }
}
