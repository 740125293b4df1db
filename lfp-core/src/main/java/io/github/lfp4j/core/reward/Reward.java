package io.github.lfp4j.core.reward;

import java.io.Serializable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;

/**
 * The reward of each output, given the logits and what they should have been.
 *
 * <p>Implementations are immutable values with equality and travel with a network's configuration
 * as JSON (a property {@code @class} names the class). Symbols of their equations: {@code o}
 * logits, {@code y} true class, {@code t} target (for one-hot labels {@code t_c = [c = y]}), {@code
 * s} softmax, {@code sigma} logistic function.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class")
public interface Reward extends Serializable {

  /**
   * Computes {@code R}, the reward at each logit. Positive reward strengthens what contributed to
   * the logit, negative reward weakens it.
   *
   * @param logits {@code o}, [N, C] floating point: pre-activations of the output layer; not
   *     changed
   * @param labels {@code t}, [N, C], the data type of the logits: one-hot classes or targets; not
   *     changed
   * @return a new array [N, C] of the data type of the logits
   */
  INDArray reward(INDArray logits, INDArray labels);
}
