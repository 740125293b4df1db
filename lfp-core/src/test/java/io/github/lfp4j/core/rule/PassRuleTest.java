package io.github.lfp4j.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.core.map.DenseMap;
import io.github.lfp4j.core.testing.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PassRuleTest {

  private static final double[] REWARD = {1, -2, 0, 4, 5, -6};

  @ParameterizedTest
  @EnumSource(Layout.class)
  void handsRewardOnUnchanged(Layout layout) {
    INDArray x = layout.of(new double[] {0, 1, -2, 0, 0, 7}, DataType.FLOAT, 2, 3);
    INDArray w = layout.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, DataType.FLOAT, 3, 3);
    AffineForward forward = AffineForward.of(DenseMap.INSTANCE, x, w, null);
    INDArray reward = layout.of(REWARD, DataType.FLOAT, 2, 3);
    INDArray out = layout.garbage(DataType.FLOAT, 2, 3);
    PassRule rule = new PassRule();
    rule.propagate(
        forward, OutputReward.of(reward, forward.preActivation(), rule.stabilizer()), out);
    assertThat(rule.form()).isEqualTo(Rule.Form.TOTAL);
    assertThat(Layout.valuesOf(out)).isEqualTo(REWARD);
    assertThat(Layout.valuesOf(reward)).isEqualTo(REWARD);
  }

  @Test
  void refusesLayersThatChangeTheShape() {
    INDArray x = Nd4j.ones(DataType.FLOAT, 2, 3);
    INDArray w = Nd4j.ones(DataType.FLOAT, 3, 4);
    AffineForward forward = AffineForward.of(DenseMap.INSTANCE, x, w, null);
    OutputReward reward =
        OutputReward.of(
            forward.preActivation(), forward.preActivation(), new PassRule().stabilizer());
    assertThatThrownBy(() -> new PassRule().propagate(forward, reward, x.ulike()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("output has the shape of its input");
  }
}
