package io.github.lfp4j.cli.command;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.criterion.Criterion;
import io.github.lfp4j.pruning.criterion.Granularity;
import io.github.lfp4j.pruning.criterion.UnitScores;
import io.github.lfp4j.pruning.plan.Limits;
import io.github.lfp4j.pruning.plan.Normalization;
import io.github.lfp4j.pruning.plan.Target;
import io.github.lfp4j.pruning.plan.TargetSearch;
import io.github.lfp4j.pruning.plan.UnitPlan;
import io.github.lfp4j.pruning.structure.Structure;
import io.github.lfp4j.pruning.tuning.PlannedUnits;
import io.github.lfp4j.pruning.tuning.PruningStep;
import io.github.lfp4j.pruning.tuning.UnitPruning;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Units, which are removed for real.
 *
 * @param normalization makes scores of different layers comparable
 * @param limits that plans keep to
 * @param batch of examples that times are measured with
 */
record UnitParts(Normalization normalization, Limits limits, INDArray batch) implements Parts {

  private static final int RUNS = 9;

  @Override
  public Granularity granularity() {
    return Granularity.UNIT;
  }

  @Override
  public PlannedUnits atOnce(
      Network network,
      Criterion criterion,
      Supplier<DataSetIterator> reference,
      LongConsumer progress) {
    UnitScores scores =
        criterion.unitScores(network, criterion.needsData() ? reference.get() : null, progress);
    UnitScores comparable = normalization.apply(scores);
    Structure structure = Structure.of(network);
    return new PlannedUnits(structure, comparable, new UnitPlan(structure, comparable, limits));
  }

  @Override
  public PruningStep inSteps(
      Network network, Criterion criterion, Supplier<DataSetIterator> reference) {
    return new UnitPruning(
        Structure.of(network), criterion, normalization, limits, reference, null);
  }

  @Override
  public double amount(Network network, PruningStep pruning, Goal goal) {
    if (goal.target() == Target.SHARE) {
      return goal.value();
    }
    PlannedUnits planned = (PlannedUnits) pruning;
    TargetSearch.Found found =
        new TargetSearch(network, planned.structure(), planned.plan(), batch, RUNS)
            .find(goal.target(), goal.value());
    return (double) planned.plan().units(found.removed()) / planned.plan().candidateUnits();
  }
}
