package io.github.lfp4j.core.reward;

import static io.github.lfp4j.core.testing.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.core.testing.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every reward against its loop-level twin. */
class RewardTwinTest {

  /** A zero, all zero, saturated, ties, all negative, all equal. */
  private static final double[][] SPECIAL_LOGITS = {
    {1.5, 0, -0.5, 2},
    {0, 0, 0, 0},
    {60, -60, 1, 0},
    {-90, 90, 90, -90},
    {2, 2, 1, 2},
    {-1, -2, -3, -1.5},
    {-3, -3, -3, -3},
    {0, -1, -2, 0}
  };

  private static List<Reward> rewards() {
    return List.of(
        new SoftmaxReward(),
        new SigmoidReward(),
        new BoundedSoftmaxReward(),
        new BoundedSoftmaxReward(0.2, 0.8, false),
        new BoundedSoftmaxReward(0.1, 0.6, true),
        new BoundedSoftmaxReward(0.5, 0.5, false),
        new CorrectClassificationReward(),
        new MisclassificationReward(),
        new NeuronReward(true, null),
        new NeuronReward(false, null),
        new NeuronReward(true, 0),
        new NeuronReward(false, 3));
  }

  static Stream<Arguments> cases() {
    List<Arguments> all = new ArrayList<>();
    for (Reward reward : rewards()) {
      for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
        for (Layout layout : Layout.values()) {
          all.add(Arguments.of(reward, type, layout));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsItsTwinOnSpecialLogits(Reward reward, DataType type, Layout layout) {
    for (int label = 0; label < 4; label++) {
      double[][] t = new double[SPECIAL_LOGITS.length][4];
      for (double[] row : t) {
        row[label] = 1;
      }
      compare(reward, type, layout, SPECIAL_LOGITS, t);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsItsTwinOnRandomLogits(Reward reward, DataType type, Layout layout) {
    Random random = new Random(7);
    for (int n = 1; n <= 6; n++) {
      for (int classes = 4; classes <= 6; classes++) {
        double[][] o = new double[n][classes];
        double[][] hard = new double[n][classes];
        double[][] soft = new double[n][classes];
        for (int row = 0; row < n; row++) {
          hard[row][random.nextInt(classes)] = 1;
          for (int c = 0; c < classes; c++) {
            o[row][c] = (float) (3 * random.nextGaussian());
            soft[row][c] = (float) random.nextDouble();
          }
        }
        compare(reward, type, layout, o, hard);
        compare(reward, type, layout, o, soft);
      }
    }
  }

  /** One output, as for a yes-or-no question; a wide softmax of one is always 1. */
  @ParameterizedTest
  @MethodSource("cases")
  void equalsItsTwinForOneOutput(Reward reward, DataType type, Layout layout) {
    if (reward instanceof NeuronReward neuron && neuron.neuron() != null && neuron.neuron() > 0) {
      return;
    }
    double[][] o = {{-2}, {0}, {1.5}, {-70}, {70}, {0.25}};
    compare(reward, type, layout, o, new double[][] {{0}, {1}, {1}, {1}, {0}, {0.5}});
    compare(reward, type, layout, new double[][] {{0.75}}, new double[][] {{1}});
  }

  private static void compare(
      Reward reward, DataType type, Layout layout, double[][] o, double[][] t) {
    long[] shape = {o.length, o[0].length};
    double[] flatLogits = flat(o);
    double[] flatLabels = flat(t);
    INDArray logits = layout.of(flatLogits, type, shape);
    INDArray labels = layout.of(flatLabels, type, shape);
    INDArray result = reward.reward(logits, labels);
    assertThat(result.dataType()).isEqualTo(type);
    double share = type == DataType.DOUBLE ? 1e-13 : 1e-6;
    assertClose(result, shape, flat(RewardTwins.apply(reward, o, t)), share);
    assertThat(Layout.valuesOf(logits)).as("logits are not changed").isEqualTo(flatLogits);
    assertThat(Layout.valuesOf(labels)).as("labels are not changed").isEqualTo(flatLabels);
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  @Test
  void softmaxRewardOfAHandComputedCase() {
    INDArray logits = Nd4j.createFromArray(new double[][] {{Math.log(1), Math.log(3)}});
    INDArray labels = Nd4j.createFromArray(new double[][] {{1, 0}});
    double[] r = new SoftmaxReward().reward(logits, labels).toDoubleVector();
    assertThat(r[0]).isEqualTo(0);
    assertThat(r[1]).isCloseTo(-0.75 * Math.log(3), within(1e-15));
  }

  @Test
  void discreteRewardsTakeTheFirstOfEqualLogits() {
    INDArray logits = Nd4j.createFromArray(new double[][] {{2, 2, 1}, {2, 2, 1}});
    INDArray labels = Nd4j.createFromArray(new double[][] {{1, 0, 0}, {0, 1, 0}});
    assertThat(Layout.valuesOf(new CorrectClassificationReward().reward(logits, labels)))
        .containsExactly(1, 0, 0, 0, 0, 0);
    // A tie is no mistake: nothing exceeds the true class.
    double[] blame = Layout.valuesOf(new MisclassificationReward().reward(logits, labels));
    assertThat(Arrays.stream(blame).map(Math::abs).toArray()).containsOnly(0);
  }
}
