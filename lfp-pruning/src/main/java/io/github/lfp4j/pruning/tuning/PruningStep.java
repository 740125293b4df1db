package io.github.lfp4j.pruning.tuning;

import io.github.lfp4j.dl4j.network.Network;

/** How a network is pruned to an amount, of whatever is removed: weights or units. */
@FunctionalInterface
public interface PruningStep {

  /**
   * Prunes further.
   *
   * @param network as earlier steps and fine-tuning left it; not changed
   * @param amount the share of the <em>original</em> network's weights or units that is to be gone
   *     afterwards, within [0, 1); what earlier steps removed is part of it. Where units are
   *     removed for real, the step has to know how many there were.
   * @return a network without them
   */
  Network prune(Network network, double amount);
}
