package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.FlatRule;
import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.ZPlusRule;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import io.github.lfp4j.dl4j.relevance.RelevanceVisitor;
import io.github.lfp4j.dl4j.relevance.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/** Relevance in graphs. */
class GraphRelevanceTest {

  private static final RelevanceVisitor NOBODY = new RelevanceVisitor() {};

  /** Notes what it is shown. */
  private static final class Recorder implements RelevanceVisitor {
    private final List<String> calls = new ArrayList<>();
    private final List<INDArray> arrays = new ArrayList<>();

    @Override
    public void units(int layer, INDArray activation, INDArray g) {
      calls.add("units " + layer);
      arrays.add(activation.mul(g).detach());
    }

    @Override
    public void weights(int layer, AffineForward forward, OutputReward reward) {
      calls.add("weights " + layer);
      arrays.add(reward.quotient().dup().detach());
    }
  }

  private static int layerOf(String call) {
    return Integer.parseInt(call.substring(call.indexOf(' ') + 1));
  }

  static Stream<GraphFixtures.Sample> all() {
    return GraphFixtures.all();
  }

  /** Where nothing is added but by vertices and every bias is zero. */
  static Stream<GraphFixtures.Sample> conserving() {
    return GraphFixtures.all()
        .filter(sample -> !List.of("residual blocks", "moving").contains(sample.name()));
  }

  @ParameterizedTest
  @MethodSource("conserving")
  void isConservedWithoutBiases(GraphFixtures.Sample sample) {
    ComputationGraph graph = sample.network(doubles());
    graph
        .paramTable()
        .forEach(
            (key, p) -> {
              if (key.endsWith("_b")) {
                p.assign(0);
              }
            });
    MultiDataSet data = sample.batch(6, DataType.DOUBLE);
    double[] start = {0};
    Target target =
        logits -> {
          INDArray relevance = Target.predicted().relevance(logits);
          start[0] = relevance.sumNumber().doubleValue();
          return relevance;
        };
    String output = graph.getConfiguration().getNetworkOutputs().get(0);
    INDArray[] relevance =
        RelevancePass.of(graph, RuleMap.all(new EpsilonRule(1e-11)))
            .run(data.getFeatures(), output, target, NOBODY);
    double sum = 0;
    for (int i = 0; i < relevance.length; i++) {
      assertThat(relevance[i].shape()).isEqualTo(data.getFeatures(i).shape());
      sum += relevance[i].sumNumber().doubleValue();
    }
    assertThat(Math.abs(start[0])).isGreaterThan(1e-2);
    assertThat(sum).isCloseTo(start[0], org.assertj.core.data.Offset.offset(1e-6));
  }

