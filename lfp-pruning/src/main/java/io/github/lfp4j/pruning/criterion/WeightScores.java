package io.github.lfp4j.pruning.criterion;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A score per weight, by layer index: the higher, the more it is worth. Biases and normalisation
 * parameters have none; they are never pruned one by one.
 */
public record WeightScores(SortedMap<Integer, INDArray> byLayer) {

  /** Keeps a copy of the map; the arrays have the shapes of the weights. */
  public WeightScores(SortedMap<Integer, INDArray> byLayer) {
    this.byLayer = Collections.unmodifiableSortedMap(new TreeMap<>(byLayer));
  }

  /** How many weights there are. */
  public long count() {
    return byLayer.values().stream().mapToLong(INDArray::length).sum();
  }
}
