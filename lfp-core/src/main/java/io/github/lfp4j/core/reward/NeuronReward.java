package io.github.lfp4j.core.reward;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Maximises or minimises outputs, whatever the labels are: {@code R_c = +-sign(o_c) (1 -
 * sigma(o_c))}.
 *
 * @param maximize whether the output is to grow; if false it is to shrink
 * @param neuron index of the one output that gets reward, or null for all of them
 */
public record NeuronReward(boolean maximize, Integer neuron) implements Reward {

  /**
   * @throws IllegalArgumentException if {@code neuron} is negative
   */
  @JsonCreator
  public NeuronReward(
      @JsonProperty("maximize") boolean maximize, @JsonProperty("neuron") Integer neuron) {
    if (neuron != null && neuron < 0) {
      throw new IllegalArgumentException("there is no output neuron " + neuron);
    }
    this.maximize = maximize;
    this.neuron = neuron;
  }

  @Override
  public INDArray reward(INDArray logits, INDArray labels) {
    INDArray reward = Logits.sigmoid(logits).rsubi(1).muli(Logits.sign(logits));
    if (!maximize) {
      reward.negi();
    }
    if (neuron == null) {
      return reward;
    }
    if (neuron >= logits.size(1)) {
      throw new IllegalArgumentException(
          "there is no output neuron " + neuron + ": the network has " + logits.size(1));
    }
    INDArray only = logits.ulike().assign(0);
    INDArray column = only.get(NDArrayIndex.all(), NDArrayIndex.point(neuron));
    column.assign(reward.get(NDArrayIndex.all(), NDArrayIndex.point(neuron)));
    return only;
  }
}
