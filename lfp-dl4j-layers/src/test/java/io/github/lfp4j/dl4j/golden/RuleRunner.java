package io.github.lfp4j.dl4j.golden;

import io.github.lfp4j.dl4j.RuleMap;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Cases of kind {@code rule}: reward given at the output of a network, what arrives at its input,
 * and the feedback of all parameters.
 */
final class RuleRunner implements CaseRunner {

  @Override
  public Optional<String> unsupported(GoldenCase golden) {
    String rule = golden.text("rule");
    if (rule.startsWith("LFPHebbian")) {
      return Optional.of("Hebbian rules are not part of LFP");
    }
    if (rule.contains("reverse_")) {
      return Optional.of("an epsilon rule that reverses rewards by sign is not part of LFP");
    }
    if (!rule.equals("LFPEpsilonComposite")) {
      return Optional.of("unknown rule '" + rule + "'");
    }
    Optional<String> modules = GoldenNetwork.unsupported(golden);
    if (modules.isPresent()) {
      return modules;
    }
    boolean severalInputs = golden.has("x1") && !ResidualNetwork.isFor(golden);
    return golden.has("x0") && !severalInputs
        ? Optional.empty()
        : Optional.of("another number of inputs than one");
  }

  @Override
  public List<String> run(GoldenCase golden) {
    INDArray x = golden.array("x0");
    INDArray batch = GoldenNetwork.fold(golden, x);
    RuleMap rules = GoldenPath.epsilon(golden.number("epsilon"));
    GoldenNetwork net = GoldenNetwork.lfp(golden, rules, batch);
    boolean training = golden.text("mode").equals("train");

    RewardPass pass = net.pass();
    INDArray[] inputs =
        golden.has("x1")
            ? new INDArray[] {batch, GoldenNetwork.fold(golden, golden.array("x1"))}
            : new INDArray[] {batch};
    INDArray output = pass.forward(training, inputs);
    INDArray rewardIn = golden.array("reward_in");
    INDArray[] rewards = pass.backward(rewardIn.reshape('c', output.shape()));

    Comparison comparison = new Comparison(golden).with("output", GoldenNetwork.unfold(output, x));
    for (int i = 0; i < rewards.length; i++) {
      comparison.with("reward_out" + i, GoldenNetwork.unfold(rewards[i], x));
    }
    for (String name : net.parameters().names()) {
      comparison.with("feedback." + name, net.parameters().gradient(name, pass.gradients()).negi());
    }
    if (training) {
      net.parameters()
          .averagesAfter(pass.gradients())
          .forEach((name, values) -> comparison.with("buffer_after." + name, values));
    }
    return comparison.mismatches();
  }
}
