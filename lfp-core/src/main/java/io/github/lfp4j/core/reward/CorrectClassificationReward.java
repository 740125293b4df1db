package io.github.lfp4j.core.reward;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Praise only: {@code R_y = sign(o_y)} at the true class of samples that are classified right, 0
 * elsewhere. A discrete reward; it is the derivative of nothing.
 */
public record CorrectClassificationReward() implements Reward {

  @Override
  public INDArray reward(INDArray logits, INDArray labels) {
    return Logits.oneHotMaximum(logits)
        .muli(Logits.oneHotMaximum(labels))
        .muli(Logits.sign(logits));
  }
}
