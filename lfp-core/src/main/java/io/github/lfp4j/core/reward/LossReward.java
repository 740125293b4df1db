package io.github.lfp4j.core.reward;

import java.util.Objects;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Any differentiable loss as a reward: {@code R = -o dL/do}, the choice under which LFP equals
 * gradient descent with steps scaled by {@code |p|} in ReLU networks. For regression, where no
 * reward of its own stands in the literature.
 *
 * @param loss ND4J's loss function
 * @param activation the output activation that the loss is taken behind
 */
public record LossReward(ILossFunction loss, IActivation activation) implements Reward {

  /**
   * @throws NullPointerException if an argument is null
   */
  @JsonCreator
  public LossReward(
      @JsonProperty("loss") ILossFunction loss,
      @JsonProperty("activation") IActivation activation) {
    this.loss = Objects.requireNonNull(loss, "loss");
    this.activation = Objects.requireNonNull(activation, "activation");
  }

  @Override
  public INDArray reward(INDArray logits, INDArray labels) {
    return negatedDerivative(logits, labels).muli(logits);
  }

  /**
   * {@code -dL/do}, the reward per unit of logit, for logits that are exactly zero too.
   *
   * @param logits [N, C]; not changed
   * @param labels [N, C]; not changed
   * @return a new array [N, C]
   */
  public INDArray negatedDerivative(INDArray logits, INDArray labels) {
    // Loss functions may overwrite the pre-activation that they are given.
    return loss.computeGradient(labels, logits.dup(), activation, null).negi();
  }
}