  /** The pass agrees with what training hands down to the inputs from the same reward. */
  @ParameterizedTest
  @MethodSource("all")
  void agreesWithTraining(GraphFixtures.Sample sample) {
    if (sample.name().equals("residual blocks") || sample.name().equals("two outputs")) {
      return; // Batch statistics in training; reward at both outputs.
    }
    ComputationGraph stock = sample.network(doubles());
    MultiDataSet data = sample.batch(6, DataType.DOUBLE);
    RuleMap rules = RuleMap.all(new EpsilonRule(0.05));
    ComputationGraph lfp =
        Lfp.with(rules)
            .reward((logits, labels) -> logits.mul(labels))
            .withInputReward()
            .configure(stock);
    GraphFixtures.gradient(lfp, data);
    Recorder recorder = new Recorder();
    RelevancePass pass = RelevancePass.of(stock, rules);
    pass.run(data.getFeatures(), null, Target.labels(data.getLabels(0)), recorder);
    // Of a layer's bias the feedback is -|b| sum q.
    int compared = 0;
    for (int i = 0; i < recorder.calls.size(); i++) {
      if (recorder.calls.get(i).startsWith("weights")) {
        int layer = layerOf(recorder.calls.get(i));
        String name = pass.layerName(layer);
        assertThat(name).isEqualTo(lfp.getLayers()[layer].conf().getLayer().getLayerName());
        INDArray q = recorder.arrays.get(i);
        int[] others = q.rank() == 2 ? new int[] {0} : new int[] {0, 2, 3};
        INDArray b = lfp.getParam(name + "_b");
        INDArray expected =
            q.sum(others).neg().mul(org.nd4j.linalg.ops.transforms.Transforms.abs(b).ravel());
        INDArray actual = lfp.gradient().gradientForVariable().get(name + "_b").ravel();
        assertThat(Fixtures.maxDifference(expected, actual)).as(name).isLessThan(1e-12);
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(1);
  }

  @Test
  void agreesWithTheSameNetworkAsAChain() {
    MultiLayerNetwork network = Fixtures.network(Fixtures.cnn(doubles()));
    ComputationGraph graph = network.toComputationGraph();
    INDArray x = Fixtures.pictures(4, DataType.DOUBLE).getFeatures();
    for (RuleMap rules :
        new RuleMap[] {RuleMap.all(new EpsilonRule()), RuleMap.preset("epsilon-plus")}) {
      Recorder ofNetwork = new Recorder();
      Recorder ofGraph = new Recorder();
      INDArray expected = RelevancePass.of(network, rules).run(x, Target.predicted(), ofNetwork);
      INDArray actual = RelevancePass.of(graph, rules).run(x, Target.predicted(), ofGraph);
      assertThat(actual).isEqualTo(expected);
      assertThat(ofGraph.calls).isEqualTo(ofNetwork.calls);
      assertThat(ofGraph.arrays).isEqualTo(ofNetwork.arrays);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void visitingStopsAtTheFirstLayersWithWeights(GraphFixtures.Sample sample) {
    ComputationGraph graph = sample.network(doubles());
    MultiDataSet data = sample.batch(3, DataType.DOUBLE);
    String output = graph.getConfiguration().getNetworkOutputs().get(0);
    RelevancePass pass = RelevancePass.of(graph, RuleMap.all(new EpsilonRule()));
    Recorder whole = new Recorder();
    Recorder part = new Recorder();
    pass.run(data.getFeatures(), output, Target.predicted(), whole);
    pass.visit(data.getFeatures(), output, Target.predicted(), part);
    assertThat(part.calls).isEqualTo(whole.calls).isNotEmpty();
    assertThat(part.arrays).isEqualTo(whole.arrays);
  }

  /** Under the gradient rule the target's relevance is {@code -o do/dx}, so this is a gradient. */
  @Test
  void isTheDerivativeUnderTheGradientRule() {
    GraphBuilder builder =
        doubles()
            .graphBuilder()
            .addInputs("x")
            .addLayer("h", dense(5, Activation.TANH), "x")
            .addLayer("bent", new ActivationLayer(Activation.TANH), "h")
            .addVertex("product", new ElementWiseVertex(ElementWiseVertex.Op.Product), "h", "bent")
            .addLayer("k", dense(5, Activation.SIGMOID), "product")
            .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "k", "h")
            .addLayer("out", output(), "sum")
            .setOutputs("out")
            .setInputTypes(InputType.feedForward(Fixtures.FEATURES));
    ComputationGraph graph = GraphFixtures.network(builder.build());
    INDArray x = Fixtures.blobs(2, DataType.DOUBLE).getFeatures();
    RelevancePass pass = RelevancePass.of(graph, RuleMap.all(new GradientRule()));
    INDArray actual = pass.run(x, this::first, NOBODY);
    double step = 1e-6;
    for (int row = 0; row < 2; row++) {
      for (int column = 0; column < Fixtures.FEATURES; column++) {
        double value = x.getDouble(row, column);
        double above = logit(pass, x.dup().putScalar(row, column, value + step), row);
        double below = logit(pass, x.dup().putScalar(row, column, value - step), row);
        double expected = value * (above - below) / (2 * step) * 1;
        assertThat(actual.getDouble(row, column))
            .isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-8));
      }
    }
  }

  /** Relevance equal to the logit, whose reward per unit is 1. */
  private INDArray first(INDArray logits) {
    INDArray result = logits.like();
    result.putColumn(0, logits.getColumn(0));
    return result;
  }

  private static double logit(RelevancePass pass, INDArray x, int row) {
    double[] found = {0};
    pass.run(
        x,
        logits -> {
          found[0] = logits.getDouble(row, 0);
          return logits.dup();
        },
        NOBODY);
    return found[0];
  }

  /** One first layer gives reward to zeros, the other does not: at the input both are added. */
  @Test
  void branchesMayEndInDifferentRules() {
    GraphBuilder builder =
        doubles()
            .graphBuilder()
            .addInputs("x", "y")
            .addVertex("both", new MergeVertex(), "x", "y")
            .addLayer("a", dense(5, Activation.RELU), "both")
            .addLayer("b", dense(5, Activation.RELU), "both")
            .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
            .addLayer("out", output(), "sum")
            .setOutputs("out")
            .setInputTypes(
                InputType.feedForward(Fixtures.FEATURES), InputType.feedForward(Fixtures.FEATURES));
    ComputationGraph graph = GraphFixtures.network(builder.build());
    INDArray[] x = GraphFixtures.pairs(5, DataType.DOUBLE).getFeatures();
    x[0].putScalar(1, 2, 0.0);
    RuleMap plain = RuleMap.all(new EpsilonRule());
    INDArray[] flat = relevance(graph, plain.named("a", new FlatRule()), x);
    INDArray[] other = relevance(graph, plain.named("b", new ZPlusRule()), x);
    INDArray[] both =
        relevance(graph, plain.named("a", new FlatRule()).named("b", new ZPlusRule()), x);
    INDArray[] none = relevance(graph, plain, x);
    for (int i = 0; i < 2; i++) {
      // What a's rule changes and what b's rule changes are independent of each other.
      INDArray expected = flat[i].add(other[i]).sub(none[i]);
      assertThat(Fixtures.maxDifference(expected, both[i])).isLessThan(1e-12);
      assertThat(Fixtures.maxDifference(flat[i], none[i])).isGreaterThan(1e-2);
    }
    assertThat(none[0].getDouble(1, 2)).isZero();
    assertThat(flat[0].getDouble(1, 2)).as("a zero gets reward").isNotZero();
  }

  private static INDArray[] relevance(ComputationGraph graph, RuleMap rules, INDArray[] x) {
    return RelevancePass.of(graph, rules).run(x, null, Target.predicted(), NOBODY);
  }

  @Test
  void startsAtOneOfSeveralOutputs() {
    GraphFixtures.Sample sample = GraphFixtures.named("two outputs");
    ComputationGraph graph = sample.network(doubles());
    INDArray[] x = sample.batch(4, DataType.DOUBLE).getFeatures();
    RelevancePass pass = RelevancePass.of(graph, RuleMap.all(new EpsilonRule()));
    Recorder flags = new Recorder();
    pass.run(x, "flags", Target.predicted(), flags);
    assertThat(flags.calls.stream().map(c -> pass.layerName(layerOf(c))))
        .containsExactly("flags", "shared", "shared");
    assertThatThrownBy(() -> pass.run(x, null, Target.predicted(), NOBODY))
        .isInstanceOf(LfpException.class)
        .hasMessageContainingAll("classes", "flags", "name one");
    assertThatThrownBy(() -> pass.run(x, "shared", Target.predicted(), NOBODY))
        .isInstanceOf(LfpException.class)
        .hasMessageContainingAll("no output 'shared'", "classes");
    assertThatThrownBy(() -> pass.run(new INDArray[2], "flags", Target.predicted(), NOBODY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 inputs");
    assertThatThrownBy(() -> pass.layerName(9)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void leavesGraphAndInputAsTheyAre() {
    GraphFixtures.Sample sample = GraphFixtures.named("fan-out");
    ComputationGraph graph = sample.network(doubles());
    INDArray[] x = sample.batch(4, DataType.DOUBLE).getFeatures();
    INDArray before = x[0].dup();
    INDArray params = graph.params().dup();
    RelevancePass pass = RelevancePass.of(graph, RuleMap.all(new EpsilonRule()));
    INDArray one = pass.run(x, null, Target.predicted(), NOBODY)[0];
    INDArray two = pass.run(x, null, Target.predicted(), NOBODY)[0];
    assertThat(two).isEqualTo(one);
    assertThat(one.isAttached()).isFalse();
    assertThat(x[0]).isEqualTo(before);
    assertThat(graph.params()).isEqualTo(params);
  }
}
