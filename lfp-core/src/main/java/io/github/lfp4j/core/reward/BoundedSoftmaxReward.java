package io.github.lfp4j.core.reward;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The softmax reward that calls near certainty certain: {@code R_c = o_c (t_c - s'_c)}, where
 * {@code s'} is the softmax, but 1 where it exceeds {@code upper} and 0 where it is below {@code
 * lower}. Outputs that are good enough get no reward any more.
 *
 * @param lower softmax values below count as 0; within [0, 1]
 * @param upper softmax values above count as 1; within [{@code lower}, 1]
 * @param signOnly {@code R_c = sign(o_c) (t_c - s'_c)} instead
 */
public record BoundedSoftmaxReward(double lower, double upper, boolean signOnly) implements Reward {

  /**
   * @throws IllegalArgumentException unless {@code 0 <= lower <= upper <= 1}
   */
  @JsonCreator
  public BoundedSoftmaxReward(
      @JsonProperty("lower") double lower,
      @JsonProperty("upper") double upper,
      @JsonProperty("signOnly") boolean signOnly) {
    if (!(0 <= lower && lower <= upper && upper <= 1)) {
      throw new IllegalArgumentException(
          "the bounds must satisfy 0 <= lower <= upper <= 1, but are " + lower + " and " + upper);
    }
    this.lower = lower;
    this.upper = upper;
    this.signOnly = signOnly;
  }

  /** No bounds: the softmax reward. */
  public BoundedSoftmaxReward() {
    this(0, 1, false);
  }

  @Override
  public INDArray reward(INDArray logits, INDArray labels) {
    INDArray softmax = Logits.softmax(logits);
    INDArray certain = softmax.gt(upper).castTo(logits.dataType());
    INDArray between = softmax.gte(lower).castTo(logits.dataType()).subi(certain);
    INDArray bounded = softmax.muli(between).addi(certain);
    return labels.sub(bounded).muli(signOnly ? Logits.sign(logits) : logits);
  }
}
