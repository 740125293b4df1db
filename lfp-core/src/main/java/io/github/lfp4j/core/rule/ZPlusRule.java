package io.github.lfp4j.core.rule;

import io.github.lfp4j.core.Stabilizer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The z+ rule: only positive contributions {@code c_ij = a_i w_ij} share the reward, {@code R_i =
 * sum_j [c_ij]+ R_j / stab(sum_i [c_ij]+ + [b_j]+)}. It is the {@link AlphaBetaRule} with alpha 1
 * and beta 0. Inputs may be negative; a negative bias is ignored.
 *
 * <p>Source: Montavon et al., Pattern Recognition 65, 2017, section 4.
 *
 * @param epsilon the stabiliser's distance
 * @param ignoreBias leave a positive bias out of the denominator as well
 */
public record ZPlusRule(double epsilon, boolean ignoreBias) implements Rule {

  /**
   * @throws IllegalArgumentException if {@code epsilon} is negative, infinite or not a number
   */
  @JsonCreator
  public ZPlusRule(
      @JsonProperty("epsilon") double epsilon, @JsonProperty("ignoreBias") boolean ignoreBias) {
    this.epsilon = new Stabilizer(epsilon).epsilon();
    this.ignoreBias = ignoreBias;
  }

  /** The rule with the default stabiliser and the bias in the denominator. */
  public ZPlusRule() {
    this(Stabilizer.DEFAULT_EPSILON, false);
  }

  @Override
  public Stabilizer stabilizer() {
    return new Stabilizer(epsilon);
  }

  @Override
  public void propagate(AffineForward layer, OutputReward reward, INDArray out) {
    new AlphaBetaRule(1, 0, epsilon, ignoreBias).propagate(layer, reward, out);
  }
}
