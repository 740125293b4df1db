package io.github.lfp4j.pruning.structure;

import java.util.List;

/**
 * Units that can only be removed together.
 *
 * @param id among the groups of a {@link Structure}
 * @param members at least one
 */
public record UnitGroup(int id, List<Member> members) {

  /**
   * A neuron, channel or hidden unit.
   *
   * @param layer index of the layer that computes it
   * @param unit among the layer's units, from 0
   */
  public record Member(int layer, int unit) {}

  /** Keeps a copy of the list. */
  public UnitGroup {
    members = List.copyOf(members);
  }

  /** How many units it has. */
  public int size() {
    return members.size();
  }
}
