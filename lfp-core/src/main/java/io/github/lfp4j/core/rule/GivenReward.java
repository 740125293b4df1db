package io.github.lfp4j.core.rule;

import io.github.lfp4j.core.Stabilizer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A reward, or the derivative that it comes from, that is at hand as an array. */
final class GivenReward implements OutputReward {

  /** Keeps a derivative finite where the pre-activation that a reward is divided by is zero. */
  private static final Stabilizer TINY = new Stabilizer(1e-30);

  private final INDArray z;
  private final Stabilizer stabilizer;
  private INDArray reward;
  private INDArray derivative;
  private INDArray quotient;

  /** One of {@code reward} and {@code derivative} is null and formed from the other. */
  GivenReward(INDArray reward, INDArray derivative, INDArray z, Stabilizer stabilizer) {
    this.reward = reward;
    this.derivative = derivative;
    this.z = z;
    this.stabilizer = stabilizer;
  }

  @Override
  public INDArray reward() {
    if (reward == null) {
      reward = derivative.mul(z);
    }
    return reward;
  }

  @Override
  public INDArray quotient() {
    if (quotient == null) {
      quotient = stabilizer.divide(reward().dup(z.ordering()), z);
    }
    return quotient;
  }

  @Override
  public INDArray derivative() {
    if (derivative == null) {
      derivative = TINY.divide(reward.dup(z.ordering()), z);
    }
    return derivative;
  }
}
