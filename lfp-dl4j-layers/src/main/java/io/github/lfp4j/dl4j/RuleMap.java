package io.github.lfp4j.dl4j;

import io.github.lfp4j.core.rule.AlphaBetaRule;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.FlatRule;
import io.github.lfp4j.core.rule.GammaRule;
import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.core.rule.PassRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.core.rule.ZBoxRule;
import io.github.lfp4j.core.rule.ZPlusRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/**
 * Which layer gets which rule: an immutable value. The most specific entry wins: a layer's (or
 * vertex's) name, then being the first (or last) layer with weights, then its type, then the
 * default. In a graph every layer without another one with weights before (or after) it is a first
 * (or last) one.
 *
 * <pre>{@code
 * RuleMap map = RuleMap.all(new EpsilonRule())
 *     .type(ConvolutionLayer.class, new GammaRule(0.25))
 *     .first(new ZBoxRule(0, 1))
 *     .named("fc2", new ZPlusRule());
 * }</pre>
 */
public final class RuleMap {

  private static final Map<String, RuleMap> PRESETS = new LinkedHashMap<>();

  private final Rule byDefault;
  private final Map<String, Rule> byName;
  private final Map<Class<? extends Layer>, Rule> byType;
  private final List<First> first;
  private final Rule last;

  /** A rule for the first layer with weights, if it is of one of these types. */
  private record First(Set<Class<? extends Layer>> types, Rule rule) {}

  static {
    RuleMap pass = all(new EpsilonRule()).type(BatchNormalization.class, new PassRule());
    PRESETS.put("epsilon", all(new EpsilonRule()));
    PRESETS.put(
        "epsilon-plus",
        pass.type(ConvolutionLayer.class, new ZPlusRule())
            .first(new FlatRule(), ConvolutionLayer.class, DenseLayer.class, OutputLayer.class));
    PRESETS.put(
        "epsilon-gamma-box",
        pass.type(ConvolutionLayer.class, new GammaRule())
            .first(new ZBoxRule(0, 1), ConvolutionLayer.class));
    PRESETS.put("epsilon-alpha2-beta1", pass.type(ConvolutionLayer.class, new AlphaBetaRule(2, 1)));
  }

  private RuleMap(
      Rule byDefault,
      Map<String, Rule> byName,
      Map<Class<? extends Layer>, Rule> byType,
      List<First> first,
      Rule last) {
    this.byDefault = byDefault;
    this.byName = Map.copyOf(byName);
    this.byType = Map.copyOf(byType);
    this.first = List.copyOf(first);
    this.last = last;
  }

  /** One rule for all layers. */
  public static RuleMap all(Rule rule) {
    return new RuleMap(rule, Map.of(), Map.of(), List.of(), null);
  }

  /** No rule for any layer yet; a layer that stays without one is refused by name. */
  public static RuleMap none() {
    return all(null);
  }

  /** The names of the presets. */
  public static Set<String> presets() {
    return java.util.Collections.unmodifiableSet(PRESETS.keySet());
  }

  /**
   * A combination of rules that the LRP literature uses: {@code epsilon}, {@code epsilon-plus} (z+
   * in convolutions, flat at the input), {@code epsilon-gamma-box} (gamma in convolutions, z-box at
   * the input, for pixels in [0, 1]) or {@code epsilon-alpha2-beta1}.
   *
   * @throws LfpException if there is no such preset; the message lists them
   */
  public static RuleMap preset(String name) {
    RuleMap map = PRESETS.get(name);
    if (map == null) {
      throw new LfpException(
          "there is no rule map '" + name + "'; choose one of " + String.join(", ", presets()));
    }
    return map;
  }

  /** With another rule for the layer of this name. */
  public RuleMap named(String layerName, Rule rule) {
    Map<String, Rule> names = new LinkedHashMap<>(byName);
    names.put(layerName, rule);
    return new RuleMap(byDefault, names, byType, first, last);
  }

  /**
   * With another rule for layers of this DL4J type or one that extends it: {@code
   * ConvolutionLayer.class} stands for all kinds of convolution that have no rule of their own.
   */
  public RuleMap type(Class<? extends Layer> layerType, Rule rule) {
    Map<Class<? extends Layer>, Rule> types = new LinkedHashMap<>(byType);
    types.put(layerType, rule);
    return new RuleMap(byDefault, byName, types, first, last);
  }

  /**
   * With another rule for the first layer with weights.
   *
   * @param types only if it is of one of these types or extends one; none means whatever it is
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // Set.of only reads the array
  public final RuleMap first(Rule rule, Class<? extends Layer>... types) {
    List<First> firsts = new ArrayList<>(first);
    firsts.add(0, new First(Set.of(types), rule));
    return new RuleMap(byDefault, byName, byType, firsts, last);
  }

  /** With another rule for the last layer with weights. */
  public RuleMap last(Rule rule) {
    return new RuleMap(byDefault, byName, byType, first, rule);
  }

  /**
   * The rule of a layer.
   *
   * @param name the layer's name; may be null
   * @param type its stock type
   * @param isFirst whether it is the first layer with weights
   * @param isLast whether it is the last layer with weights
   */
  public Optional<Rule> ruleFor(
      String name, Class<? extends Layer> type, boolean isFirst, boolean isLast) {
    if (name != null && byName.containsKey(name)) {
      return Optional.of(byName.get(name));
    }
    if (isFirst) {
      for (First candidate : first) {
        if (candidate.types().isEmpty()
            || candidate.types().stream().anyMatch(t -> t.isAssignableFrom(type))) {
          return Optional.of(candidate.rule());
        }
      }
    }
    if (isLast && last != null) {
      return Optional.of(last);
    }
    return Optional.ofNullable(ruleForType(type).orElseGet(() -> defaultFor(type)));
  }

  /** The rule of the type, or of the nearest type that it extends. */
  private Optional<Rule> ruleForType(Class<? extends Layer> type) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      if (byType.containsKey(c)) {
        return Optional.of(byType.get(c));
      }
    }
    return Optional.empty();
  }

  /** Pooling has no weights that most rules could look at: unless told otherwise, epsilon. */
  private Rule defaultFor(Class<? extends Layer> type) {
    boolean pooling = type == SubsamplingLayer.class || type == GlobalPoolingLayer.class;
    if (byDefault == null
        || byDefault instanceof EpsilonRule
        || byDefault instanceof GradientRule
        || !pooling) {
      return byDefault;
    }
    return new EpsilonRule(byDefault.stabilizer().epsilon());
  }

  /**
   * The rule of a vertex that is no layer: one that was given for its name, or the default, which
   * for rules that look at weights is the epsilon rule with the same stabiliser.
   *
   * @param name the vertex's name
   */
  public Rule ruleForVertex(String name) {
    if (byName.containsKey(name)) {
      return byName.get(name);
    }
    if (byDefault == null) {
      return new EpsilonRule();
    }
    boolean applies = byDefault instanceof EpsilonRule || byDefault instanceof GradientRule;
    return applies ? byDefault : new EpsilonRule(byDefault.stabilizer().epsilon());
  }

  /** The names of layers that this map speaks of. */
  Set<String> layerNames() {
    return byName.keySet();
  }
}
