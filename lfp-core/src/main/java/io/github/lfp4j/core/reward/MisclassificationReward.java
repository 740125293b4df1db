package io.github.lfp4j.core.reward;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Blame only: {@code R_c = -sign(o_c)} at every class whose logit exceeds that of the true class, 0
 * elsewhere. A discrete reward; it is the derivative of nothing.
 */
public record MisclassificationReward() implements Reward {

  @Override
  public INDArray reward(INDArray logits, INDArray labels) {
    INDArray trueLogits = Logits.oneHotMaximum(labels).muli(logits).sum(true, 1);
    INDArray exceeds = logits.gt(trueLogits.broadcast(logits.shape())).castTo(logits.dataType());
    return Logits.sign(logits).negi().muli(exceeds);
  }
}
