package io.github.lfp4j.pruning.plan;

import io.github.lfp4j.pruning.structure.UnitGroup;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/** Counts how many units each layer loses while a plan is made. */
final class Losses {

  private final Map<Integer, Integer> lost = new HashMap<>();
  private final IntUnaryOperator quota;
  private int total;

  /**
   * No losses.
   *
   * @param quota how many units a layer, by its index, may lose
   */
  Losses(IntUnaryOperator quota) {
    this.quota = quota;
  }

  /** Whether a group can go without a layer losing more than it may. */
  boolean allow(UnitGroup group) {
    return byLayer(group).entrySet().stream()
        .allMatch(loss -> of(loss.getKey()) + loss.getValue() <= quota.applyAsInt(loss.getKey()));
  }

  void take(UnitGroup group) {
    byLayer(group).forEach((layer, loss) -> lost.merge(layer, loss, Integer::sum));
    total += group.size();
  }

  void giveBack(UnitGroup group) {
    byLayer(group).forEach((layer, loss) -> lost.merge(layer, -loss, Integer::sum));
    total -= group.size();
  }

  /** How many units a layer loses. */
  int of(int layer) {
    return lost.getOrDefault(layer, 0);
  }

  /** How many units all layers lose. */
  int total() {
    return total;
  }

  private static Map<Integer, Integer> byLayer(UnitGroup group) {
    return group.members().stream()
        .collect(Collectors.groupingBy(UnitGroup.Member::layer, Collectors.summingInt(m -> 1)));
  }
}
