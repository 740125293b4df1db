package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.Stabilizer;
import io.github.lfp4j.core.rule.OutputReward;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The reward at a layer's pre-activation, formed from {@code G = R / a} behind its activation
 * function: the function passes reward on unchanged, {@code R = a G}.
 *
 * <p>The activation is computed again from the pre-activation, because the array that was handed to
 * the next layer may have been overwritten there (DL4J lets dropout do so).
 */
final class ActivationReward implements OutputReward {

  private final IActivation activation;
  private final INDArray z;
  private final boolean rectified;
  private final INDArray g;
  private final INDArray mask;
  private final Stabilizer stabilizer;
  private INDArray reward;
  private INDArray quotient;
  private INDArray derivative;

  /**
   * @param mask that rewards are multiplied by: one number per example, [N, 1], or any array that
   *     broadcasts against {@code z}; null for none
   */
  ActivationReward(
      IActivation activation, INDArray z, INDArray g, INDArray mask, Stabilizer stabilizer) {
    this(activation, z, false, g, mask, stabilizer);
  }

  /**
   * @param rectified whether {@code z} is the output of ReLU already, which may stand for its input
   */
  ActivationReward(
      IActivation activation,
      INDArray z,
      boolean rectified,
      INDArray g,
      INDArray mask,
      Stabilizer stabilizer) {
    this.activation = activation;
    this.z = z;
    this.rectified = rectified;
    this.g = g;
    this.mask = mask;
    this.stabilizer = stabilizer;
  }

  @Override
  public INDArray reward() {
    if (reward == null) {
      reward = compute();
    }
    return reward;
  }

  @Override
  public INDArray quotient() {
    if (quotient == null && reward == null) {
      INDArray direct = Activations.shortQuotient(activation, z, rectified, g, stabilizer);
      quotient = direct == null ? stabilizer.divide(compute(), z) : masked(direct);
    } else if (quotient == null) {
      quotient = stabilizer.divide(reward.dup(), z);
    }
    return quotient;
  }

  @Override
  public INDArray derivative() {
    if (derivative == null) {
      derivative = masked(Activations.derivative(activation, z, g));
    }
    return derivative;
  }

  private INDArray compute() {
    return masked(activations().muli(g));
  }

  private INDArray masked(INDArray values) {
    return mask == null ? values : values.muli(mask.castTo(values.dataType()));
  }

  private INDArray activations() {
    INDArray copy = z.dup(z.ordering());
    if (activation instanceof ActivationIdentity) {
      return copy;
    }
    if (activation instanceof ActivationRReLU random) {
      // In training its slopes are drawn anew at every call; it remembers the last ones.
      INDArray slopes = random.getAlpha();
      return slopes == null
          ? activation.getActivation(copy, false)
          : Transforms.min(z, 0).muli(slopes.castTo(z.dataType())).addi(Transforms.max(z, 0));
    }
    return activation.getActivation(copy, true);
  }
}
