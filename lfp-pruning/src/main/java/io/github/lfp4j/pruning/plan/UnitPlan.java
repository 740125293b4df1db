package io.github.lfp4j.pruning.plan;

import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.structure.Structure;
import io.github.lfp4j.pruning.structure.UnitGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Structured pruning: which groups of units go, the least valuable first.
 *
 * <p>A group is worth the mean of what its members are worth, as far as these were scored. Of equal
 * groups, the earlier goes first, so that a plan is deterministic. No layer loses all of its units.
 */
public final class UnitPlan {

  /**
   * What a plan keeps to.
   *
   * @param scope over all layers or within each
   * @param cap the largest share of a layer's units that may go, within [0, 1]
   * @param minimum the fewest units that stay in a layer, at least 1
   * @param multiple numbers of units that stay are multiples of this where a layer loses any; 1 for
   *     any number
   * @param protectedLayers layers that lose nothing, by name
   */
  public record Limits(
      Scope scope, double cap, int minimum, int multiple, Set<String> protectedLayers) {

    /** Checks the numbers and keeps a copy of the set. */
    public Limits {
      if (!(cap >= 0 && cap <= 1) || minimum < 1 || multiple < 1) {
        throw new PruningException(
            "a cap lies within 0 and 1, and at least 1 unit stays in a layer, in multiples of at"
                + " least 1, but got cap "
                + cap
                + ", minimum "
                + minimum
                + ", multiple "
                + multiple);
      }
      protectedLayers = Set.copyOf(protectedLayers);
    }

    /** Over all layers, and no layer loses its last unit. */
    public static Limits global() {
      return new Limits(Scope.GLOBAL, 1, 1, 1, Set.of());
    }
  }

  private final Structure structure;
  private final Limits limits;
  private final Map<Integer, Double> worth = new HashMap<>();
  private final List<UnitGroup> candidates;

  /**
   * A plan for a network.
   *
   * @param scores of units, comparable across layers if the scope is global
   * @throws PruningException if a score is not a number, or a protected layer does not exist
   */
  public UnitPlan(Structure structure, UnitScores scores, Limits limits) {
    this.structure = structure;
    this.limits = limits;
    for (String layer : limits.protectedLayers()) {
      if (!structure.layers().contains(layer)) {
        throw new PruningException(
            "there is no layer '" + layer + "' to protect; the layers are " + structure.layers());
      }
    }
    for (UnitGroup group : structure.groups()) {
      double[] known =
          group.members().stream()
              .filter(member -> scores.byLayer().containsKey(member.layer()))
              .mapToDouble(member -> scores.byLayer().get(member.layer())[member.index()])
              .toArray();
      if (known.length > 0) {
        double mean = Arrays.stream(known).average().orElseThrow();
        if (Double.isNaN(mean)) {
          throw new PruningException(
              "a score is not a number; does the model hold NaN or infinite parameters?");
        }
        worth.put(group.id(), mean);
      }
    }
    this.candidates =
        structure.groups().stream()
            .filter(group -> worth.containsKey(group.id()))
            .filter(
                group ->
                    group.members().stream()
                        .noneMatch(m -> limits.protectedLayers().contains(m.layer())))
            .sorted(Comparator.comparing((UnitGroup group) -> worth.get(group.id())))
            .toList();
  }

  /** How many units of how many could go if there were no limits but protection. */
  public int candidates() {
    return candidates.size();
  }

  /**
   * The groups that go if this share of all groups is to go; fewer where the limits allow no more.
   *
   * @param amount within [0, 1)
   */
  public Set<Integer> share(double amount) {
    WeightPlan.requireAmount(amount);
    if (limits.scope() == Scope.LAYER) {
      return rounded(select(candidates.size(), layer -> (int) Math.round(amount * size(layer))));
    }
    return first((int) Math.round(amount * candidates.size()));
  }

  /**
   * The fewest groups, least valuable first, with which a measure falls to a limit; all that may go
   * if it does not.
   *
   * @param measure of the network without some groups, such as its parameters; the more are gone,
   *     the smaller
   * @param limit that it is to fall to
   */
  public Set<Integer> downTo(ToDoubleFunction<Set<Integer>> measure, double limit) {
    int low = 0;
    int high = candidates.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (measure.applyAsDouble(first(middle)) <= limit) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return first(low);
  }

  /** So many groups over all layers, or so large a part of each. */
  private Set<Integer> first(int count) {
    if (limits.scope() == Scope.LAYER) {
      double share = candidates.isEmpty() ? 0 : (double) count / candidates.size();
      return rounded(select(candidates.size(), layer -> (int) Math.round(share * size(layer))));
    }
    return rounded(select(count, layer -> Integer.MAX_VALUE));
  }

  private int size(String layer) {
    return structure.sizes().get(layer);
  }

  /** Layers may lose so many each. */
  private interface Quota {
    int of(String layer);
  }

  private Set<Integer> select(int count, Quota quota) {
    Map<String, Integer> lost = new HashMap<>();
    Set<Integer> removed = new LinkedHashSet<>();
    for (UnitGroup group : candidates) {
      if (removed.size() == count) {
        break;
      }
      Map<String, Integer> losses = losses(group);
      boolean possible =
          losses.entrySet().stream()
              .allMatch(
                  loss -> {
                    int after = lost.getOrDefault(loss.getKey(), 0) + loss.getValue();
                    return after <= Math.min(allowed(loss.getKey()), quota.of(loss.getKey()));
                  });
      if (possible) {
        removed.add(group.id());
        losses.forEach((layer, loss) -> lost.merge(layer, loss, Integer::sum));
      }
    }
    return removed;
  }

  /** How many units a layer may lose at most. */
  private int allowed(String layer) {
    int size = size(layer);
    return Math.max(0, Math.min(size - limits.minimum(), (int) Math.floor(limits.cap() * size)));
  }

  private static Map<String, Integer> losses(UnitGroup group) {
    return group.members().stream()
        .collect(Collectors.groupingBy(UnitGroup.Member::layer, Collectors.summingInt(m -> 1)));
  }

  /** Takes groups back, the most valuable first, until what stays comes in multiples. */
  private Set<Integer> rounded(Set<Integer> removed) {
    if (limits.multiple() == 1) {
      return removed;
    }
    List<Integer> byWorth = new ArrayList<>(removed);
    byWorth.sort(Comparator.comparing((Integer id) -> worth.get(id)).reversed());
    Map<String, Integer> lost = new HashMap<>();
    removed.forEach(id -> count(id, 1, lost));
    Set<Integer> result = new LinkedHashSet<>(removed);
    for (int id : byWorth) {
      boolean uneven =
          losses(structure.groups().get(id)).keySet().stream()
              .anyMatch(
                  layer ->
                      lost.get(layer) > 0
                          && (size(layer) - lost.get(layer)) % limits.multiple() != 0);
      if (uneven) {
        result.remove(id);
        count(id, -1, lost);
      }
    }
    return result;
  }

  private void count(int id, int sign, Map<String, Integer> lost) {
    losses(structure.groups().get(id))
        .forEach((layer, loss) -> lost.merge(layer, sign * loss, Integer::sum));
  }

  /** What each group is worth, by its id; groups without a score are left out. */
  public Map<Integer, Double> worth() {
    return Collections.unmodifiableMap(worth);
  }
}
