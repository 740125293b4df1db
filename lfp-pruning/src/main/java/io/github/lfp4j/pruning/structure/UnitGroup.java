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
   * @param layer the layer that computes it; in a {@code MultiLayerNetwork} without names "layer"
   *     and its index
   * @param index among the layer's units, from 0
   */
  public record Member(String layer, int index) {}

  /** Keeps a copy of the list. */
  public UnitGroup {
    members = List.copyOf(members);
  }
}
