package io.github.lfp4j.dl4j.golden;

import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.RuleMap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Cases of kind {@code lrp_rule}: one rule on one module. */
final class LrpRuleRunner implements CaseRunner {

  @Override
  public Optional<String> unsupported(GoldenCase golden) {
    List<ModuleSpec> modules = golden.modules();
    if (modules.size() != 1) {
      return Optional.of("a rule on " + modules.size() + " modules");
    }
    Optional<String> rule = arguments(golden).unsupported(golden.text("rule"));
    if (rule.isPresent()) {
      return rule;
    }
    // The pass rule looks at no more than the shape of what it is applied to.
    ModuleSpec module = modules.get(0);
    if (isNormalisation(module)) {
      return isPass(golden)
          ? SequentialModules.unsupported(golden)
          : Optional.of("another than the pass rule on batch normalisation");
    }
    if (isSum(module)) {
      boolean epsilon = List.of("Epsilon", "Norm").contains(golden.text("rule"));
      return epsilon ? Optional.empty() : Optional.of("another than the epsilon rule on a sum");
    }
    boolean activation = Activations.of(module).isPresent();
    return activation && isPass(golden) ? Optional.empty() : AffineModules.unsupported(module);
  }

  @Override
  public List<String> run(GoldenCase golden) {
    INDArray x = golden.array("x0");
    INDArray relevance = golden.array("relevance_in");
    if (isNormalisation(golden.modules().get(0))) {
      return throughLayer(golden, x, relevance);
    }
    if (isSum(golden.modules().get(0))) {
      return throughSum(golden, x, relevance);
    }
    int groups = golden.modules().get(0).groups();
    INDArray[] outputs = new INDArray[groups];
    INDArray[] totals = new INDArray[groups];
    for (int g = 0; g < groups; g++) {
      INDArray part = AffineModules.part(x, 1, g, groups);
      AffineForward forward = forward(golden, part, g);
      outputs[g] = forward.preActivation();
      totals[g] = through(golden, forward, AffineModules.part(relevance, 1, g, groups));
    }
    return new Comparison(golden)
        .with("output", Nd4j.concat(1, outputs))
        .with("relevance_out0", Nd4j.concat(1, totals))
        .mismatches();
  }

  private static INDArray through(GoldenCase golden, AffineForward forward, INDArray relevance) {
    Rule rule = arguments(golden).rule(golden.text("rule"));
    INDArray x = forward.input();
    INDArray out = x.ulike();
    rule.propagate(
        forward, OutputReward.of(relevance, forward.preActivation(), rule.stabilizer()), out);
    return rule.form() == Rule.Form.PER_UNIT ? out.mul(x) : out;
  }

  /** Batch normalisation is no map of the core, but a layer. */
  private static List<String> throughLayer(GoldenCase golden, INDArray x, INDArray relevance) {
    Rule rule = arguments(golden).rule(golden.text("rule"));
    RewardPass pass = GoldenNetwork.lfp(golden, RuleMap.all(rule), x).pass();
    INDArray output = pass.forward(false, x);
    return new Comparison(golden)
        .with("output", output)
        .with("relevance_out0", pass.backward(relevance)[0])
        .mismatches();
  }

  /** Of two arrays that lie side by side along the last axis. */
  private static List<String> throughSum(GoldenCase golden, INDArray x, INDArray relevance) {
    int last = x.rank() - 1;
    long[] shape = Arrays.copyOf(x.shape(), last);
    INDArray pairs = x.reshape('c', -1, 2);
    INDArray[] inputs = {
      pairs.getColumn(0).dup('c').reshape('c', shape),
      pairs.getColumn(1).dup('c').reshape('c', shape)
    };
    RuleMap rules = RuleMap.all(arguments(golden).rule(golden.text("rule")));
    RewardPass pass = GoldenNetwork.lfp(golden, rules, inputs[0]).pass();
    INDArray output = pass.forward(false, inputs);
    return new Comparison(golden)
        .with("output", output)
        .with("relevance_out0", Nd4j.stack(last, pass.backward(relevance)))
        .mismatches();
  }

  private static AffineForward forward(GoldenCase golden, INDArray x, int group) {
    ModuleSpec module = golden.modules().get(0);
    Optional<IActivation> activation = Activations.of(module);
    if (activation.isPresent()) {
      INDArray z = activation.get().getActivation(x.dup(), false);
      return new AffineForward(null, x, null, null, z);
    }
    return AffineModules.forward(golden, module, group, x);
  }

  private static RuleArguments arguments(GoldenCase golden) {
    return new RuleArguments(golden, golden.node("rule_args"));
  }

  private static boolean isNormalisation(ModuleSpec module) {
    return module.type().startsWith("BatchNorm");
  }

  private static boolean isSum(ModuleSpec module) {
    return module.type().equals("Sum");
  }

  private static boolean isPass(GoldenCase golden) {
    return golden.text("rule").equals("Pass");
  }
}
