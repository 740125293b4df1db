package io.github.lfp4j.core.rule;

import io.github.lfp4j.core.Stabilizer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The w-square rule for a first layer with unbounded inputs: {@code R_i = sum_j w_ij^2 R_j /
 * stab(sum_i w_ij^2 + b_j^2)}. The input is not looked at; taps on padding do not exist.
 *
 * <p>Source: Montavon et al., Pattern Recognition 65, 2017, eq. 12.
 *
 * @param epsilon the stabiliser's distance
 * @param ignoreBias leave the bias out of the denominator
 */
public record WSquareRule(double epsilon, boolean ignoreBias) implements Rule {

  /**
   * @throws IllegalArgumentException if {@code epsilon} is negative, infinite or not a number
   */
  @JsonCreator
  public WSquareRule(
      @JsonProperty("epsilon") double epsilon, @JsonProperty("ignoreBias") boolean ignoreBias) {
    this.epsilon = new Stabilizer(epsilon).epsilon();
    this.ignoreBias = ignoreBias;
  }

  /** The rule with the default stabiliser and the bias in the denominator. */
  public WSquareRule() {
    this(Stabilizer.DEFAULT_EPSILON, false);
  }

  @Override
  public Stabilizer stabilizer() {
    return new Stabilizer(epsilon);
  }

  @Override
  public Form form() {
    return Form.TOTAL;
  }

  @Override
  public void propagate(AffineForward layer, OutputReward reward, INDArray out) {
    INDArray squares = layer.weights() == null ? null : layer.weights().mul(layer.weights());
    INDArray denominators = layer.forward(layer.newInput().assign(1), squares);
    if (layer.bias() != null && !ignoreBias) {
      layer.map().addBias(denominators, layer.bias().mul(layer.bias()));
    }
    INDArray q = stabilizer().divide(reward.reward().dup(), denominators);
    layer.map().transposed(q, squares, out);
  }
}
