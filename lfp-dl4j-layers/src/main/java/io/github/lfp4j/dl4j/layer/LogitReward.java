package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.reward.Reward;
import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.conf.RewardedConf;
import java.util.Arrays;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The reward that an output layer with weights gives to its logits. */
final class LogitReward {

  private LogitReward() {}

  /**
   * The reward that is configured or follows from the loss function; under the gradient rule the
   * loss's derivative.
   *
   * @param settings of the layer, which are {@link RewardedConf} too
   * @param logits [rows, C]; not changed
   * @param targets [rows, C]
   * @param mask what the loss is given, [rows, 1] or [rows, C]; null for none
   * @param masking multiplies rewards by the mask, in place
   * @param layer names the layer, for messages
   */
  static OutputReward of(
      BaseOutputLayer settings,
      Rule rule,
      INDArray logits,
      INDArray targets,
      INDArray mask,
      Consumer<INDArray> masking,
      String layer) {
    if (rule instanceof GradientRule) {
      INDArray derivative =
          settings
              .getLossFn()
              .computeGradient(targets, logits.dup(), settings.getActivationFn(), mask)
              .negi();
      return OutputReward.ofDerivative(derivative, logits, rule.stabilizer());
    }
    Reward configured = ((RewardedConf) settings).getReward();
    Reward function =
        configured == null
            ? DefaultRewards.of(settings.getLossFn(), settings.getActivationFn())
            : configured;
    INDArray reward = function.reward(logits, targets.castTo(logits.dataType()));
    if (!reward.equalShapes(logits)) {
      throw new IllegalStateException(
          "The reward "
              + function
              + " returned shape "
              + Arrays.toString(reward.shape())
              + " for logits of shape "
              + Arrays.toString(logits.shape())
              + " "
              + layer);
    }
    if (mask != null) {
      masking.accept(reward);
    }
    return OutputReward.of(reward, logits, rule.stabilizer());
  }
}
