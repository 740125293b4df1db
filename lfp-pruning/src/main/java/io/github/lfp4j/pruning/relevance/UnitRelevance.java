package io.github.lfp4j.pruning.relevance;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The accumulated relevance of a hidden layer's units (neurons or channels), summed over examples
 * and positions.
 *
 * @param layer index of the layer
 * @param signed {@code sum R}, [units], double
 * @param absolute {@code sum |R|}, [units], double; of each position, before summing
 */
public record UnitRelevance(int layer, INDArray signed, INDArray absolute) {

  /** The number of units. */
  public long units() {
    return signed.length();
  }
}
