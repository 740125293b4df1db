package io.github.lfp4j.pruning.plan;

import io.github.lfp4j.pruning.PruningException;
import java.util.Set;

/**
 * What a plan of units keeps to.
 *
 * @param scope whether the least valuable units are looked for over all layers or within each
 * @param cap the largest share of a layer's units that may go, within [0, 1]
 * @param minimum the fewest units that stay in a layer that had as many, at least 1
 * @param multiple numbers of units that stay are multiples of this where a layer loses any; 1 for
 *     any number
 * @param protectedLayers layers that lose nothing, by name; of layers that share a name, all
 */
public record Limits(
    Scope scope, double cap, int minimum, int multiple, Set<String> protectedLayers) {

  /**
   * Checks the numbers and keeps a copy of the set.
   *
   * @throws PruningException if a number is out of its range
   */
  public Limits {
    if (!(cap >= 0 && cap <= 1)) {
      throw new PruningException(
          "the largest share of a layer that may go lies within 0 and 1, but is " + cap);
    }
    if (minimum < 1) {
      throw new PruningException("at least 1 unit stays in a layer, but the minimum is " + minimum);
    }
    if (multiple < 1) {
      throw new PruningException(
          "units stay in multiples of at least 1, but the multiple is " + multiple);
    }
    protectedLayers = Set.copyOf(protectedLayers);
  }

  /** No more than that no layer loses its last unit. */
  public static Limits of(Scope scope) {
    return new Limits(scope, 1, 1, 1, Set.of());
  }

  /** How many of so many units a layer may lose at most. */
  int allowed(int size) {
    return Math.max(0, Math.min(size - minimum, (int) Math.floor(cap * size)));
  }
}
