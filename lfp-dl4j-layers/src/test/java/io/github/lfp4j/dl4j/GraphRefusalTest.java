package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.FEATURES;
import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.core.reward.SoftmaxReward;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.core.rule.ZBoxRule;
import io.github.lfp4j.core.rule.ZPlusRule;
import io.github.lfp4j.dl4j.activation.ActivationHeaviside;
import io.github.lfp4j.dl4j.conf.LfpConf;
import io.github.lfp4j.dl4j.conf.LfpElementWiseVertex;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

/**
 * What cannot be done in a graph is said by name, index and what to do; and who gets which rule.
 */
class GraphRefusalTest {

  /** Two branches from two inputs, joined by a vertex, and two layers behind it. */
  private static ComputationGraphConfiguration joinedBy(GraphVertex vertex) {
    return floats()
        .graphBuilder()
        .addInputs("x", "y")
        .addLayer("a", dense(5, Activation.RELU), "x")
        .addLayer("b", dense(5, Activation.RELU), "y")
        .addVertex("joined", vertex, "a", "b")
        .addLayer("c", dense(5, Activation.RELU), "joined")
        .addLayer("out", output(), "c")
        .setOutputs("out")
        .setInputTypes(InputType.feedForward(FEATURES), InputType.feedForward(FEATURES))
        .build();
  }

  private static ComputationGraphConfiguration sum() {
    return joinedBy(new ElementWiseVertex(ElementWiseVertex.Op.Add));
  }

  private static void refused(Lfp options, ComputationGraphConfiguration graph, String... parts) {
    assertThatThrownBy(() -> options.configure(graph))
        .isInstanceOf(LfpException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void layersWithoutRule() {
    GraphBuilder graph =
        floats()
            .graphBuilder()
            .addInputs("x")
            .addLayer(
                "look", new SelfAttentionLayer.Builder().nIn(3).nOut(3).nHeads(1).build(), "x")
            .addVertex(
                "last", new org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex("x"), "look")
            .addLayer("out", output(), "last")
            .setOutputs("out");
    refused(
        Lfp.defaults(),
        graph.build(),
        "layer 0 'look' (SelfAttentionLayer)",
        "use a Convolution1D");
  }

  @Test
  void verticesWithoutRule() {
    refused(
        Lfp.defaults(),
        joinedBy(new L2Vertex()),
        "vertex 4 'joined' (L2Vertex)",
        "replace it by a product or a difference");
    GraphBuilder graph =
        floats()
            .graphBuilder()
            .addInputs("x")
            .addVertex(
                "look",
                new AttentionVertex.Builder()
                    .nInQueries(3)
                    .nInKeys(3)
                    .nInValues(3)
                    .nOut(3)
                    .projectInput(true)
                    .build(),
                "x",
                "x",
                "x")
            .addLayer("out", output(), "look")
            .setOutputs("out");
    for (Lfp options : new Lfp[] {Lfp.defaults(), Lfp.gradient()}) {
      refused(
          options,
          graph.build(),
          "vertex 1 'look' (AttentionVertex)",
          "replace it or leave it out");
    }
  }

  @Test
  void rulesThatDoNotApply() {
    Rule gamma = new ZPlusRule();
    refused(
        Lfp.with(RuleMap.all(new EpsilonRule()).named("joined", gamma)),
        sum(),
        "vertex 4 'joined' (ElementWiseVertex)",
        "choose the epsilon rule");
    Rule box = new ZBoxRule(0, 1);
    refused(
        Lfp.with(RuleMap.all(new EpsilonRule()).named("c", box)),
        sum(),
        "layer 2 'c' (DenseLayer)",
        "first layer with weights");
    refused(Lfp.with(RuleMap.none().named("a", box)), sum(), "layer 1 'b'", "no rule was given");
  }

  @Test
  void namesThatDoNotExist() {
    refused(
        Lfp.with(RuleMap.all(new EpsilonRule()).named("d", new EpsilonRule())),
        sum(),
        "names a layer 'd'",
        "[a, b, joined, c, out]");
    refused(
        Lfp.defaults().reward("c", new SoftmaxReward()), sum(), "output 'c'", "[out]", "choose");
    assertThatThrownBy(
            () ->
                Lfp.defaults()
                    .reward("nobody", new SoftmaxReward())
                    .configure(Fixtures.mlp(floats(), Activation.RELU)))
        .isInstanceOf(LfpException.class)
        .hasMessageContaining("output 'nobody'");
  }

  @Test
  void rewardsUnderTheGradientRule() {
    refused(
        Lfp.gradient().reward("out", new SoftmaxReward()),
        sum(),
        "layer 3 'out'",
        "leave the reward out");
  }

  @Test
  void whatHasNoStandardForm() {
    ComputationGraphConfiguration graph =
        floats()
            .graphBuilder()
            .addInputs("x")
            .addLayer(
                "step",
                new DenseLayer.Builder()
                    .nIn(3)
                    .nOut(3)
                    .activation(new ActivationHeaviside())
                    .build(),
                "x")
            .addLayer("out", output(), "step")
            .setOutputs("out")
            .build();
    assertThatThrownBy(() -> Lfp.toStandard(Lfp.defaults().configure(graph)))
        .isInstanceOf(LfpException.class)
        .hasMessageContaining("layer 0 'step' (DenseLayer)");
  }

  @Test
  void everyBranchHasItsFirstLayer() {
    Rule first = new ZBoxRule(-1, 1);
    Rule last = new ZPlusRule();
    ComputationGraphConfiguration lfp =
        Lfp.with(RuleMap.all(new EpsilonRule(0.2)).first(first).last(last)).configure(sum());
    assertThat(rule(lfp, "a")).isEqualTo(first);
    assertThat(rule(lfp, "b")).isEqualTo(first);
    assertThat(rule(lfp, "c")).isEqualTo(new EpsilonRule(0.2));
    assertThat(rule(lfp, "out")).isEqualTo(last);
    assertThat(((LfpElementWiseVertex) lfp.getVertices().get("joined")).getEpsilon())
        .isEqualTo(0.2);
  }

  @Test
  void verticesMayHaveARuleOfTheirOwn() {
    RuleMap rules = RuleMap.all(new ZPlusRule(0.3, false));
    assertThat(Lfp.with(rules).configure(sum()).getVertices().get("joined"))
        .as("rules that look at weights have nothing to look at")
        .isEqualTo(new LfpElementWiseVertex(ElementWiseVertex.Op.Add, 0.3));
    assertThat(
            Lfp.with(rules.named("joined", new EpsilonRule(0.5)))
                .configure(sum())
                .getVertices()
                .get("joined"))
        .isEqualTo(new LfpElementWiseVertex(ElementWiseVertex.Op.Add, 0.5));
    assertThat(
            Lfp.with(rules.named("joined", new GradientRule()))
                .configure(joinedBy(new L2Vertex(0.1)))
                .getVertices()
                .get("joined"))
        .isEqualTo(new L2Vertex(0.1));
    assertThat(Lfp.with(rules).configure(joinedBy(new MergeVertex())).getVertices().get("joined"))
        .isEqualTo(new MergeVertex());
  }

  private static Rule rule(ComputationGraphConfiguration graph, String name) {
    LayerVertex vertex = (LayerVertex) graph.getVertices().get(name);
    return ((LfpConf) vertex.getLayerConf().getLayer()).getRule();
  }
}
