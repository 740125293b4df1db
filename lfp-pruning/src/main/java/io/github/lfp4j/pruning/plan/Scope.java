package io.github.lfp4j.pruning.plan;

import io.github.lfp4j.pruning.PruningException;
import java.util.Locale;

/** Where the least valuable weights are looked for. */
public enum Scope {
  /** Over all layers at once: layers may end up differently sparse. */
  GLOBAL,
  /** Within each layer: every layer loses the same share. */
  LAYER;

  /**
   * The scope of a name, {@code global} or {@code layer}.
   *
   * @throws PruningException if there is no such scope
   */
  public static Scope byName(String name) {
    for (Scope scope : values()) {
      if (scope.name().toLowerCase(Locale.ROOT).equals(name)) {
        return scope;
      }
    }
    throw new PruningException("there is no scope '" + name + "'; choose global or layer");
  }
}
