package io.github.lfp4j.pruning.plan;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.criterion.UnitScores;
import io.github.lfp4j.pruning.structure.Structure;
import io.github.lfp4j.pruning.structure.UnitRemoval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.ToDoubleFunction;

/**
 * How much a network loses when units of one layer at a time are removed, the least valuable first.
 * Layers that lose much early are those to protect.
 *
 * @param whole the value of the whole network
 * @param points by layer and amount, in that order
 */
public record Sensitivity(double whole, List<Point> points) {

  /**
   * One smaller network.
   *
   * @param layer index of the layer
   * @param name of the layer
   * @param amount the share of the layer's removable units that was to go, within [0, 1)
   * @param units how many units of the layer went
   * @param together how many units of all layers went, since some go together
   * @param value of the network without them
   */
  public record Point(
      int layer, String name, double amount, int units, int together, double value) {}

  /** Keeps a copy of the list. */
  public Sensitivity {
    points = List.copyOf(points);
  }

  /**
   * Scans all layers with units that can go and have a score.
   *
   * <p>Where the same units go for several layers, as those of a residual sum do, the network is
   * evaluated once.
   *
   * @param network not changed
   * @param scores normalised or not: only those of units that one layer has are compared
   * @param amounts shares of each layer's removable units, within [0, 1)
   * @param evaluate the value of a network, such as its accuracy
   * @param progress is told the number of points done; may be null
   */
  public static Sensitivity scan(
      Network network,
      Structure structure,
      UnitScores scores,
      List<Double> amounts,
      ToDoubleFunction<Network> evaluate,
      IntConsumer progress) {
    UnitPlan plan = new UnitPlan(structure, scores, Limits.of(Scope.GLOBAL));
    Map<Set<Integer>, Double> known = new HashMap<>();
    double whole = evaluate.applyAsDouble(network);
    known.put(Set.of(), whole);
    List<Point> points = new ArrayList<>();
    for (int layer : structure.sizes().keySet()) {
      if (plan.candidatesOf(layer) == 0) {
        continue;
      }
      for (double amount : amounts) {
        Set<Integer> removed = plan.shareOfLayer(layer, amount);
        double value =
            known.computeIfAbsent(
                removed,
                some -> evaluate.applyAsDouble(new UnitRemoval(structure, some).apply(network)));
        points.add(
            new Point(
                layer,
                structure.names().get(layer),
                amount,
                unitsOf(layer, structure, removed),
                plan.units(removed),
                value));
        if (progress != null) {
          progress.accept(points.size());
        }
      }
    }
    return new Sensitivity(whole, points);
  }

  private static int unitsOf(int layer, Structure structure, Set<Integer> removed) {
    return (int)
        removed.stream()
            .flatMap(id -> structure.groups().get(id).members().stream())
            .filter(member -> member.layer() == layer)
            .count();
  }
}
