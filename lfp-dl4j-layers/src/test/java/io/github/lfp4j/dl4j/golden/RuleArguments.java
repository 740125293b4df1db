package io.github.lfp4j.dl4j.golden;

import io.github.lfp4j.core.rule.AlphaBetaRule;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.FlatRule;
import io.github.lfp4j.core.rule.GammaRule;
import io.github.lfp4j.core.rule.PassRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.core.rule.WSquareRule;
import io.github.lfp4j.core.rule.ZBoxRule;
import io.github.lfp4j.core.rule.ZPlusRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.JsonNode;

/** The rules of the LRP reference by its names and arguments. */
final class RuleArguments {

  private static final double STABILIZER = 1e-6;

  /** The arguments of each rule that are understood. */
  private static final Map<String, Set<String>> KNOWN =
      Map.of(
          "Epsilon", Set.of("epsilon", "zero_params"),
          "Norm", Set.of("stabilizer"),
          "Gamma", Set.of("gamma", "stabilizer", "zero_params"),
          "ZPlus", Set.of("stabilizer", "zero_params"),
          "AlphaBeta", Set.of("alpha", "beta", "stabilizer", "zero_params"),
          "WSquare", Set.of("stabilizer", "zero_params"),
          "Flat", Set.of("stabilizer", "zero_params"),
          "ZBox", Set.of("low", "high", "stabilizer", "zero_params"),
          "Pass", Set.of());

  private final GoldenCase golden;
  private final JsonNode arguments;

  /**
   * @param golden where bounds are that the arguments refer to as tensors
   * @param arguments the arguments by the reference's names
   */
  RuleArguments(GoldenCase golden, JsonNode arguments) {
    this.golden = golden;
    this.arguments = arguments;
  }

  /** The arguments of a rule that are understood; none if there is no such rule. */
  static Set<String> known(String rule) {
    return KNOWN.getOrDefault(rule, Set.of());
  }

  /** Why there is no such rule here; empty if there is. */
  Optional<String> unsupported(String rule) {
    Set<String> known = KNOWN.get(rule);
    if (known == null) {
      return Optional.of("unknown rule '" + rule + "'");
    }
    Set<String> unknown = new TreeSet<>();
    arguments.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      return Optional.of("unknown arguments " + unknown + " of the rule " + rule);
    }
    for (JsonNode name : zeroed()) {
      if (!name.asText().equals("bias")) {
        return Optional.of("a rule that takes " + name.asText() + " as zero");
      }
    }
    if (rule.equals("ZBox") && !(areBounds("low") && areBounds("high"))) {
      return Optional.of("bounds of the z-box rule that are not one number per channel");
    }
    return Optional.empty();
  }

  /** The rule; to be called for supported ones. */
  Rule rule(String name) {
    double stabilizer = arguments.path("stabilizer").asDouble(STABILIZER);
    boolean ignoreBias = !zeroed().isEmpty();
    return switch (name) {
      case "Epsilon" -> new EpsilonRule(arguments.path("epsilon").asDouble(STABILIZER), ignoreBias);
      case "Norm" -> new EpsilonRule(stabilizer);
      case "Gamma" -> new GammaRule(arguments.path("gamma").asDouble(0.25), stabilizer, ignoreBias);
      case "ZPlus" -> new ZPlusRule(stabilizer, ignoreBias);
      case "AlphaBeta" ->
          new AlphaBetaRule(
              arguments.path("alpha").asDouble(2),
              arguments.path("beta").asDouble(1),
              stabilizer,
              ignoreBias);
      case "WSquare" -> new WSquareRule(stabilizer, ignoreBias);
      case "Flat" -> new FlatRule(stabilizer);
      case "ZBox" -> new ZBoxRule(bounds("low"), bounds("high"), stabilizer);
      case "Pass" -> new PassRule();
      default -> throw new IllegalArgumentException("unknown rule " + name);
    };
  }

  /** The parameters that the rule takes as zero: absent, one name or a list of names. */
  private List<JsonNode> zeroed() {
    JsonNode node = arguments.path("zero_params");
    if (node.isTextual()) {
      return List.of(node);
    }
    List<JsonNode> names = new java.util.ArrayList<>();
    node.forEach(names::add);
    return names;
  }

  private boolean areBounds(String which) {
    JsonNode node = arguments.path(which);
    if (node.isNumber()) {
      return true;
    }
    if (!golden.has(tensorName(node))) {
      return false;
    }
    // All axes but that of the channels are to be broadcast.
    long[] shape = golden.array(tensorName(node)).shape();
    for (int axis = 0; axis < shape.length; axis++) {
      if (axis != 1 && shape[axis] != 1) {
        return false;
      }
    }
    return true;
  }

  private List<Double> bounds(String which) {
    JsonNode node = arguments.path(which);
    if (node.isNumber()) {
      return List.of(node.asDouble());
    }
    INDArray values = golden.array(tensorName(node));
    return Arrays.stream(values.reshape(values.length()).toDoubleVector()).boxed().toList();
  }

  /** Bounds that are tensors are stated as "tensor NAME". */
  private static String tensorName(JsonNode node) {
    return node.asText().replaceFirst("^tensor ", "");
  }
}
