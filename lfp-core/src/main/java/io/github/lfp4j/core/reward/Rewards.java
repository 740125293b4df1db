package io.github.lfp4j.core.reward;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The rewards by the names that people use for them, with their usual settings. */
public final class Rewards {

  private static final Map<String, Reward> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("softmax", new SoftmaxReward());
    BY_NAME.put("sigmoid", new SigmoidReward());
    BY_NAME.put("bounded-softmax", new BoundedSoftmaxReward());
    BY_NAME.put("correct-classification", new CorrectClassificationReward());
    BY_NAME.put("misclassification", new MisclassificationReward());
    BY_NAME.put("maximize", new NeuronReward(true, null));
    BY_NAME.put("minimize", new NeuronReward(false, null));
  }

  private Rewards() {}

  /** All names, in the order of the documentation. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(BY_NAME.keySet());
  }

  /**
   * The reward of a name, with its usual settings.
   *
   * @throws IllegalArgumentException if there is no such reward; the message lists the names
   */
  public static Reward byName(String name) {
    Reward reward = BY_NAME.get(name);
    if (reward == null) {
      throw new IllegalArgumentException(
          "there is no reward '" + name + "'; choose one of " + String.join(", ", names()));
    }
    return reward;
  }
}
