package io.github.lfp4j.dl4j.relevance;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Is shown what comes out of each hidden layer with weights. The arrays live in the memory of the
 * pass: they must not be changed, and what is to outlive the call must be detached.
 */
@FunctionalInterface
public interface ActivationVisitor {

  /**
   * @param layer the layer's index, in a graph among {@code ComputationGraph.getLayers()}
   * @param unitAxis the axis that counts units; all others are examples and positions in space or
   *     time
   * @param activation the layer's output, batch first
   */
  void units(int layer, int unitAxis, INDArray activation);
}
