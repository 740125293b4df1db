package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.reward.LossReward;
import io.github.lfp4j.core.reward.Reward;
import io.github.lfp4j.core.reward.SigmoidReward;
import io.github.lfp4j.core.reward.SoftmaxReward;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** The reward that belongs to a loss function where none is configured. */
public final class DefaultRewards {

  private DefaultRewards() {}

  /**
   * Cross-entropy behind softmax and sigmoid have rewards of their own; any other loss L becomes
   * {@code R = -o dL/do}.
   */
  public static Reward of(ILossFunction loss, IActivation activation) {
    if (loss instanceof LossMCXENT mcxent
        && mcxent.getWeights() == null
        && activation instanceof ActivationSoftmax) {
      return new SoftmaxReward();
    }
    if (loss instanceof LossBinaryXENT xent
        && xent.getWeights() == null
        && activation instanceof ActivationSigmoid) {
      return new SigmoidReward();
    }
    return new LossReward(loss, activation);
  }
}
