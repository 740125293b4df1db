package io.github.lfp4j.core.rule;

import io.github.lfp4j.core.Stabilizer;
import java.io.Serializable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;

/**
 * How reward that arrives at the output of an affine layer is handed to its inputs.
 *
 * <p>Implementations are immutable values with equality, and travel with a network's configuration
 * as JSON (a property {@code @class} names the class, the record components are its properties).
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class")
public interface Rule extends Serializable {

  /** What {@link #propagate} writes. */
  enum Form {
    /** {@code G_i = R_i / a_i}, the reward per unit of the input: what travels between layers. */
    PER_UNIT,
    /**
     * {@code R_i} itself. For rules whose messages are not proportional to the input; they belong
     * to the first layer of a network, since reward on an input that is zero could not travel
     * further down.
     */
    TOTAL
  }

  /** The stabiliser of this rule's denominators, and of the feedback of the layer's parameters. */
  Stabilizer stabilizer();

  /** What {@link #propagate} writes: reward per unit of input, or reward itself. */
  default Form form() {
    return Form.PER_UNIT;
  }

  /**
   * What the parameters of the layer learn from: their feedback is the derivative by the parameter
   * of {@code z}, transposed, times this. The quotient {@code q} for all rules of LFP.
   *
   * @return an array of the shape of the output, which belongs to {@code reward}
   */
  default INDArray signal(OutputReward reward) {
    return reward.quotient();
  }

  /**
   * Whether {@link #propagate} is no more than the transposed map of {@link #signal}, so that both
   * may be computed in one pass over the layer.
   */
  default boolean handsDownSignal() {
    return false;
  }

  /** Whether feedback is scaled by the size of the parameter, as LFP's is. */
  default boolean scalesByMagnitude() {
    return true;
  }

  /**
   * Hands reward from the output to the input.
   *
   * @param layer the layer as it was evaluated
   * @param reward the reward at the layer's output
   * @param out the shape of the layer's input; receives G or R as {@link #form()} says
   */
  void propagate(AffineForward layer, OutputReward reward, INDArray out);
}
