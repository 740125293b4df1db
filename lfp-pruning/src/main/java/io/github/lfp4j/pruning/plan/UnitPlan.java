package io.github.lfp4j.pruning.plan;

import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.criterion.UnitScores;
import io.github.lfp4j.pruning.structure.Structure;
import io.github.lfp4j.pruning.structure.UnitGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.IntUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Structured pruning: which groups of units go, the least valuable first.
 *
 * <p>A group is worth the mean of what its members are worth, as far as these were scored; groups
 * without a score stay. Of equal groups, those of earlier layers and lower units go first, so that
 * a plan is deterministic. Amounts are shares of the <em>candidates</em>: the units of all groups
 * that were scored and are not protected. A group counts as many units as it has.
 */
public final class UnitPlan {

  private final Structure structure;
  private final Limits limits;
  private final Map<Integer, Double> worth = new HashMap<>();

  /** The least valuable first. */
  private final List<UnitGroup> candidates;

  private final Map<Integer, Integer> candidatesOfLayer = new HashMap<>();

  /** Units that each layer has lost before this plan. */
  private final Map<Integer, Integer> gone = new HashMap<>();

  /**
   * A plan for a network.
   *
   * @param scores of units, comparable across layers if the scope is global
   * @throws PruningException if a score is not a number or is missing, or a protected layer does
   *     not exist
   */
  public UnitPlan(Structure structure, UnitScores scores, Limits limits) {
    this(structure, scores, limits, structure.sizes());
  }

