package io.github.lfp4j.core.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.core.testing.Layout;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

class LossRewardTest {

  private static final int N = 4;
  private static final int OUTPUTS = 3;

  private static double[] numbers(long seed) {
    return new Random(seed).doubles(N * OUTPUTS, -2, 2).toArray();
  }

  private static INDArray oneHot(Layout layout, DataType type) {
    double[] labels = new double[N * OUTPUTS];
    for (int n = 0; n < N; n++) {
      labels[n * OUTPUTS + n % OUTPUTS] = 1;
    }
    return layout.of(labels, type, N, OUTPUTS);
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void crossEntropyBehindSoftmaxIsTheSoftmaxReward(Layout layout) {
    INDArray logits = layout.of(numbers(1), DataType.DOUBLE, N, OUTPUTS);
    INDArray labels = oneHot(layout, DataType.DOUBLE);
    INDArray byLoss =
        new LossReward(new LossMCXENT(), new ActivationSoftmax()).reward(logits, labels);
    INDArray direct = new SoftmaxReward().reward(logits, labels);
    assertThat(byLoss.distance2(direct)).isLessThan(1e-14);
    assertThat(direct.norm2Number().doubleValue()).isGreaterThan(0.1);
    assertThat(Layout.valuesOf(logits)).as("logits are not changed").isEqualTo(numbers(1));
  }

  @Test
  void binaryCrossEntropyBehindSigmoidIsTheSigmoidReward() {
    INDArray logits = Layout.C.of(numbers(2), DataType.DOUBLE, N, OUTPUTS);
    INDArray labels = oneHot(Layout.C, DataType.DOUBLE);
    INDArray byLoss =
        new LossReward(new LossBinaryXENT(0), new ActivationSigmoid()).reward(logits, labels);
    assertThat(byLoss.distance2(new SigmoidReward().reward(logits, labels))).isLessThan(1e-12);
  }

  static Stream<LossReward> regressions() {
    return Stream.of(
        new LossReward(new LossMSE(), new ActivationIdentity()),
        new LossReward(new LossMSE(), new ActivationTanH()),
        new LossReward(new LossMAE(), new ActivationSigmoid()));
  }

  @ParameterizedTest
  @MethodSource("regressions")
  void isMinusOutputTimesTheNumericDerivativeOfTheSummedLoss(LossReward reward) {
    double[] o = numbers(3);
    INDArray targets = Layout.C.of(numbers(4), DataType.DOUBLE, N, OUTPUTS);
    double[] actual =
        Layout.valuesOf(reward.reward(Layout.C.of(o, DataType.DOUBLE, N, OUTPUTS), targets));
    double h = 1e-6;
    for (int i = 0; i < o.length; i++) {
      double[] above = o.clone();
      double[] below = o.clone();
      above[i] += h;
      below[i] -= h;
      double slope = (loss(reward, above, targets) - loss(reward, below, targets)) / (2 * h);
      assertThat(actual[i]).isCloseTo(-o[i] * slope, within(1e-8));
    }
  }

  private static double loss(LossReward reward, double[] o, INDArray targets) {
    INDArray logits = Layout.C.of(o, DataType.DOUBLE, N, OUTPUTS);
    return reward.loss().computeScore(targets, logits, reward.activation(), null, false);
  }
}
