package io.github.lfp4j.pruning.plan;

import io.github.lfp4j.pruning.PruningException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is to be reached by removing units, and what its number means. */
public enum Target {
  /** The share of the units that may go that does go, within [0, 1). */
  SHARE,
  /** The share of the network's parameters that is left at most, within (0, 1]. */
  PARAMETERS,
  /** The share of its multiply-adds for one example that is left at most, within (0, 1]. */
  MULTIPLY_ADDS,
  /** The share of the time for a batch that is left at most, within (0, 1], as measured here. */
  LATENCY;

  /**
   * The target of a name: share, parameters, multiply-adds, latency.
   *
   * @throws PruningException if there is no such target
   */
  public static Target byName(String name) {
    return Arrays.stream(values())
        .filter(value -> value.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new PruningException(
                    "there is no target '"
                        + name
                        + "'; choose one of "
                        + Arrays.stream(values())
                            .map(Target::label)
                            .collect(Collectors.joining(", "))));
  }

  /** The name that people use. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Checks a number.
   *
   * @throws PruningException if it is out of range
   */
  void require(double value) {
    if (this == SHARE) {
      WeightPlan.requireAmount(value);
    } else if (!(value > 0 && value <= 1)) {
      throw new PruningException(
          "the share of "
              + label()
              + " that is to be left must be more than 0 and at most 1, but is "
              + value);
    }
  }
}
