package io.github.lfp4j.pruning.tuning;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.criterion.UnitScores;
import io.github.lfp4j.pruning.plan.UnitPlan;
import io.github.lfp4j.pruning.structure.Structure;
import io.github.lfp4j.pruning.structure.UnitRemoval;

/**
 * Pruning of units at once, by scores that were taken before.
 *
 * @param structure of the network
 * @param scores comparable across layers
 * @param plan by these scores
 */
public record PlannedUnits(Structure structure, UnitScores scores, UnitPlan plan)
    implements PruningStep {

  @Override
  public Network prune(Network network, double amount) {
    return new UnitRemoval(structure, plan.share(amount)).apply(network);
  }
}
