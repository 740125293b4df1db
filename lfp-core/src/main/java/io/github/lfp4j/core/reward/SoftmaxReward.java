package io.github.lfp4j.core.reward;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The default for classification: {@code R_c = o_c (t_c - s(o)_c)}.
 *
 * <p>It is {@code -o dL/do} for L the softmax cross-entropy summed over the batch, so that by
 * Theorem 1 of Weber et al., arXiv 2308.12053, the feedback in a ReLU network is {@code -|p|
 * dL/dp}.
 */
public record SoftmaxReward() implements Reward {

  @Override
  public INDArray reward(INDArray logits, INDArray labels) {
    return labels.sub(Logits.softmax(logits)).muli(logits);
  }
}
