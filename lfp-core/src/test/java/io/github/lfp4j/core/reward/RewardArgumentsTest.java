package io.github.lfp4j.core.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.lfp4j.core.testing.Values;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** Rewards as values: what they refuse, their names, and that they survive being written down. */
class RewardArgumentsTest {

  @ParameterizedTest
  @CsvSource({"-0.1, 1", "0, 1.1", "0.6, 0.5", "NaN, 1", "0, NaN"})
  void refusesBoundsOutOfOrder(double lower, double upper) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BoundedSoftmaxReward(lower, upper, false))
        .withMessageContaining("0 <= lower <= upper <= 1, but are " + lower + " and " + upper);
  }

  @Test
  void refusesNeuronsThatDoNotExist() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NeuronReward(true, -1))
        .withMessageContaining("no output neuron -1");
    INDArray logits = Nd4j.zeros(DataType.FLOAT, 2, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NeuronReward(true, 3).reward(logits, logits))
        .withMessageContaining("no output neuron 3: the network has 3");
  }

  @Test
  void refusesALossRewardWithoutALoss() {
    assertThatNullPointerException()
        .isThrownBy(() -> new LossReward(null, new ActivationIdentity()))
        .withMessageContaining("loss");
    assertThatNullPointerException()
        .isThrownBy(() -> new LossReward(new LossMSE(), null))
        .withMessageContaining("activation");
  }

  static Stream<Reward> rewards() {
    return Stream.concat(
        Rewards.names().stream().map(Rewards::byName),
        Stream.of(
            new BoundedSoftmaxReward(0.1, 0.9, true),
            new NeuronReward(true, 2),
            new NeuronReward(false, 0),
            new LossReward(new LossMSE(), new ActivationIdentity()),
            new LossReward(new LossMCXENT(), new ActivationSoftmax())));
  }

  @ParameterizedTest
  @MethodSource("rewards")
  void survivesJson(Reward reward) {
    for (Values.Json mapper : Values.Json.values()) {
      String json = mapper.write(reward, Reward.class);
      assertThat(json).contains("\"@class\"", reward.getClass().getName());
      Reward read = mapper.read(json, Reward.class);
      assertThat(read).isEqualTo(reward).hasSameHashCodeAs(reward);
      assertThat(mapper.write(read, Reward.class)).isEqualTo(json);
    }
  }

  @ParameterizedTest
  @MethodSource("rewards")
  void survivesSerialisation(Reward reward) {
    assertThat(Values.serialiseAndBack(reward)).isEqualTo(reward).isNotSameAs(reward);
  }

  @Test
  void namesAreTheDocumentedOnes() {
    assertThat(Rewards.names())
        .containsExactly(
            "softmax",
            "sigmoid",
            "bounded-softmax",
            "correct-classification",
            "misclassification",
            "maximize",
            "minimize");
    assertThat(Rewards.byName("softmax")).isEqualTo(new SoftmaxReward());
    assertThat(Rewards.byName("sigmoid")).isEqualTo(new SigmoidReward());
    assertThat(Rewards.byName("bounded-softmax")).isEqualTo(new BoundedSoftmaxReward(0, 1, false));
    assertThat(Rewards.byName("correct-classification"))
        .isEqualTo(new CorrectClassificationReward());
    assertThat(Rewards.byName("misclassification")).isEqualTo(new MisclassificationReward());
    assertThat(Rewards.byName("maximize")).isEqualTo(new NeuronReward(true, null));
    assertThat(Rewards.byName("minimize")).isEqualTo(new NeuronReward(false, null));
  }

  @Test
  void anUnknownNameListsTheNames() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rewards.byName("soft-max"))
        .withMessageContaining("'soft-max'")
        .withMessageContaining(String.join(", ", Rewards.names()));
  }
}
