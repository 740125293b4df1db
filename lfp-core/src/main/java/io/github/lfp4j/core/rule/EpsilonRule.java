package io.github.lfp4j.core.rule;

import io.github.lfp4j.core.Stabilizer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The epsilon rule, LFP's own: {@code R_i = a_i sum_j w_ij R_j / stab(z_j)}.
 *
 * <p>The bias takes its share of {@code z} and passes nothing on, so reward is conserved (up to
 * epsilon) only in layers without. For {@code epsilon -> 0} and ReLU networks, training by this
 * rule equals gradient descent with each step scaled by {@code |w|} (Theorem 1 of the source).
 *
 * <p>Source: Bach et al., PLoS ONE 10(7), 2015, eq. 58; Weber et al., arXiv 2308.12053, eq. 5.
 *
 * @param epsilon the stabiliser's distance, in units of the pre-activation, at least 0
 * @param ignoreBias leave the bias out of the denominator when reward is handed on
 */
public record EpsilonRule(double epsilon, boolean ignoreBias) implements Rule {

  /**
   * @throws IllegalArgumentException if {@code epsilon} is negative, infinite or not a number
   */
  @JsonCreator
  public EpsilonRule(
      @JsonProperty("epsilon") double epsilon, @JsonProperty("ignoreBias") boolean ignoreBias) {
    this.epsilon = new Stabilizer(epsilon).epsilon();
    this.ignoreBias = ignoreBias;
  }

  /** The rule with the bias in the denominator. */
  public EpsilonRule(double epsilon) {
    this(epsilon, false);
  }

  /** The rule with {@link Stabilizer#DEFAULT_EPSILON}. */
  public EpsilonRule() {
    this(Stabilizer.DEFAULT_EPSILON);
  }

  @Override
  public Stabilizer stabilizer() {
    return new Stabilizer(epsilon);
  }

  @Override
  public boolean handsDownSignal() {
    return !ignoreBias;
  }

  @Override
  public void propagate(AffineForward layer, OutputReward reward, INDArray out) {
    INDArray q;
    if (ignoreBias && layer.bias() != null) {
      q = stabilizer().divide(reward.reward().dup(), layer.denominator(true));
    } else {
      q = reward.quotient();
    }
    layer.map().transposed(q, layer.weights(), out);
  }
}
