package io.github.lfp4j.pruning.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What each unit is worth, by layer: the higher, the more.
 *
 * @param byLayer one number for each unit of each layer that has been scored
 */
public record UnitScores(Map<String, double[]> byLayer) {

  /** Keeps a copy of the map. */
  public UnitScores(Map<String, double[]> byLayer) {
    this.byLayer = Collections.unmodifiableMap(new LinkedHashMap<>(byLayer));
  }

  /**
   * The same with the scores of each layer made comparable with those of others.
   *
   * @param normalization of the scores of one layer
   */
  public UnitScores normalized(UnaryOperator<double[]> normalization) {
    Map<String, double[]> result = new LinkedHashMap<>();
    byLayer.forEach((layer, scores) -> result.put(layer, normalization.apply(scores)));
    return new UnitScores(result);
  }
}