  /**
   * A plan for a network that has lost units already: amounts and limits are those of the network
   * that it once was, and what is gone is part of them.
   *
   * @param sizesBefore how many units each layer once had, as {@link Structure#sizes()} gives them
   */
  public UnitPlan(
      Structure structure,
      UnitScores scores,
      Limits limits,
      SortedMap<Integer, Integer> sizesBefore) {
    this.structure = structure;
    this.limits = limits;
    structure
        .sizes()
        .forEach((layer, size) -> gone.put(layer, sizesBefore.getOrDefault(layer, size) - size));
    for (String layer : limits.protectedLayers()) {
      if (!structure.names().containsValue(layer)) {
        throw new PruningException(
            "there is no layer '"
                + layer
                + "' to protect; the layers are "
                + String.join(", ", structure.names().values()));
      }
    }
    checkSizes(scores);
    for (UnitGroup group : structure.groups()) {
      double[] known =
          group.members().stream()
              .filter(member -> scores.byLayer().containsKey(member.layer()))
              .mapToDouble(member -> scores.byLayer().get(member.layer())[member.unit()])
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
            .filter(group -> group.members().stream().noneMatch(this::isProtected))
            .sorted(Comparator.comparing((UnitGroup group) -> worth.get(group.id())))
            .toList();
    for (UnitGroup group : candidates) {
      group.members().forEach(m -> candidatesOfLayer.merge(m.layer(), 1, Integer::sum));
    }
  }

  private void checkSizes(UnitScores scores) {
    scores
        .byLayer()
        .forEach(
            (layer, each) -> {
              int size = structure.sizes().getOrDefault(layer, each.length);
              if (size != each.length) {
                throw new PruningException(
                    "layer '"
                        + structure.names().get(layer)
                        + "' has "
                        + size
                        + " units, but "
                        + each.length
                        + " scores; score the network that is pruned");
              }
            });
  }

  private boolean isProtected(UnitGroup.Member member) {
    return limits.protectedLayers().contains(structure.names().get(member.layer()));
  }

  /** How many units could go if there were no limits but protection. */
  public int candidateUnits() {
    return units(candidates);
  }

  /** How many units these groups have. */
  public int units(Set<Integer> removed) {
    return units(removed.stream().map(structure.groups()::get).toList());
  }

  private static int units(List<UnitGroup> groups) {
    return groups.stream().mapToInt(UnitGroup::size).sum();
  }

  /** What each group is worth, by its id; groups without a score are left out. */
  public Map<Integer, Double> worth() {
    return Collections.unmodifiableMap(worth);
  }

  /**
   * The groups that go if this share of the candidates is to go: of the scope global exactly {@code
   * round(amount * candidates)} units where groups of such sizes exist, of the scope layer as many
   * of each layer; fewer where the limits allow no more.
   *
   * @param amount within [0, 1)
   * @throws PruningException if it is not
   */
  public Set<Integer> share(double amount) {
    WeightPlan.requireAmount(amount);
    return amountOf(amount);
  }

  private Set<Integer> amountOf(double amount) {
    if (limits.scope() == Scope.LAYER) {
      return rounded(
          select(
              candidates,
              candidateUnits(),
              layer -> stillToGo(amount, candidatesOf(layer), gone.get(layer))));
    }
    int goneOfAll = candidatesOfLayer.keySet().stream().mapToInt(gone::get).sum();
    int count = stillToGo(amount, candidateUnits(), goneOfAll);
    return rounded(select(candidates, count, layer -> Integer.MAX_VALUE));
  }

  private static int stillToGo(double amount, int candidates, int gone) {
    return Math.max(0, (int) Math.round(amount * (candidates + gone)) - gone);
  }

  /**
   * The groups that go if this share of one layer's candidates is to go, and nothing that does not
   * have to go with them.
   */
  Set<Integer> shareOfLayer(int layer, double amount) {
    WeightPlan.requireAmount(amount);
    List<UnitGroup> ofLayer =
        candidates.stream()
            .filter(group -> group.members().stream().anyMatch(m -> m.layer() == layer))
            .toList();
    int count = stillToGo(amount, candidatesOf(layer), gone.get(layer));
    return rounded(
        select(ofLayer, units(ofLayer), each -> each == layer ? count : Integer.MAX_VALUE));
  }

  /** How many units of a layer could go if there were no limits but protection. */
  int candidatesOf(int layer) {
    return candidatesOfLayer.getOrDefault(layer, 0);
  }

  /**
   * The fewest units, least valuable first, with which a measure falls to a limit; all that may go
   * if it does not.
   *
   * @param measure of the network without some groups, such as its parameters; the more are gone,
   *     the smaller
   * @param limit that it is to fall to
   */
  public Set<Integer> downTo(ToDoubleFunction<Set<Integer>> measure, double limit) {
    return downTo(measure, limit, Math.max(1, candidateUnits()));
  }

  /**
   * The same, by halving the range of amounts.
   *
   * @param amounts how many different amounts there are to choose from, evenly spaced; the measure
   *     is taken about as often as this can be halved
   */
  Set<Integer> downTo(ToDoubleFunction<Set<Integer>> measure, double limit, int amounts) {
    Set<Integer> best = amountOf(1);
    int low = 0;
    int high = amounts;
    while (low < high) {
      int middle = (low + high) >>> 1;
      Set<Integer> some = amountOf((double) middle / amounts);
      if (measure.applyAsDouble(some) <= limit) {
        high = middle;
        best = some;
      } else {
        low = middle + 1;
      }
    }
    return best;
  }

  /**
   * The least valuable groups that have so many units.
   *
   * @param from the least valuable first
   * @param quota how many units a layer may lose beside what limits say
   */
  private Set<Integer> select(List<UnitGroup> from, int count, IntUnaryOperator quota) {
    Losses losses =
        new Losses(
            layer ->
                Math.min(
                    limits.allowed(structure.sizes().get(layer) + gone.get(layer))
                        - gone.get(layer),
                    quota.applyAsInt(layer)));
    List<UnitGroup> taken = new ArrayList<>();
    List<UnitGroup> tooLarge = new ArrayList<>();
    for (UnitGroup group : from) {
      if (losses.total() == count) {
        break;
      }
      if (losses.allow(group)) {
        if (losses.total() + group.size() <= count) {
          losses.take(group);
          taken.add(group);
        } else {
          tooLarge.add(group);
        }
      }
    }
    if (losses.total() < count) {
      exchange(taken, tooLarge, count - losses.total(), losses);
    }
    Set<Integer> removed = new LinkedHashSet<>();
    taken.forEach(group -> removed.add(group.id()));
    return removed;
  }

  /** Takes a larger group in the place of one that was taken, if that makes up what is missing. */
  private static void exchange(
      List<UnitGroup> taken, List<UnitGroup> tooLarge, int missing, Losses losses) {
    Set<Integer> sizes = new HashSet<>();
    tooLarge.forEach(group -> sizes.add(group.size()));
    for (int i = taken.size() - 1; i >= 0; i--) {
      UnitGroup back = taken.get(i);
      if (!sizes.contains(back.size() + missing)) {
        continue;
      }
      losses.giveBack(back);
      for (UnitGroup instead : tooLarge) {
        if (instead.size() == back.size() + missing && losses.allow(instead)) {
          losses.take(instead);
          taken.set(i, instead);
          return;
        }
      }
      losses.take(back);
    }
  }

  /** Takes groups back, the most valuable first, until what stays comes in multiples. */
  private Set<Integer> rounded(Set<Integer> removed) {
    if (limits.multiple() == 1) {
      return removed;
    }
    Losses losses = new Losses(layer -> Integer.MAX_VALUE);
    List<UnitGroup> left = new ArrayList<>();
    for (int id : removed) {
      UnitGroup group = structure.groups().get(id);
      losses.take(group);
      left.add(group);
    }
    left.sort(
        Comparator.comparing((UnitGroup group) -> worth.get(group.id()))
            .thenComparing(UnitGroup::id)
            .reversed());
    // What one layer takes back another that shares the group may have to even out.
    boolean changed = true;
    while (changed) {
      changed =
          left.removeIf(
              group -> {
                boolean uneven = group.members().stream().anyMatch(m -> isUneven(m, losses));
                if (uneven) {
                  losses.giveBack(group);
                }
                return uneven;
              });
    }
    Set<Integer> result = new LinkedHashSet<>(removed);
    result.retainAll(left.stream().map(UnitGroup::id).collect(Collectors.toSet()));
    return result;
  }

  private boolean isUneven(UnitGroup.Member member, Losses losses) {
    int lost = losses.of(member.layer());
    return lost > 0 && (structure.sizes().get(member.layer()) - lost) % limits.multiple() != 0;
  }
}
