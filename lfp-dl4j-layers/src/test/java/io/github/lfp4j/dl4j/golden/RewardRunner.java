package io.github.lfp4j.dl4j.golden;

import io.github.lfp4j.core.reward.BoundedSoftmaxReward;
import io.github.lfp4j.core.reward.CorrectClassificationReward;
import io.github.lfp4j.core.reward.MisclassificationReward;
import io.github.lfp4j.core.reward.NeuronReward;
import io.github.lfp4j.core.reward.Reward;
import io.github.lfp4j.core.reward.SigmoidReward;
import io.github.lfp4j.core.reward.SoftmaxReward;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Cases of kind {@code reward}: a reward function applied to logits and labels. */
final class RewardRunner implements CaseRunner {

  /** The reference's functions and the arguments that are understood. */
  private static final Map<String, Set<String>> ARGUMENTS =
      Map.of(
          "SoftmaxLossReward", Set.of(),
          "SigmoidLossReward", Set.of(),
          "BinarySigmoidLossReward", Set.of(),
          "BoundedSoftmaxReward", Set.of("lower_bound", "higher_bound", "logit_sign_only"),
          "CorrectclassificationReward", Set.of(),
          "MisclassificationReward", Set.of(),
          "MaximizeSingleNeuron", Set.of(),
          "MinimizeSingleNeuron", Set.of());

  @Override
  public Optional<String> unsupported(GoldenCase golden) {
    String function = golden.text("function");
    if (golden.has("spikes")) {
      return Optional.of("reward of spike trains");
    }
    Set<String> known = ARGUMENTS.get(function);
    if (known == null) {
      return Optional.of("unknown reward function '" + function + "'");
    }
    Set<String> unknown = new TreeSet<>();
    golden.node("kwargs").fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      return Optional.of("unknown arguments " + unknown + " of " + function);
    }
    if (!golden.has("logits") || !golden.has("labels")) {
      return Optional.of("a reward of something else than logits and labels");
    }
    return Optional.empty();
  }

  @Override
  public List<String> run(GoldenCase golden) {
    INDArray logits = golden.array("logits");
    INDArray targets = targets(golden.array("labels"), logits);
    Reward reward = reward(golden.text("function"), golden.node("kwargs"));
    return new Comparison(golden).with("reward", reward.reward(logits, targets)).mismatches();
  }

  /** Whether there is a reward of this name. */
  static boolean knows(String function) {
    return ARGUMENTS.containsKey(function);
  }

  /** The reward of a name and arguments of the reference. */
  static Reward reward(String function, JsonNode arguments) {
    return switch (function) {
      case "SoftmaxLossReward" -> new SoftmaxReward();
      case "SigmoidLossReward", "BinarySigmoidLossReward" -> new SigmoidReward();
      case "BoundedSoftmaxReward" ->
          new BoundedSoftmaxReward(
              arguments.path("lower_bound").asDouble(0),
              arguments.path("higher_bound").asDouble(1),
              arguments.path("logit_sign_only").asBoolean(false));
      case "CorrectclassificationReward" -> new CorrectClassificationReward();
      case "MisclassificationReward" -> new MisclassificationReward();
      case "MaximizeSingleNeuron" -> new NeuronReward(true, null);
      case "MinimizeSingleNeuron" -> new NeuronReward(false, null);
      default -> throw new IllegalArgumentException("unknown reward function " + function);
    };
  }

  /**
   * Labels as targets: one-hot rows for class indices; for one output, the labels themselves.
   *
   * @param labels [N] class indices or [N, C] targets
   * @param logits [N, C]
   * @return [N, C]
   */
  static INDArray targets(INDArray labels, INDArray logits) {
    if (labels.rank() == 2 || logits.size(1) == 1) {
      return labels.reshape(logits.shape());
    }
    INDArray targets = Nd4j.zeros(logits.dataType(), logits.shape());
    for (int n = 0; n < labels.length(); n++) {
      targets.putScalar(n, labels.getInt(n), 1);
    }
    return targets;
  }
}
