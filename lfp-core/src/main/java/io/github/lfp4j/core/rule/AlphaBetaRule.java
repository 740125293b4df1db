package io.github.lfp4j.core.rule;

import io.github.lfp4j.core.Stabilizer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The alpha-beta rule: positive contributions are rewarded alpha-fold, negative ones pay beta-fold.
 *
 * <p>With contributions {@code c_ij = a_i w_ij}, {@code [t]+ = max(t, 0)} and {@code [t]- = min(t,
 * 0)}:
 *
 * <pre>R_i = sum_j (alpha [c_ij]+ / stab(sum_i [c_ij]+ + [b_j]+)
 *            - beta  [c_ij]- / stab(sum_i [c_ij]- + [b_j]-)) R_j</pre>
 *
 * Where one side has no contribution at all its share is lost, not moved to the other side.
 *
 * <p>Source: Bach et al., PLoS ONE 10(7), 2015, eq. 60.
 *
 * @param alpha weight of the positive side, at least 0
 * @param beta weight of the negative side, at least 0; {@code alpha - beta} is 1
 * @param epsilon the stabiliser's distance
 * @param ignoreBias leave the bias out of both denominators
 */
public record AlphaBetaRule(double alpha, double beta, double epsilon, boolean ignoreBias)
    implements Rule {

  /**
   * @throws IllegalArgumentException if {@code alpha} or {@code beta} is negative or they do not
   *     differ by 1
   */
  @JsonCreator
  public AlphaBetaRule(
      @JsonProperty("alpha") double alpha,
      @JsonProperty("beta") double beta,
      @JsonProperty("epsilon") double epsilon,
      @JsonProperty("ignoreBias") boolean ignoreBias) {
    if (!(alpha >= 0 && beta >= 0) || Math.abs(alpha - beta - 1) > 1e-9) {
      throw new IllegalArgumentException(
          "alpha and beta must be at least 0 and alpha - beta must be 1, but they are "
              + alpha
              + " and "
              + beta);
    }
    this.alpha = alpha;
    this.beta = beta;
    this.epsilon = new Stabilizer(epsilon).epsilon();
    this.ignoreBias = ignoreBias;
  }

  /** The rule with the default stabiliser and the bias in the denominators. */
  public AlphaBetaRule(double alpha, double beta) {
    this(alpha, beta, Stabilizer.DEFAULT_EPSILON, false);
  }

  @Override
  public Stabilizer stabilizer() {
    return new Stabilizer(epsilon);
  }

  @Override
  public void propagate(AffineForward layer, OutputReward reward, INDArray out) {
    Signs.Split split = new Signs.Split(layer);
    boolean bias = layer.bias() != null && !ignoreBias;
    INDArray s = null;
    if (alpha != 0) {
      INDArray positive = split.positiveContributions();
      if (bias) {
        layer.map().addBias(positive, Signs.positive(layer.bias()));
      }
      s = stabilizer().divide(reward.reward().mul(alpha), positive);
    }
    INDArray t = null;
    if (beta != 0) {
      INDArray negative = split.negativeContributions();
      if (bias) {
        layer.map().addBias(negative, Signs.negative(layer.bias()));
      }
      t = stabilizer().divide(reward.reward().mul(-beta), negative);
    }
    out.assign(0);
    split.addTransposed(s, t, out);
  }
}
