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
import io.github.lfp4j.dl4j.conf.LfpLossLayer;
import io.github.lfp4j.dl4j.conf.RewardedConf;
import io.github.lfp4j.dl4j.conf.WeightedConf;
import io.github.lfp4j.dl4j.convert.LayerSupport.Role;
import java.util.Collection;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Replaces the layer of one configuration, whatever network it belongs to. */
final class LayerConversion {

  /** What JSON contains that needs this plugin to be read. */
  static final String OWN_PACKAGE = "io.github.lfp4j.";

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
    if (support.keepsStockLayer()) {
      return layer;
    }
    if (support.hasNoRule()) {
      if (isUnderGradient(layer, support)) {
        return layer;
      }
      throw LayerRegistry.refusal(layer, place.index(), support.note());
    }
    if (support.stock().equals(ActivationLayer.class) && isUnderGradient(layer, support)) {
      // It passes derivatives on as it is.
      return LayerCopy.of(layer, support.stock());
    }
    Layer converted = LayerCopy.of(layer, support.lfp());
    if (converted instanceof LfpConf conf) {
      conf.setRule(rule(layer, support, place));
    }
    if (converted instanceof WeightedConf conf) {
      conf.setInputReward(options.inputReward());
      conf.setLowest(place.lowest());
    }
    if (converted instanceof GatedConf conf) {
      conf.setGateRule(options.gates());
    }
    if (converted instanceof RewardedConf conf) {
      conf.setReward(rewardOf(converted, layer, support, place));
    }
    return converted;
  }

  /** Whether a layer without a rule of its own is given the gradient rule. */
  private boolean isUnderGradient(Layer layer, LayerSupport<?> support) {
    return rules
        .ruleFor(layer.getLayerName(), support.stock(), false, false)
        .filter(GradientRule.class::isInstance)
        .isPresent();
  }

  private Reward rewardOf(Layer converted, Layer layer, LayerSupport<?> support, Place place) {
    Reward reward = options.rewardAt(layer.getLayerName());
    boolean byGradient =
        converted instanceof LfpConf conf
            ? conf.getRule() instanceof GradientRule
            : isUnderGradient(layer, support);
    if (byGradient && reward != null) {
      throw LayerRegistry.refusal(
          layer,
          place.index(),
          "under the gradient rule the output learns from its loss function; leave the reward out");
    }
    return byGradient && converted instanceof LfpLossLayer loss
        ? new LossReward(loss.getLossFn(), loss.getActivationFn())
        : reward;
  }

  private Rule rule(Layer layer, LayerSupport<?> support, Place place) {
    Rule rule =
        rules
            .ruleFor(layer.getLayerName(), support.stock(), place.first(), place.last())
            .or(() -> withoutWeights(support))
            .orElseThrow(
                () ->
                    LayerRegistry.refusal(
                        layer,
                        place.index(),
                        "no rule was given for it; name one in the rule map"));
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

  /** Pooling needs no rule to be named: the maximum follows none, the average the epsilon rule. */
  private static Optional<Rule> withoutWeights(LayerSupport<?> support) {
    return support.role() == Role.AVERAGING ? Optional.of(new EpsilonRule()) : Optional.empty();
  }

  /**
   * Tells the layers of a converted network whether their outputs stay as they are: DL4J's layers
   * apply dropout to what they are given.
   */
  static void markOutputs(Collection<Layer> layers) {
    boolean untouched =
        layers.stream().allMatch(layer -> isOwn(layer) || layer.getIDropout() == null);
    for (Layer layer : layers) {
      if (layer instanceof HiddenConf hidden) {
        hidden.setOutputUntouched(untouched);
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
    Layer layer = configuration.getLayer();
    LayerSupport<?> support = LayerRegistry.find(layer).orElse(null);
    if (support != null && !support.stock().equals(layer.getClass())) {
      layer = LayerCopy.of(layer, support.stock());
      configuration.setLayer(layer);
    }
    if (configuration.toJson().contains(OWN_PACKAGE)) {
      throw LayerRegistry.refusal(
          layer,
          index,
          "it uses an activation, a noise or a layer that exists only in this plugin, so it has"
              + " no standard form");
    }
  }
}
