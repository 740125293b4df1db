package io.github.lfp4j.core.rule;

import io.github.lfp4j.core.Stabilizer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The reward at a layer's output, in the form that a rule asks for. Each form is computed when it
 * is first asked for; the arrays belong to this object and must not be changed.
 */
public interface OutputReward {

  /** {@code R_j}, the reward at each unit's pre-activation, in the shape of the output. */
  INDArray reward();

  /** {@code q_j = R_j / stab(z_j)}, in the shape of the output. */
  INDArray quotient();

  /**
   * {@code G f'(z)}, what takes the quotient's place under the {@link GradientRule}: the negated
   * derivative of the loss by the pre-activation, in the shape of the output.
   */
  INDArray derivative();

  /**
   * A reward that is at hand as an array.
   *
   * @param reward {@code R}, the shape of {@code z}; not changed
   * @param z pre-activation
   * @param stabilizer of the quotient
   */
  static OutputReward of(INDArray reward, INDArray z, Stabilizer stabilizer) {
    return new GivenReward(reward, null, z, stabilizer);
  }

  /**
   * The reward {@code R = -z dL/dz} of a loss whose derivative is at hand.
   *
   * @param derivative {@code -dL/dz}, the shape of {@code z}; not changed
   * @param z pre-activation
   * @param stabilizer of the quotient
   */
  static OutputReward ofDerivative(INDArray derivative, INDArray z, Stabilizer stabilizer) {
    return new GivenReward(null, derivative, z, stabilizer);
  }
}
