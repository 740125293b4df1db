package io.github.lfp4j.pruning.criterion;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The worth of each unit, by layer index: the higher, the more it is worth. How scores of different
 * layers are made comparable is a matter of plans.
 *
 * @param byLayer for each layer that is scored one number per unit
 */
public record UnitScores(SortedMap<Integer, double[]> byLayer) {

  /** Keeps a copy of the map. */
  public UnitScores(SortedMap<Integer, double[]> byLayer) {
    this.byLayer = Collections.unmodifiableSortedMap(new TreeMap<>(byLayer));
  }

  /** How many units there are. */
  public long count() {
    return byLayer.values().stream().mapToLong(scores -> scores.length).sum();
  }
}
