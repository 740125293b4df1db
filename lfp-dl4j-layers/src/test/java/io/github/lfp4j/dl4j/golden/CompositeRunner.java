package io.github.lfp4j.dl4j.golden;

import io.github.lfp4j.core.rule.ZBoxRule;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.relevance.RelevanceVisitor;
import io.github.lfp4j.dl4j.relevance.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.node.JsonNodeFactory;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * Cases of kind {@code lrp_composite}: relevance of each example's true class at the input of a
 * network, with a rule for each layer. Rules are given by the names of layers and, where this
 * library has such a preset, once more by that.
 */
final class CompositeRunner implements CaseRunner {

  private static final Set<String> ARGUMENTS =
      Set.of("epsilon", "stabilizer", "zero_params", "gamma", "low", "high");

  private static final Map<String, String> PRESETS =
      Map.of(
          "EpsilonPlusFlat", "epsilon-plus",
          "EpsilonGammaBox", "epsilon-gamma-box",
          "EpsilonAlpha2Beta1", "epsilon-alpha2-beta1");

  private static final Set<String> CANONIZERS =
      Set.of("SequentialMergeBatchNorm", "ResNetCanonizer");

  @Override
  public Optional<String> unsupported(GoldenCase golden) {
    if (isFolded(golden) && !CANONIZERS.contains(golden.text("canonizer"))) {
      return Optional.of("unknown canonizer '" + golden.text("canonizer") + "'");
    }
    Set<String> unknown = new TreeSet<>();
    golden.node("composite_args").fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(ARGUMENTS);
    if (!unknown.isEmpty()) {
      return Optional.of("unknown arguments " + unknown + " of the composite");
    }
    for (ModuleSpec module : golden.modules()) {
      String rule = rule(golden, module);
      Optional<String> reason =
          rule.isEmpty() ? Optional.empty() : arguments(golden, rule).unsupported(rule);
      if (reason.isPresent()) {
        return reason;
      }
    }
    return GoldenNetwork.unsupported(golden);
  }

  private static boolean isFolded(GoldenCase golden) {
    return !golden.text("canonizer").isEmpty() && !golden.node("canonizer").isNull();
  }

  private static String rule(GoldenCase golden, ModuleSpec module) {
    return golden.node("rules_by_module").path(module.name()).asText("");
  }

  /** The composite's arguments that reach a rule. */
  private static RuleArguments arguments(GoldenCase golden, String rule) {
    ObjectNode own = JsonNodeFactory.instance.objectNode();
    JsonNode all = golden.node("composite_args");
    for (String name : RuleArguments.known(rule)) {
      if (all.has(name)) {
        own.set(name, all.get(name));
      }
    }
    return new RuleArguments(golden, own);
  }

  @Override
  public List<String> run(GoldenCase golden) {
    List<String> mismatches = new ArrayList<>(relevance(golden, namedRules(golden)));
    preset(golden)
        .ifPresent(
            rules ->
                relevance(golden, rules).forEach(m -> mismatches.add("with the preset: " + m)));
    return mismatches;
  }

  private static List<String> relevance(GoldenCase golden, RuleMap rules) {
    INDArray x = golden.array("x0");
    GoldenNetwork net = GoldenNetwork.lfp(golden, rules, x);
    Comparison comparison = new Comparison(golden);
    boolean folded = isFolded(golden);
    if (folded) {
      // The reference divides by sqrt(1 + eps) once more; this is what it gets without.
      comparison
          .instead("output", "output_exact_merge")
          .instead("relevance_out0", "relevance_out0_exact_merge");
    }
    Target target =
        logits -> {
          INDArray labels = RewardRunner.targets(golden.array("labels"), logits);
          INDArray relevance = Target.labels(labels).relevance(logits);
          comparison.with("output", logits.detach());
          if (folded) {
            comparison.leaveOut("relevance_in");
          } else {
            comparison.with("relevance_in", relevance.detach());
          }
          return relevance;
        };
    RelevanceVisitor nobody = new RelevanceVisitor() {};
    INDArray relevance = net.relevancePass(rules, folded).run(x, target, nobody);
    return comparison.with("relevance_out0", relevance).mismatches();
  }

  /** Modules that become layers with a rule; activations are part of the layer before them. */
  private static final Set<String> LAYERS =
      Set.of("Linear", "Conv2d", "BatchNorm1d", "BatchNorm2d", "AvgPool2d", "AdaptiveAvgPool2d");

  /** What the canonizer of residual networks adds to their modules. */
  private static final List<String> SUMS = List.of("block1.canonizer_sum", "block2.canonizer_sum");

  private static RuleMap namedRules(GoldenCase golden) {
    RuleMap rules = RuleMap.none();
    for (String name : SUMS) {
      String rule = golden.node("rules_by_module").path(name).asText("");
      if (!rule.isEmpty()) {
        rules = rules.named(name, arguments(golden, rule).rule(rule));
      }
    }
    for (ModuleSpec module : golden.modules()) {
      if (LAYERS.contains(module.type())) {
        String rule = rule(golden, module);
        rules = rules.named(module.name(), arguments(golden, rule).rule(rule));
      }
    }
    return rules;
  }

  /** This library's preset, if the case differs from it in no argument. */
  private static Optional<RuleMap> preset(GoldenCase golden) {
    JsonNode arguments = golden.node("composite_args");
    boolean standard =
        arguments.path("epsilon").asDouble(1e-6) == 1e-6
            && arguments.path("stabilizer").asDouble(1e-6) == 1e-6
            && arguments.path("gamma").asDouble(0.25) == 0.25
            && arguments.path("zero_params").size() == 0;
    String name = PRESETS.get(golden.text("composite"));
    if (!standard || name == null) {
      return Optional.empty();
    }
    RuleMap preset = RuleMap.preset(name);
    // The bounds depend on the data.
    return Optional.of(
        arguments.has("low")
            ? preset.first(
                new ZBoxRule(arguments.get("low").asDouble(), arguments.get("high").asDouble()),
                ConvolutionLayer.class)
            : preset);
  }
}
