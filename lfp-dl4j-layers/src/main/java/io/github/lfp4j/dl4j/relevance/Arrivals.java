package io.github.lfp4j.dl4j.relevance;

import io.github.lfp4j.dl4j.layer.PerUnit;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What has arrived at each node so far, from all nodes that it is an input of: relevance per unit
 * of activation, or below a rule of form {@code TOTAL} relevance itself.
 */
final class Arrivals {

  private final INDArray[] activations;
  private final INDArray[] sums;
  private final boolean[] total;

  /**
   * @param activations of the nodes
   */
  Arrivals(INDArray[] activations) {
    this.activations = activations;
    this.sums = new INDArray[activations.length];
    this.total = new boolean[activations.length];
  }

  /** Adds to what has arrived at a node. */
  void add(int node, INDArray values, boolean isTotal) {
    if (sums[node] == null) {
      sums[node] = values;
      total[node] = isTotal;
    } else if (total[node] == isTotal) {
      sums[node] = sums[node].add(values);
    } else {
      INDArray relevance = isTotal ? values : sums[node];
      INDArray perUnit = isTotal ? sums[node] : values;
      sums[node] = perUnit.mul(ofType(node, perUnit)).addi(relevance);
      total[node] = true;
    }
  }

  boolean isNothing(int node) {
    return sums[node] == null;
  }

  boolean isTotal(int node) {
    return total[node];
  }

  /** What has arrived, as {@link #isTotal} says; null if nothing has. */
  INDArray get(int node) {
    return sums[node];
  }

  /** The activation of a node. */
  INDArray activation(int node) {
    return activations[node];
  }

  /** From here on relevance per unit. */
  void makePerUnit(int node) {
    if (total[node]) {
      sums[node] = PerUnit.divide(sums[node], ofType(node, sums[node]));
      total[node] = false;
    }
  }

  /** Relevance itself, in the shape of the activation. */
  INDArray relevance(int node) {
    if (isNothing(node)) {
      return activations[node].like();
    }
    return total[node] ? sums[node] : sums[node].mul(ofType(node, sums[node]));
  }

  private INDArray ofType(int node, INDArray values) {
    return activations[node].castTo(values.dataType());
  }
}
