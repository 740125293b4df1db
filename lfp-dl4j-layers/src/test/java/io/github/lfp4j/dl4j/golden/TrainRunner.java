package io.github.lfp4j.dl4j.golden;

import io.github.lfp4j.core.reward.Reward;
import io.github.lfp4j.dl4j.RuleMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * Cases of kind {@code train}: some steps of gradient descent with momentum and clipping by the
 * global norm, on negated feedback, which is summed over the batch.
 */
final class TrainRunner implements CaseRunner {

  private static final List<String> NOT_USED = List.of("dampening", "weight_decay");

  @Override
  public Optional<String> unsupported(GoldenCase golden) {
    JsonNode sgd = golden.node("sgd");
    for (String option : NOT_USED) {
      if (sgd.path(option).asDouble(0) != 0) {
        return Optional.of("training with " + option);
      }
    }
    if (sgd.path("nesterov").asBoolean(false)) {
      return Optional.of("training with Nesterov momentum");
    }
    if (golden.node("clip_grad_norm").path("norm_type").asDouble(2) != 2) {
      return Optional.of("clipping by another than the Euclidean norm");
    }
    if (!RewardRunner.knows(golden.text("reward"))) {
      return Optional.of("unknown reward function '" + golden.text("reward") + "'");
    }
    return GoldenNetwork.unsupported(golden);
  }

  @Override
  public List<String> run(GoldenCase golden) {
    INDArray x = golden.array("x");
    INDArray labels = golden.array("labels");
    int steps = (int) golden.number("steps");
    RuleMap rules = GoldenPath.epsilon(golden.number("epsilon"));
    GoldenNetwork net = GoldenNetwork.lfp(golden, rules, step(x, 0));
    RewardPass pass = net.pass();
    Reward reward = RewardRunner.reward(golden.text("reward"), golden.node("reward_args"));
    Descent descent = new Descent(golden);

    boolean training = golden.text("mode").equals("train");
    Map<String, List<INDArray>> record = new LinkedHashMap<>();
    for (int i = 0; i < steps; i++) {
      INDArray output = pass.forward(training, step(x, i));
      INDArray rewards = reward.reward(output, RewardRunner.targets(step(labels, i), output));
      add(record, "output", output);
      add(record, "reward", rewards);
      add(record, "reward_at_input", pass.backward(rewards)[0]);
      Map<String, INDArray> gradients = new LinkedHashMap<>();
      for (String name : net.parameters().names()) {
        gradients.put(name, net.parameters().gradient(name, pass.gradients()));
        add(record, "feedback." + name, gradients.get(name).neg());
      }
      if (training) {
        net.parameters().setAverages(net.parameters().averagesAfter(pass.gradients()));
      }
      addAverages(golden, net.parameters().averages(), training ? i + 1 : 0, record);
      descent.step(net.parameters(), gradients);
      for (String name : net.parameters().names()) {
        add(record, "param_after." + name, net.parameters().value(name));
      }
    }
    Comparison comparison = new Comparison(golden);
    record.forEach((name, values) -> comparison.with(name, stack(values)));
    return comparison.mismatches();
  }

  /** Running averages after a step, and how many batches went into each of them. */
  private static void addAverages(
      GoldenCase golden,
      Map<String, INDArray> averages,
      int batches,
      Map<String, List<INDArray>> record) {
    averages.forEach(
        (name, values) -> {
          add(record, "buffer_after." + name, values);
          if (name.endsWith("running_var")) {
            String count = name.replace("running_var", "num_batches_tracked");
            INDArray before = golden.array("buffer0." + count);
            add(record, "buffer_after." + count, Nd4j.scalar(before.getDouble(0) + batches));
          }
        });
  }

  /** What belongs to one step: an array without its first axis. */
  private static INDArray step(INDArray array, int index) {
    return array.slice(index).dup('c');
  }

  private static void add(Map<String, List<INDArray>> record, String name, INDArray values) {
    record.computeIfAbsent(name, n -> new ArrayList<>()).add(values.dup('c'));
  }

  private static INDArray stack(List<INDArray> values) {
    return Nd4j.stack(0, values.toArray(INDArray[]::new));
  }

  /** Gradient descent as the reference does it; its momentum is not Nesterov's. */
  private static final class Descent {
    private final double learningRate;
    private final double momentum;
    private final double largestNorm;
    private final Map<String, INDArray> velocity = new LinkedHashMap<>();

    Descent(GoldenCase golden) {
      learningRate = golden.node("sgd").path("lr").asDouble();
      momentum = golden.node("sgd").path("momentum").asDouble(0);
      JsonNode clip = golden.node("clip_grad_norm").path("max_norm");
      largestNorm = clip.isNumber() ? clip.asDouble() : Double.POSITIVE_INFINITY;
    }

    void step(Parameters parameters, Map<String, INDArray> gradients) {
      double squares = 0;
      for (INDArray gradient : gradients.values()) {
        squares += gradient.mul(gradient).sumNumber().doubleValue();
      }
      double scale = Math.min(1, largestNorm / (Math.sqrt(squares) + 1e-6));
      gradients.forEach(
          (name, gradient) -> {
            INDArray clipped = gradient.mul(scale);
            velocity.merge(name, clipped, (v, g) -> v.mul(momentum).addi(g));
            parameters.add(name, velocity.get(name).mul(-learningRate));
          });
    }
  }
}
