package io.github.lfp4j.core.reward;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The reward for independent yes-or-no outputs, one or many: {@code R_c = o_c (t_c - sigma(o_c))}.
 *
 * <p>It is {@code -o dL/do} for L the binary cross-entropy summed over outputs and batch. With one
 * output it is the binary sigmoid reward of Weber et al., arXiv 2308.12053.
 */
public record SigmoidReward() implements Reward {

  @Override
  public INDArray reward(INDArray logits, INDArray labels) {
    return labels.sub(Logits.sigmoid(logits)).muli(logits);
  }
}
