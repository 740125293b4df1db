package io.github.lfp4j.dl4j.convert;

import io.github.lfp4j.core.reward.LossReward;
import io.github.lfp4j.core.reward.Reward;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.core.rule.PassRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.conf.HiddenConf;
import io.github.lfp4j.dl4j.conf.LayerCopy;
import io.github.lfp4j.dl4j.conf.LfpConf;
import io.github.lfp4j.dl4j.conf.LfpGlobalPoolingLayer;
import io.github.lfp4j.dl4j.conf.LfpLossLayer;
import io.github.lfp4j.dl4j.conf.RewardedConf;
import io.github.lfp4j.dl4j.conf.WeightedConf;
import io.github.lfp4j.dl4j.convert.LayerSupport.Role;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Replaces the layers of a network's configuration, one by one, and carries its state over. */
public final class NetworkConversion {

  private static final String OWN_PACKAGE = "io.github.lfp4j.";

  private final RuleMap rules;
  private final Reward reward;
  private final boolean inputReward;

  /**
   * @param reward null for the one that belongs to the loss function
   * @param inputReward whether the backward pass goes down to the network's input
   */
  public NetworkConversion(RuleMap rules, Reward reward, boolean inputReward) {
    this.rules = rules;
    this.reward = reward;
    this.inputReward = inputReward;
  }

  /**
   * A copy of the configuration in which every layer propagates reward.
   *
   * @throws LfpException if a layer is not supported or has no rule
   */
  public MultiLayerConfiguration toLfp(MultiLayerConfiguration configuration) {
    MultiLayerConfiguration result = configuration.clone();
    List<NeuralNetConfiguration> confs = result.getConfs();
    List<LayerSupport<?>> supports =
        IntStream.range(0, confs.size())
            .<LayerSupport<?>>mapToObj(i -> LayerRegistry.require(confs.get(i).getLayer(), i))
            .toList();
    int[] weighted =
        IntStream.range(0, confs.size())
            .filter(i -> supports.get(i).role() == Role.WEIGHTED)
            .toArray();
    for (int i = 0; i < confs.size(); i++) {
      Layer stock = confs.get(i).getLayer();
      boolean isFirst = weighted.length > 0 && i == weighted[0];
      boolean isLast = weighted.length > 0 && i == weighted[weighted.length - 1];
      confs.get(i).setLayer(convert(stock, i, supports.get(i), isFirst, isLast));
    }
    for (int i = 0; i + 1 < confs.size(); i++) {
      if (confs.get(i).getLayer() instanceof HiddenConf hidden) {
        hidden.setOutputUntouched(leavesInputAsItIs(confs.get(i + 1).getLayer()));
      }
    }
    return result;
  }

  /** Whether a layer is one of those that the registry puts in place, which all do. */
  private static boolean leavesInputAsItIs(Layer layer) {
    return LayerRegistry.find(layer)
        .filter(support -> support.lfp().equals(layer.getClass()))
        .isPresent();
  }

  private Layer convert(
      Layer layer, int index, LayerSupport<?> support, boolean isFirst, boolean isLast) {
    if (support.keepsStockLayer()) {
      return layer;
    }
    if (support.stock().equals(ActivationLayer.class) && isUnderGradient(layer, support)) {
      // It passes derivatives on as it is.
      return LayerCopy.of(layer, support.stock());
    }
    Layer converted = LayerCopy.of(layer, support.lfp());
    if (converted instanceof LfpConf conf) {
      conf.setRule(rule(layer, index, support, isFirst, isLast));
    }
    if (converted instanceof WeightedConf conf) {
      conf.setInputReward(inputReward);
    }
    if (converted instanceof RewardedConf conf) {
      conf.setReward(rewardOf(converted, layer, index, support));
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

  private Reward rewardOf(Layer converted, Layer layer, int index, LayerSupport<?> support) {
    boolean byGradient =
        converted instanceof LfpConf conf
            ? conf.getRule() instanceof GradientRule
            : isUnderGradient(layer, support);
    if (byGradient && reward != null) {
      throw LayerRegistry.refusal(
          layer,
          index,
          "under the gradient rule the output learns from its loss function; leave the reward out");
    }
    return byGradient && converted instanceof LfpLossLayer loss
        ? new LossReward(loss.getLossFn(), loss.getActivationFn())
        : reward;
  }

  private Rule rule(
      Layer layer, int index, LayerSupport<?> support, boolean isFirst, boolean isLast) {
    Rule rule =
        rules
            .ruleFor(layer.getLayerName(), support.stock(), isFirst, isLast)
            .or(() -> withoutWeights(support))
            .orElseThrow(
                () ->
                    LayerRegistry.refusal(
                        layer, index, "no rule was given for it; name one in the rule map"));
    if (rule.form() == Rule.Form.TOTAL && support.role() != Role.NORMALIZING && !isFirst) {
      throw LayerRegistry.refusal(
          layer,
          index,
          rule
              + " belongs to the first layer with weights, because it gives reward to inputs that"
              + " are zero; choose another rule for this layer");
    }
    boolean epsilonOnly =
        support.role() == Role.NORMALIZING || LfpGlobalPoolingLayer.class.equals(support.lfp());
    boolean mayPass =
        rule instanceof GradientRule
            || (support.role() == Role.NORMALIZING && rule instanceof PassRule);
    if (epsilonOnly && !(rule instanceof EpsilonRule) && !mayPass) {
      throw LayerRegistry.refusal(
          layer, index, rule + " does not apply to this layer; choose the epsilon rule for it");
    }
    return rule;
  }

  /** Pooling needs no rule to be named: the maximum follows none, the average the epsilon rule. */
  private static Optional<Rule> withoutWeights(LayerSupport<?> support) {
    return support.role() == Role.AVERAGING ? Optional.of(new EpsilonRule()) : Optional.empty();
  }

  /**
   * A copy of the configuration with stock layers only.
   *
   * @throws LfpException if what remains still names a class of this plugin
   */
  public static MultiLayerConfiguration toStandard(MultiLayerConfiguration configuration) {
    MultiLayerConfiguration result = configuration.clone();
    List<NeuralNetConfiguration> confs = result.getConfs();
    for (int i = 0; i < confs.size(); i++) {
      Layer layer = confs.get(i).getLayer();
      LayerSupport<?> support = LayerRegistry.find(layer).orElse(null);
      if (support != null && !support.stock().equals(layer.getClass())) {
        layer = LayerCopy.of(layer, support.stock());
        confs.get(i).setLayer(layer);
      }
      if (confs.get(i).toJson().contains(OWN_PACKAGE)) {
        throw LayerRegistry.refusal(
            layer,
            i,
            "it uses an activation, a noise or a layer that exists only in this plugin, so it has"
                + " no standard form");
      }
    }
    return result;
  }

  /**
   * A network of another configuration with the same parameters: copies of parameters, updater
   * state and counters, the same listeners.
   */
  public static MultiLayerNetwork withConfiguration(
      MultiLayerNetwork network, MultiLayerConfiguration configuration) {
    MultiLayerNetwork result = new MultiLayerNetwork(configuration);
    result.init(network.params().dup(), false);
    INDArray state =
        network.getUpdater(false) == null ? null : network.getUpdater().getStateViewArray();
    if (state != null) {
      result.getUpdater().getStateViewArray().assign(state);
    }
    result.setListeners(network.getListeners());
    return result;
  }
}
