package io.github.lfp4j.dl4j.convert;

import io.github.lfp4j.core.reward.LossReward;
import io.github.lfp4j.core.reward.Reward;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.core.rule.PassRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.conf.GatedConf;
import io.github.lfp4j.dl4j.conf.HiddenConf;
import io.github.lfp4j.dl4j.conf.LayerCopy;
import io.github.lfp4j.dl4j.conf.LfpConf;
import io.github.lfp4j.dl4j.conf.LfpGlobalPoolingLayer;
import io.github.lfp4j.dl4j.conf.LossConf;
import io.github.lfp4j.dl4j.conf.RewardedConf;
import io.github.lfp4j.dl4j.conf.WeightedConf;
import io.github.lfp4j.dl4j.convert.LayerSupport.Role;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;

/** Replaces the layer of one configuration, whatever network it belongs to. */
final class LayerConversion {

  /** What JSON contains that needs this plugin to be read. */
  static final String OWN_PACKAGE = "io.github.lfp4j.";

  /** Layers whose own backward pass is the derivative, which they get back under the gradient. */
  private static final Set<Class<?>> DIFFERENTIATED =
      Set.of(ActivationLayer.class, LocalResponseNormalization.class);

  private final Options options;
  private final RuleMap rules;

  LayerConversion(Options options) {
    this.options = options;
    this.rules = options.rules();
  }

  /**
   * The layer that propagates reward in the given one's place.
   *
   * @throws LfpException if it has no rule, or one that does not apply to it
   */
  Layer toLfp(Layer layer, LayerSupport<?> support, Place place) {
    return toLfp(layer, layer.getLayerName(), support, place);
  }

  /**
   * @param name of the layer, or of what wraps it
   */
  private Layer toLfp(Layer layer, String name, LayerSupport<?> support, Place place) {
    if (support.role() == Role.WRAPPING) {
      Layer converted =
          Wrappers.with(
              layer,
              support.lfp(),
              inner ->
                  toLfp(
                      inner,
                      inner.getLayerName() == null ? name : inner.getLayerName(),
                      LayerRegistry.require(inner, place.index()),
                      place));
      if (converted instanceof LfpConf conf) {
        conf.setRule(sumRule(name, support));
      }
      return converted;
    }
    if (support.keepsStockLayer()) {
      return layer;
    }
    if (support.hasNoRule()) {
      throw LayerRegistry.refusal(layer, place.index(), support.note());
    }
    if (DIFFERENTIATED.contains(support.stock()) && isUnderGradient(name, support)) {
      return LayerCopy.of(layer, support.stock());
    }
    Layer converted = LayerCopy.of(layer, support.lfp());
    if (converted instanceof LfpConf conf) {
      conf.setRule(rule(layer, name, support, place));
    }
    if (converted instanceof WeightedConf conf) {
      conf.setInputReward(options.inputReward());
      conf.setLowest(place.lowest());
    }
    if (converted instanceof GatedConf conf) {
      conf.setGateRule(options.gates());
    }
    if (converted instanceof RewardedConf conf) {
      conf.setReward(rewardOf(converted, layer, name, support, place));
    }
    return converted;
  }

  /**
   * @param preprocessor what the layer's input goes through first; may be null
   * @throws LfpException if reward cannot pass it
   */
  static void checkPreprocessor(InputPreProcessor preprocessor, Layer layer, int index) {
    PreprocessorCheck.refuse(preprocessor)
        .ifPresent(
            reason -> {
              throw LayerRegistry.refusal(layer, index, reason);
            });
  }

  /**
   * The rule of a wrapper that adds up what its layers put out: as for sums in a graph, the epsilon
   * rule where the rule that was given is one that looks at weights.
   */
  private Rule sumRule(String name, LayerSupport<?> support) {
    Rule rule = rules.ruleFor(name, support.stock(), false, false).orElseGet(EpsilonRule::new);
    return rule instanceof EpsilonRule || rule instanceof GradientRule
        ? rule
        : new EpsilonRule(rule.stabilizer().epsilon());
  }

  /** Whether a layer without a rule of its own is given the gradient rule. */
  private boolean isUnderGradient(String name, LayerSupport<?> support) {
    return rules
        .ruleFor(name, support.stock(), false, false)
        .filter(GradientRule.class::isInstance)
        .isPresent();
  }

