package io.github.lfp4j.core.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.Stabilizer;
import io.github.lfp4j.core.map.DenseMap;
import io.github.lfp4j.core.testing.Closeness;
import io.github.lfp4j.core.testing.Layout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reward, quotient and derivative of one output, each from what is at hand. */
class OutputRewardTest {

  private static final Stabilizer STABILIZER = new Stabilizer(0.5);
  private static final double[] Z = {2, -0.5, 0, 4};
  private static final double[] DERIVATIVE = {3, -2, 5, 0};
  private static final double[] REWARD = {6, 1, 0, 0};
  private static final double[] QUOTIENT = {6 / 2.5, 1 / -1.0, 0, 0};
  private static final long[] SHAPE = {2, 2};

  private static INDArray array(double[] values, DataType type) {
    return Layout.C.of(values, type, SHAPE);
  }

  private static void assertNumbers(INDArray actual, double[] expected) {
    Closeness.assertClose(actual, SHAPE, expected, Closeness.relative(actual.dataType()));
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void allFollowFromADerivative(DataType type) {
    INDArray derivative = array(DERIVATIVE, type);
    OutputReward reward = OutputReward.ofDerivative(derivative, array(Z, type), STABILIZER);
    assertNumbers(reward.quotient(), QUOTIENT);
    assertNumbers(reward.reward(), REWARD);
    assertThat(reward.derivative()).isEqualTo(array(DERIVATIVE, type));
    assertThat(derivative).as("not changed").isEqualTo(array(DERIVATIVE, type));
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void allFollowFromAReward(DataType type) {
    INDArray given = array(REWARD, type);
    INDArray z = array(Z, type);
    OutputReward reward = OutputReward.of(given, z, STABILIZER);
    // Where z is zero, a reward of zero tells nothing of the derivative.
    assertNumbers(reward.derivative(), new double[] {3, -2, 0, 0});
    assertNumbers(reward.quotient(), QUOTIENT);
    assertNumbers(reward.reward(), REWARD);
    assertThat(given).as("not changed").isEqualTo(array(REWARD, type));
    assertThat(z).as("not changed").isEqualTo(array(Z, type));
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void theGradientRuleHandsTheDerivativeDownUnscaled(DataType type) {
    INDArray w = Layout.C.of(new double[] {1, -2, 3, 4, 0, -1}, type, 3, 2);
    INDArray x = Layout.C.of(new double[] {1, 2, 3, 4, 5, 6}, type, 2, 3);
    AffineForward forward = AffineForward.of(DenseMap.INSTANCE, x, w, null);
    OutputReward reward =
        OutputReward.ofDerivative(array(DERIVATIVE, type), forward.preActivation(), STABILIZER);
    GradientRule rule = new GradientRule();
    INDArray out = Layout.C.garbage(type, 2, 3);
    rule.propagate(forward, reward, out);
    double[] expected = {3 + 4, 9 - 8, 2, 5, 15, 0};
    Closeness.assertClose(out, new long[] {2, 3}, expected, Closeness.relative(type));
    assertThat(rule.signal(reward)).isEqualTo(array(DERIVATIVE, type));
    assertThat(rule.handsDownSignal()).isTrue();
    assertThat(rule.scalesByMagnitude()).isFalse();
    assertThat(new EpsilonRule().scalesByMagnitude()).isTrue();
    assertThat(new EpsilonRule().handsDownSignal()).isTrue();
    assertThat(new EpsilonRule(1e-6, true).handsDownSignal()).isFalse();
  }
}
