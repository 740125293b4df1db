package io.github.lfp4j.dl4j.relevance;

import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Is shown what arrives at each layer, from the last to the first. The arrays live in the memory of
 * the pass: they must not be changed, and what is to outlive the call must be detached.
 */
public interface RelevanceVisitor {

  /**
   * Relevance arrives at the outputs of a hidden layer: {@code R = a G}.
   *
   * @param layer the layer's index, in a graph among {@code ComputationGraph.getLayers()}
   * @param activation a, batch first
   * @param g relevance per unit of activation, the shape of {@code activation}
   */
  default void units(int layer, INDArray activation, INDArray g) {}

  /**
   * The same for hidden layers with weights only, behind {@link #units}: the relevance of their
   * units, to which in recurrent layers belongs what comes back from later time steps.
   *
   * @param layer the layer's index
   * @param unitAxis the axis that counts units; all others are examples and positions in space or
   *     time
   * @param relevance computes R in the shape of the activation, within the call
   */
  default void learningUnits(int layer, int unitAxis, Supplier<INDArray> relevance) {}

  /**
   * Relevance arrives at an affine layer with weights, whose contributions to it are {@code R_w = w
   * (dz/dw)^T q}.
   *
   * @param layer the layer's index
   */
  default void weights(int layer, AffineForward forward, OutputReward reward) {}
}
