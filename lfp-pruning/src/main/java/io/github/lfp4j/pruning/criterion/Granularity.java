package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.pruning.PruningException;
import java.util.Locale;

/** What is pruned, and so what is scored. */
public enum Granularity {
  /** Single weights, which become zero. */
  WEIGHT,
  /** Whole units: neurons, channels, hidden units of recurrent layers. */
  UNIT;

  /**
   * The granularity of a name, {@code weight} or {@code unit}.
   *
   * @throws PruningException if there is no such granularity
   */
  public static Granularity byName(String name) {
    for (Granularity granularity : values()) {
      if (granularity.label().equals(name)) {
        return granularity;
      }
    }
    throw new PruningException("there is no granularity '" + name + "'; choose weight or unit");
  }

  /** The name that people use. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
