package io.github.lfp4j.core.rule;

import io.github.lfp4j.core.Stabilizer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The flat rule for a first layer: every input that a unit sees gets the same share, {@code R_i =
 * sum_j R_j / stab(n_j)} over the units {@code j} that see {@code i}, with {@code n_j} the number
 * of inputs that {@code j} sees. Neither input nor weights nor bias are looked at; taps on padding
 * do not exist.
 *
 * <p>Source: Lapuschkin et al., Nature Communications 10:1096, 2019, supplementary note 3.
 *
 * @param epsilon the stabiliser's distance
 */
public record FlatRule(double epsilon) implements Rule {

  /**
   * @throws IllegalArgumentException if {@code epsilon} is negative, infinite or not a number
   */
  @JsonCreator
  public FlatRule(@JsonProperty("epsilon") double epsilon) {
    this.epsilon = new Stabilizer(epsilon).epsilon();
  }

  /** The rule with the default stabiliser. */
  public FlatRule() {
    this(Stabilizer.DEFAULT_EPSILON);
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
    INDArray ones = layer.weights() == null ? null : layer.weights().ulike().assign(1);
    INDArray seen = layer.forward(layer.newInput().assign(1), ones);
    INDArray q = stabilizer().divide(reward.reward().dup(), seen);
    layer.map().transposed(q, ones, out);
  }
}
