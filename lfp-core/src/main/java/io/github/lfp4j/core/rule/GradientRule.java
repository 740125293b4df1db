package io.github.lfp4j.core.rule;

import io.github.lfp4j.core.Stabilizer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Plain back-propagation as a rule, for comparison and for networks in which some layers learn by
 * LFP and others by gradient.
 *
 * <p>What travels is then {@code G = -dL/da}; the signal at the pre-activation is {@code G f'(z)},
 * parameters get {@code dL/dp} without scaling. In ReLU networks LFP's G is the same up to epsilon,
 * which is why the two can be mixed layer by layer.
 */
public record GradientRule() implements Rule {

  @Override
  public Stabilizer stabilizer() {
    return Stabilizer.DEFAULT;
  }

  @Override
  public INDArray signal(OutputReward reward) {
    return reward.derivative();
  }

  @Override
  public boolean handsDownSignal() {
    return true;
  }

  @Override
  public boolean scalesByMagnitude() {
    return false;
  }

  @Override
  public void propagate(AffineForward layer, OutputReward reward, INDArray out) {
    layer.map().transposed(reward.derivative(), layer.weights(), out);
  }
}
