package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.GraphFixtures.relativeDifference;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/** Theorem 1 in graphs of ReLU layers: DL4J's own gradients are the oracle. */
class GraphTheoremOneTest {

  static Stream<GraphFixtures.Sample> all() {
    return GraphFixtures.all();
  }

  static Stream<GraphFixtures.Sample> samples() {
    return GraphFixtures.samples();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void feedbackIsTheScaledGradient(GraphFixtures.Sample sample) {
    ComputationGraph stock = sample.network(doubles());
    MultiDataSet data = sample.batch(7, DataType.DOUBLE);
    INDArray expected = GraphFixtures.scaledGradient(stock, data);
    assertThat(expected.amaxNumber().doubleValue()).isGreaterThan(1e-3);
    double coarse =
        relativeDifference(expected, GraphFixtures.gradient(GraphFixtures.lfp(stock, 1e-7), data));
    double fine =
        relativeDifference(expected, GraphFixtures.gradient(GraphFixtures.lfp(stock, 1e-9), data));
    assertThat(fine).isLessThan(1e-5);
    assertThat(fine).as("proportional to epsilon").isLessThan(coarse / 20 + 1e-11);
  }

  /** Training, inference. DL4J itself fails with workspaces in training only. */
  private static final WorkspaceMode[][] MODES = {
    {WorkspaceMode.NONE, WorkspaceMode.NONE},
    {WorkspaceMode.NONE, WorkspaceMode.ENABLED},
    {WorkspaceMode.ENABLED, WorkspaceMode.ENABLED}
  };

  @ParameterizedTest
  @MethodSource("all")
  void workspacesMakeNoDifference(GraphFixtures.Sample sample) {
    ComputationGraph stock = sample.network(doubles());
    MultiDataSet data = sample.batch(7, DataType.DOUBLE);
    INDArray expected = null;
    for (WorkspaceMode[] modes : MODES) {
      ComputationGraph lfp = GraphFixtures.lfp(stock, 1e-6);
      lfp.getConfiguration().setTrainingWorkspaceMode(modes[0]);
      lfp.getConfiguration().setInferenceWorkspaceMode(modes[1]);
      INDArray actual = GraphFixtures.gradient(lfp, data);
      expected = expected == null ? actual : expected;
      assertThat(actual).as(Arrays.toString(modes)).isEqualTo(expected);
      assertThat(GraphFixtures.gradient(lfp, data)).as("again").isEqualTo(expected);
    }
  }

  /** The theorem must be able to fail: products and norms are not linear. */
  @ParameterizedTest
  @ValueSource(strings = {"residual Product", "normalised"})
  void doesNotHoldForProductsAndNorms(String name) {
    GraphFixtures.Sample sample = GraphFixtures.named(name);
    ComputationGraph stock = sample.network(doubles());
    MultiDataSet data = sample.batch(7, DataType.DOUBLE);
    INDArray expected = GraphFixtures.scaledGradient(stock, data);
    INDArray actual = GraphFixtures.gradient(GraphFixtures.lfp(stock, 1e-9), data);
    assertThat(relativeDifference(expected, actual)).isGreaterThan(1e-2);
  }
}
