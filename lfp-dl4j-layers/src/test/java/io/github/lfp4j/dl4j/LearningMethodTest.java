package io.github.lfp4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.dl4j.model.GraphArchitecture;
import io.github.lfp4j.dl4j.model.LearningMethod;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

/** Ready-made settings and graphs. */
class LearningMethodTest {

  @ParameterizedTest
  @EnumSource(LearningMethod.class)
  void theLearningRateFallsToZero(LearningMethod method) {
    int steps = 40;
    MultiLayerNetwork network =
        Fixtures.network(Fixtures.mlp(method.settings(0.01, 3, steps), Activation.RELU));
    double last = Double.MAX_VALUE;
    assertThat(network.getLearningRate(0)).isCloseTo(0.01, within(1e-4));
    for (int step = 0; step < steps; step++) {
      network.setIterationCount(step);
      network.getLayerWiseConfigurations().getConf(0).setIterationCount(step);
      assertThat(network.getLearningRate(0)).isPositive().isLessThan(last);
      last = network.getLearningRate(0);
    }
    assertThat(last).isLessThan(2e-4);
  }

  @ParameterizedTest
  @EnumSource(GraphArchitecture.class)
  void graphsFitTheirInput(GraphArchitecture architecture) {
    assertThat(GraphArchitecture.byName(architecture.label())).isEqualTo(architecture);
    ComputationGraphConfiguration stock =
        architecture.configure(new long[] {2, 9, 11}, 3, Fixtures.floats());
    ComputationGraph graph = GraphFixtures.network(Lfp.defaults().configure(stock));
    assertThat(graph.outputSingle(Fixtures.normal(DataType.FLOAT, 2, 4, 2, 9, 11)).shape())
        .containsExactly(4, 3);
    assertThatThrownBy(() -> architecture.configure(new long[] {2, 7, 11}, 3, Fixtures.floats()))
        .isInstanceOf(LfpException.class)
        .hasMessageContaining(architecture.label())
        .hasMessageContaining("8 x 8");
  }

  @Test
  void unknownGraphsAreRefused() {
    assertThatThrownBy(() -> GraphArchitecture.byName("transformer"))
        .isInstanceOf(LfpException.class)
        .hasMessageContaining("resnet, inception");
  }
}