  private Reward rewardOf(
      Layer converted, Layer layer, String name, LayerSupport<?> support, Place place) {
    Reward reward = options.rewardAt(name);
    boolean byGradient =
        converted instanceof LfpConf conf
            ? conf.getRule() instanceof GradientRule
            : isUnderGradient(name, support);
    if (byGradient && reward != null) {
      throw LayerRegistry.refusal(
          layer,
          place.index(),
          "under the gradient rule the output learns from its loss function; leave the reward out");
    }
    return byGradient && converted instanceof LossConf loss
        ? new LossReward(loss.getLossFn(), loss.getActivationFn())
        : reward;
  }

  private Rule rule(Layer layer, String name, LayerSupport<?> support, Place place) {
    Rule rule =
        rules
            .ruleFor(name, support.stock(), place.first(), place.last())
            .or(() -> withoutWeights(support))
            .orElseThrow(
                () ->
                    LayerRegistry.refusal(
                        layer,
                        place.index(),
                        "no rule was given for it; name one in the rule map"));
    if (support.role() == Role.ACTIVATING) {
      // It passes reward on unchanged, whatever the rule; only its parameters follow one.
      return rule instanceof GradientRule ? rule : new EpsilonRule(rule.stabilizer().epsilon());
    }
    if (rule.form() == Rule.Form.TOTAL && support.role() != Role.NORMALIZING && !place.first()) {
      throw LayerRegistry.refusal(
          layer,
          place.index(),
          rule
              + " belongs to the first layer with weights, because it gives reward to inputs that"
              + " are zero; choose another rule for this layer");
    }
    boolean epsilonOnly =
        support.role() == Role.NORMALIZING
            || support.role() == Role.RECURRENT
            || LfpGlobalPoolingLayer.class.equals(support.lfp());
    boolean mayPass =
        rule instanceof GradientRule
            || (support.role() == Role.NORMALIZING && rule instanceof PassRule);
    if (epsilonOnly && !(rule instanceof EpsilonRule) && !mayPass) {
      throw LayerRegistry.refusal(
          layer,
          place.index(),
          rule + " does not apply to this layer; choose the epsilon rule for it");
    }
    if (support.role() == Role.RECURRENT && rule instanceof EpsilonRule e && e.ignoreBias()) {
      throw LayerRegistry.refusal(
          layer,
          place.index(),
          rule + " does not apply to this layer; choose the epsilon rule with biases for it");
    }
    return rule;
  }

  /**
   * Pooling needs no rule to be named: the maximum follows none, the average the epsilon rule.
   * Neither do activation functions.
   */
  private static Optional<Rule> withoutWeights(LayerSupport<?> support) {
    return support.role() == Role.AVERAGING || support.role() == Role.ACTIVATING
        ? Optional.of(new EpsilonRule())
        : Optional.empty();
  }

  /**
   * Tells the layers of a converted network whether their outputs stay as they are: DL4J's layers
   * apply dropout to what they are given.
   */
  static void markOutputs(Collection<Layer> layers) {
    boolean untouched =
        layers.stream().allMatch(layer -> isOwn(layer) || layer.getIDropout() == null);
    for (Layer layer : layers) {
      Layer inner = Wrappers.innermost(layer);
      if (inner instanceof HiddenConf hidden) {
        // Wrappers may put what they make of an output in its place.
        hidden.setOutputUntouched(untouched && Wrappers.wrapped(layer).isEmpty());
      }
    }
  }

  private static boolean isOwn(Layer layer) {
    return layer.getClass().getName().startsWith(OWN_PACKAGE);
  }

  /**
   * Puts the stock layer in the place of a configuration's layer.
   *
   * @param index of the layer, for the message
   * @throws LfpException if what remains still names a class of this plugin
   */
  static void toStandard(NeuralNetConfiguration configuration, int index) {
    Layer layer = standard(configuration.getLayer());
    configuration.setLayer(layer);
    if (configuration.toJson().contains(OWN_PACKAGE)) {
      throw LayerRegistry.refusal(
          layer,
          index,
          "it uses an activation, a noise or a layer that exists only in this plugin, so it has"
              + " no standard form");
    }
  }

  private static Layer standard(Layer layer) {
    LayerSupport<?> support = LayerRegistry.find(layer).orElse(null);
    if (Wrappers.wrapped(layer).isPresent()) {
      Class<? extends Layer> type = support == null ? layer.getClass() : support.stock();
      return Wrappers.with(layer, type, LayerConversion::standard);
    }
    return support == null || support.stock().equals(layer.getClass())
        ? layer
        : LayerCopy.of(layer, support.stock());
  }
}
