package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.reward.CorrectClassificationReward;
import io.github.lfp4j.core.rule.EpsilonRule;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;

/** Graphs in DL4J's own training loop. */
class GraphTrainingTest {

  static Stream<GraphFixtures.Sample> all() {
    return GraphFixtures.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void theGradientRuleLearnsAsStockLayersDo(GraphFixtures.Sample sample) {
    ComputationGraph stock = sample.network(floats().updater(new Nesterovs(0.02, 0.9)));
    ComputationGraph gradient = Lfp.gradient().configure(stock);
    INDArray start = stock.params().dup();
    MultiDataSet data = sample.batch(9, DataType.FLOAT);
    GraphFixtures.fit(stock, data, 22);
    GraphFixtures.fit(gradient, data, 22);
    double moved = Fixtures.maxDifference(stock.params(), start);
    assertThat(moved).isGreaterThan(1e-2);
    assertThat(Fixtures.maxDifference(stock.params(), gradient.params())).isLessThan(2e-3 * moved);
    assertThat(gradient.score())
        .isCloseTo(stock.score(), org.assertj.core.data.Offset.offset(1e-4 * stock.score()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void workspacesMakeNoDifferenceToTraining(GraphFixtures.Sample sample) {
    ComputationGraphConfiguration with =
        Lfp.defaults().configure(sample.configuration(floats().updater(new Adam(0.003))));
    ComputationGraphConfiguration without = with.clone();
    without.setTrainingWorkspaceMode(WorkspaceMode.NONE);
    without.setInferenceWorkspaceMode(WorkspaceMode.NONE);
    ComputationGraph one = GraphFixtures.network(with);
    ComputationGraph two = GraphFixtures.network(without);
    assertThat(two.params()).isEqualTo(one.params());
    MultiDataSet data = sample.batch(8, DataType.FLOAT);
    GraphFixtures.fit(one, data, 12);
    GraphFixtures.fit(two, data, 12);
    assertThat(two.params()).isEqualTo(one.params());
    assertThat(two.score()).isEqualTo(one.score());
    assertThat(two.output(data.getFeatures())).isEqualTo(one.output(data.getFeatures()));
    assertThat(Nd4j.getMemoryManager().getCurrentWorkspace()).isNull();
  }

  @ParameterizedTest
  @MethodSource("all")
  void scoresFall(GraphFixtures.Sample sample) {
    ComputationGraph graph =
        GraphFixtures.network(
            Lfp.defaults().configure(sample.configuration(floats().updater(new Adam(0.01)))));
    MultiDataSet data = sample.batch(12, DataType.FLOAT);
    double before = graph.score(data);
    GraphFixtures.fit(graph, data, 40);
    assertThat(graph.score(data)).isLessThan(0.8 * before);
  }

  /** Rewards that are no derivative of anything, different ones at two outputs. */
  @Test
  void outputsLearnFromTheirOwnRewards() {
    GraphFixtures.Sample sample = GraphFixtures.named("two outputs");
    ComputationGraphConfiguration stock = sample.configuration(doubles());
    MultiDataSet data = sample.batch(9, DataType.DOUBLE);
    Lfp none = Lfp.defaults().reward((logits, labels) -> logits.like());
    Lfp one = none.reward("classes", new CorrectClassificationReward());
    ComputationGraph nothing = GraphFixtures.network(none.configure(stock));
    assertThat(GraphFixtures.gradient(nothing, data).amaxNumber().doubleValue()).isZero();
    ComputationGraph classes = GraphFixtures.network(one.configure(stock));
    GraphFixtures.gradient(classes, data);
    assertThat(largest(classes, "classes_W")).isPositive();
    assertThat(largest(classes, "shared_W")).isPositive();
    assertThat(largest(classes, "flags_W")).isZero();
  }

  private static double largest(ComputationGraph graph, String parameter) {
    return graph.gradient().gradientForVariable().get(parameter).amaxNumber().doubleValue();
  }

  @ParameterizedTest
  @EnumSource(
      value = WorkspaceMode.class,
      names = {"NONE", "ENABLED"})
  void masksLeaveExamplesOut(WorkspaceMode mode) {
    for (String name : new String[] {"residual Add", "two inputs", "two outputs", "fan-out"}) {
      GraphFixtures.Sample sample = GraphFixtures.named(name);
      ComputationGraph stock = sample.network(doubles());
      MultiDataSet data = sample.batch(6, DataType.DOUBLE);
      INDArray mask = Nd4j.createFromArray(new double[][] {{1}, {1}, {0}, {1}, {0}, {0}});
      INDArray[] ofLabels = data.getLabels().clone();
      INDArray[] ofInputs = data.getFeatures().clone();
      java.util.Arrays.fill(ofLabels, mask);
      java.util.Arrays.fill(ofInputs, mask);
      data.setLabelsMaskArray(ofLabels);

      ComputationGraph lfp = Lfp.with(new EpsilonRule(1e-11)).configure(stock);
      lfp.getConfiguration().setTrainingWorkspaceMode(mode);
      lfp.getConfiguration().setInferenceWorkspaceMode(mode);
      assertAlike(name, stock, lfp, data);
      data.setFeaturesMaskArrays(ofInputs);
      assertAlike(name + " with masked inputs", stock, lfp, data);
      GraphFixtures.fit(lfp, data, 2);
    }
  }

  private static void assertAlike(
      String what, ComputationGraph stock, ComputationGraph lfp, MultiDataSet data) {
    INDArray expected = GraphFixtures.scaledGradient(stock, data);
    INDArray actual = GraphFixtures.gradient(lfp, data);
    assertThat(GraphFixtures.relativeDifference(expected, actual)).as(what).isLessThan(1e-7);
  }

  /** What nothing that learns comes before is not given reward, unless it is wanted. */
  @Test
  void inputsGetRewardIfWanted() {
    GraphFixtures.Sample sample = GraphFixtures.named("two inputs");
    ComputationGraphConfiguration stock = sample.configuration(doubles());
    MultiDataSet data = sample.batch(4, DataType.DOUBLE);
    ComputationGraph plain = GraphFixtures.network(Lfp.defaults().configure(stock));
    ComputationGraph wanted =
        GraphFixtures.network(Lfp.defaults().withInputReward().configure(stock));
    wanted.setParams(plain.params());
    assertThat(GraphFixtures.gradient(wanted, data)).isEqualTo(GraphFixtures.gradient(plain, data));
    assertThat(atInput(plain, data, "y").amaxNumber().doubleValue()).isZero();
    assertThat(atInput(wanted, data, "y").amaxNumber().doubleValue()).isPositive();
    assertThat(atInput(plain, data, "x").amaxNumber().doubleValue())
        .as("x is also part of what is merged")
        .isPositive();
  }

  /** G at an input, seen at the end of the backward pass. */
  private static INDArray atInput(ComputationGraph graph, MultiDataSet data, String input) {
    INDArray[] found = new INDArray[1];
    graph.getConfiguration().setTrainingWorkspaceMode(WorkspaceMode.NONE);
    graph.getConfiguration().setInferenceWorkspaceMode(WorkspaceMode.NONE);
    graph.setListeners(
        new org.deeplearning4j.optimize.api.BaseTrainingListener() {
          @Override
          public void onBackwardPass(org.deeplearning4j.nn.api.Model model) {
            found[0] = graph.getVertex(input).getEpsilon().dup();
          }
        });
    GraphFixtures.gradient(graph, data);
    return found[0];
  }
}
