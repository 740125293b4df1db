package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.reward.LossReward;
import io.github.lfp4j.core.reward.Reward;
import io.github.lfp4j.dl4j.conf.LossConf;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What an output without parameters hands down. */
final class LossFeedback {

  private LossFeedback() {}

  /**
   * G at the logits.
   *
   * @param logits [rows, C]; not changed
   * @param labels [rows, C]; not changed
   * @param mask what each reward is multiplied by, [rows, 1] or [rows, C]; null for nothing
   * @return a new array [rows, C]
   */
  static INDArray of(LossConf settings, INDArray logits, INDArray labels, INDArray mask) {
    Reward function =
        settings.getReward() == null
            ? DefaultRewards.of(settings.getLossFn(), settings.getActivationFn())
            : settings.getReward();
    INDArray targets = labels.castTo(logits.dataType());
    // Of a loss, G is at hand; dividing it out of R would lose it where the input is zero.
    INDArray g =
        function instanceof LossReward loss
            ? loss.negatedDerivative(logits, targets)
            : PerUnit.divide(function.reward(logits, targets), logits);
    return masked(g, mask);
  }

  /** Multiplied by a mask, in place. */
  static INDArray masked(INDArray g, INDArray mask) {
    if (mask == null) {
      return g;
    }
    INDArray factors = mask.castTo(g.dataType());
    return factors.isColumnVectorOrScalar() || factors.rank() == 1
        ? g.muliColumnVector(factors.reshape(factors.length(), 1))
        : g.muli(factors);
  }
}
