package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.cnn;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.reward.SigmoidReward;
import io.github.lfp4j.core.rule.AlphaBetaRule;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.FlatRule;
import io.github.lfp4j.core.rule.GammaRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.core.rule.ZBoxRule;
import io.github.lfp4j.core.rule.ZPlusRule;
import io.github.lfp4j.dl4j.conf.LfpActivationLayer;
import io.github.lfp4j.dl4j.conf.LfpBatchNormalization;
import io.github.lfp4j.dl4j.conf.LfpConf;
import io.github.lfp4j.dl4j.conf.LfpConvolutionLayer;
import io.github.lfp4j.dl4j.conf.LfpDenseLayer;
import io.github.lfp4j.dl4j.conf.LfpDropoutLayer;
import io.github.lfp4j.dl4j.conf.LfpGlobalPoolingLayer;
import io.github.lfp4j.dl4j.conf.LfpLossLayer;
import io.github.lfp4j.dl4j.conf.LfpOutputLayer;
import io.github.lfp4j.dl4j.conf.LfpSubsamplingLayer;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Which layer gets which rule, by a map or layer by layer. */
class RuleMapTest {

  private static List<Rule> rules(RuleMap map) {
    return Lfp.with(map).configure(cnn(floats())).getConfs().stream()
        .map(conf -> conf.getLayer() instanceof LfpConf layer ? layer.getRule() : null)
        .collect(Collectors.toList());
  }

  @Test
  void theMostSpecificEntryWins() {
    EpsilonRule fallback = new EpsilonRule(0.5);
    GammaRule byType = new GammaRule(0.1);
    ZPlusRule first = new ZPlusRule();
    AlphaBetaRule last = new AlphaBetaRule(2, 1);
    RuleMap map = RuleMap.all(fallback).type(ConvolutionLayer.class, byType);
    // convolution, normalisation, activation, maximum, convolution, average, dense, output
    assertThat(rules(map))
        .containsExactly(byType, fallback, null, fallback, byType, fallback, fallback, fallback);
    assertThat(rules(map.first(first).last(last)))
        .containsExactly(first, fallback, null, fallback, byType, fallback, fallback, last);
    assertThat(rules(map.first(first).named("layer0", last).named("layer6", byType)))
        .containsExactly(last, fallback, null, fallback, byType, fallback, byType, fallback);
    assertThat(rules(map.first(new FlatRule(), DenseLayer.class)))
        .as("the first layer is no dense layer")
        .isEqualTo(rules(map));
  }

  @Test
  void poolingFollowsTheEpsilonRuleUnlessTold() {
    RuleMap map =
        RuleMap.all(new GammaRule(0.1, 0.25, false))
            .type(BatchNormalization.class, new EpsilonRule());
    assertThat(rules(map).get(5)).isEqualTo(new EpsilonRule(0.25));
    ZPlusRule told = new ZPlusRule();
    assertThat(rules(map.type(SubsamplingLayer.class, told)).get(5)).isEqualTo(told);
  }

  @Test
  void presetsPutTheirRulesWhereTheLiteratureDoes() {
    List<Rule> box = rules(RuleMap.preset("epsilon-gamma-box"));
    assertThat(box.get(0)).isEqualTo(new ZBoxRule(0, 1));
    assertThat(box.get(4)).isEqualTo(new GammaRule(0.25));
    assertThat(box.get(7)).isEqualTo(new EpsilonRule());
    List<Rule> plus = rules(RuleMap.preset("epsilon-plus"));
    assertThat(plus.get(0)).isEqualTo(new FlatRule());
    assertThat(plus.get(4)).isEqualTo(new ZPlusRule());
    assertThat(rules(RuleMap.preset("epsilon-alpha2-beta1")).get(0))
        .isEqualTo(new AlphaBetaRule(2, 1));
  }

  @Test
  void buildersGiveWhatTheMapGives() {
    GammaRule rule = new GammaRule(0.1);
    EpsilonRule epsilon = new EpsilonRule(0.1);
    Layer[] byHand = {
      new LfpConvolutionLayer.Builder(rule).kernelSize(2, 2).nOut(3).build(),
      new LfpBatchNormalization.Builder(epsilon).build(),
      new LfpActivationLayer.Builder().activation(Activation.RELU).build(),
      new LfpSubsamplingLayer.Builder(epsilon).kernelSize(2, 2).build(),
      new LfpGlobalPoolingLayer.Builder(epsilon).poolingType(PoolingType.AVG).build(),
      new LfpDropoutLayer.Builder().dropOut(0.5).build(),
      new LfpDenseLayer.Builder(rule).nOut(5).activation(Activation.TANH).build(),
      new LfpOutputLayer.Builder(new SigmoidReward())
          .rule(rule)
          .nOut(3)
          .activation(Activation.SOFTMAX)
          .build()
    };
    Layer[] stock = {
      new ConvolutionLayer.Builder().kernelSize(2, 2).nOut(3).build(),
      new BatchNormalization(),
      new ActivationLayer.Builder().activation(Activation.RELU).build(),
      new SubsamplingLayer.Builder().kernelSize(2, 2).build(),
      new GlobalPoolingLayer(PoolingType.AVG),
      new DropoutLayer.Builder().dropOut(0.5).build(),
      new DenseLayer.Builder().nOut(5).activation(Activation.TANH).build(),
      new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build()
    };
    RuleMap map =
        RuleMap.all(rule)
            .type(BatchNormalization.class, epsilon)
            .type(SubsamplingLayer.class, epsilon)
            .type(GlobalPoolingLayer.class, epsilon);
    MultiLayerConfiguration expected =
        Lfp.with(map).reward(new SigmoidReward()).configure(Fixtures.images(floats(), stock));
    assertThat(Fixtures.images(floats(), byHand)).isEqualTo(expected);
  }

  @Test
  void lossLayersAreBuiltWithTheirReward() {
    LfpLossLayer layer = new LfpLossLayer.Builder(new SigmoidReward()).build();
    assertThat(layer.getReward()).isEqualTo(new SigmoidReward());
    LfpLossLayer byLoss = new LfpLossLayer.Builder(LossFunctions.LossFunction.MSE).build();
    assertThat(byLoss.getReward()).isNull();
    assertThat(byLoss.getLossFn())
        .isEqualTo(new LossLayer.Builder(LossFunctions.LossFunction.MSE).build().getLossFn());
  }
}
