package io.github.lfp4j.core.rule;

import io.github.lfp4j.core.Stabilizer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The generalised gamma rule: contributions of the sign of the output count more.
 *
 * <p>With contributions {@code c_ij = a_i w_ij} and the sign of {@code z_j} choosing the branch:
 *
 * <pre>z_j &gt; 0:  n_ij = c_ij + gamma [c_ij]+,  d_j = sum_i n_ij + b_j + gamma [b_j]+
 * z_j &lt; 0:  n_ij = c_ij + gamma [c_ij]-,  d_j = sum_i n_ij + b_j + gamma [b_j]-
 * z_j = 0:  the reward of j is dropped
 * R_i = sum_j n_ij R_j / stab(d_j)</pre>
 *
 * For non-negative inputs and {@code z_j > 0} this is the gamma rule of Montavon et al.,
 * "Layer-wise Relevance Propagation: An Overview", 2019, section 10.2.1; the branch for negative
 * outputs makes it fit networks with other activations than ReLU.
 *
 * @param gamma how much more, at least 0; 0 is the epsilon rule
 * @param epsilon the stabiliser's distance
 * @param ignoreBias leave the bias out of the denominators (it still takes part in the sign of z)
 */
public record GammaRule(double gamma, double epsilon, boolean ignoreBias) implements Rule {

  /** The usual choice. */
  public static final double DEFAULT_GAMMA = 0.25;

  /**
   * @throws IllegalArgumentException if {@code gamma} or {@code epsilon} is negative, infinite or
   *     not a number
   */
  @JsonCreator
  public GammaRule(
      @JsonProperty("gamma") double gamma,
      @JsonProperty("epsilon") double epsilon,
      @JsonProperty("ignoreBias") boolean ignoreBias) {
    if (!(gamma >= 0) || Double.isInfinite(gamma)) {
      throw new IllegalArgumentException("gamma must be finite and at least 0, but is " + gamma);
    }
    this.gamma = gamma;
    this.epsilon = new Stabilizer(epsilon).epsilon();
    this.ignoreBias = ignoreBias;
  }

  /** The rule with the default stabiliser and the bias in the denominators. */
  public GammaRule(double gamma) {
    this(gamma, Stabilizer.DEFAULT_EPSILON, false);
  }

  /** The rule with {@link #DEFAULT_GAMMA}. */
  public GammaRule() {
    this(DEFAULT_GAMMA);
  }

  @Override
  public Stabilizer stabilizer() {
    return new Stabilizer(epsilon);
  }

  @Override
  public void propagate(AffineForward layer, OutputReward reward, INDArray out) {
    Signs.Split split = new Signs.Split(layer);
    INDArray z = layer.preActivation();
    INDArray plain = layer.denominator(ignoreBias);

    INDArray positive = split.positiveContributions();
    INDArray negative = split.negativeContributions();
    if (layer.bias() != null && !ignoreBias) {
      layer.map().addBias(positive, Signs.positive(layer.bias()));
      layer.map().addBias(negative, Signs.negative(layer.bias()));
    }
    INDArray s = quotients(reward, positive.muli(gamma).addi(plain), Signs.isPositive(z));
    INDArray t = quotients(reward, negative.muli(gamma).addi(plain), Signs.isNegative(z));

    layer.map().transposed(s.add(t), layer.weights(), out);
    split.addTransposed(s.muli(gamma), t.muli(gamma), out);
  }

  private INDArray quotients(OutputReward reward, INDArray denominators, INDArray branch) {
    return stabilizer().divide(reward.reward().mul(branch), denominators);
  }
}
