package io.github.lfp4j.core.rule;

import io.github.lfp4j.core.Stabilizer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The pass rule: {@code R_i = R_i} of the output, unchanged. For layers whose output has the shape
 * of their input, such as BatchNormalization when its scale and shift are not to be explained.
 * Activation functions always pass reward on; they need no rule.
 */
public record PassRule() implements Rule {

  @Override
  public Stabilizer stabilizer() {
    return Stabilizer.DEFAULT;
  }

  @Override
  public Form form() {
    return Form.TOTAL;
  }

  /**
   * @throws IllegalArgumentException if the layer changes the shape
   */
  @Override
  public void propagate(AffineForward layer, OutputReward reward, INDArray out) {
    if (!out.equalShapes(reward.reward())) {
      throw new IllegalArgumentException(
          "the pass rule needs a layer whose output has the shape of its input");
    }
    out.assign(reward.reward());
  }
}
