package io.github.lfp4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.lfp4j.dl4j.listener.GiniIndex;
import io.github.lfp4j.dl4j.listener.LayerSparsity;
import io.github.lfp4j.dl4j.listener.SparsityListener;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.slf4j.LoggerFactory;

class SparsityListenerTest {

  @Test
  void giniIndexOfSmallVectors() {
    assertThat(GiniIndex.of()).isZero();
    assertThat(GiniIndex.of(0, 0, 0)).isZero();
    assertThat(GiniIndex.of(2, -2, 2, 2)).isCloseTo(0, within(1e-15));
    // 1 - 2 (5/5) (4 - 4 + 1/2)/4
    assertThat(GiniIndex.of(0, 5, 0, 0)).isCloseTo(0.75, within(1e-15));
    // 1 - 2 (1/10 3.5/4 + 2/10 2.5/4 + 3/10 1.5/4 + 4/10 0.5/4)
    assertThat(GiniIndex.of(3, -1, 4, 2)).isCloseTo(0.25, within(1e-15));
  }

  /** The mean absolute difference of all pairs, over twice the mean: how economists define it. */
  @Property(tries = 200)
  void giniIndexIsHalfTheRelativeMeanDifference(
      @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = -9, max = 9) Double> values) {
    double[] sizes = values.stream().mapToDouble(Math::abs).toArray();
    double differences = 0;
    double sum = 0;
    for (double a : sizes) {
      sum += a;
      for (double b : sizes) {
        differences += Math.abs(a - b);
      }
    }
    double expected = sum == 0 ? 0 : differences / (2 * sizes.length * sum);
    assertThat(GiniIndex.of(values.stream().mapToDouble(d -> d).toArray()))
        .isCloseTo(expected, within(1e-9));
  }

  /** Of one logit's reward, with a weight of zero and an input of zero. */
  @Test
  void countsTheUpdatesOfAStep() {
    MultiLayerConfiguration conf = Fixtures.features(Fixtures.doubles(), Fixtures.output());
    MultiLayerNetwork network =
        Fixtures.network(
            Lfp.defaults().reward((logits, labels) -> logits.mul(labels)).configure(conf));
    INDArray w = network.getParam("0_W");
    w.assign(1);
    w.putScalar(new int[] {1, 0}, 0); // does not move
    w.putScalar(new int[] {2, 0}, 1e-5); // hardly moves
    INDArray x = Nd4j.createFromArray(new double[][] {{1, 1, 1, 0}});
    INDArray y = Nd4j.createFromArray(new double[][] {{1, 0, 0}});
    List<LayerSparsity> zeros = new ArrayList<>();
    List<LayerSparsity> small = new ArrayList<>();
    network.setListeners(
        new SparsityListener(1, 0, zeros::add), new SparsityListener(1, 1e-3, small::add));
    network.fit(new DataSet(x, y));

    assertThat(zeros).hasSize(1);
    assertThat(zeros.get(0).index()).isZero();
    assertThat(zeros.get(0).iteration()).isZero();
    assertThat(zeros.get(0).layer()).isEqualTo("layer0");
    // Of 12 weights those of the first logit whose input and size are not zero move: 2.
    assertThat(zeros.get(0).updateSparsity()).isCloseTo(10 / 12.0, within(1e-12));
    assertThat(small.get(0).updateSparsity()).isCloseTo(11 / 12.0, within(1e-12));
    assertThat(small.get(0).weightGini())
        .isCloseTo(GiniIndex.of(w.dup().data().asDouble()), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void reportsTheLayersWithWeightsOfBothKindsOfNetwork(boolean lfp) {
    Lfp options = lfp ? Lfp.defaults() : Lfp.gradient();
    List<LayerSparsity> reports = new ArrayList<>();
    MultiLayerNetwork network =
        Fixtures.network(options.configure(Fixtures.cnn(Fixtures.floats())));
    network.setListeners(new SparsityListener(2, reports::add));
    Fixtures.fit(network, Fixtures.pictures(6, DataType.FLOAT), 5);
    assertThat(reports)
        .extracting(LayerSparsity::index)
        .containsExactly(0, 4, 6, 7, 0, 4, 6, 7, 0, 4, 6, 7);
    assertThat(reports).extracting(LayerSparsity::iteration).startsWith(0, 0, 0, 0, 2);

    reports.clear();
    GraphFixtures.Sample sample = GraphFixtures.named("residual blocks");
    ComputationGraph graph =
        GraphFixtures.network(options.configure(sample.configuration(Fixtures.floats())));
    graph.setListeners(new SparsityListener(1, reports::add));
    graph.fit(sample.batch(4, DataType.FLOAT));
    assertThat(reports)
        .extracting(LayerSparsity::layer)
        .containsExactlyInAnyOrder(
            "stem", "oneConv1", "oneConv2", "twoConv1", "twoConv2", "twoDown", "out");
    assertThat(reports)
        .allSatisfy(
            report -> {
              assertThat(graph.getLayers()[report.index()].conf().getLayer().getLayerName())
                  .isEqualTo(report.layer());
              assertThat(report.updateSparsity()).isBetween(0.0, 0.9);
              assertThat(report.weightGini()).isBetween(0.1, 0.9);
            });
  }

  @Test
  void looksAtTheUpdateNotTheGradientOfStockLayersToo() {
    List<LayerSparsity> reports = new ArrayList<>();
    MultiLayerNetwork network =
        Fixtures.network(Fixtures.mlp(Fixtures.floats().updater(new Sgd(0)), Activation.TANH));
    network.setListeners(new SparsityListener(1, 0, reports::add));
    network.fit(Fixtures.blobs(9, DataType.FLOAT));
    assertThat(reports).extracting(LayerSparsity::updateSparsity).containsExactly(1.0, 1.0, 1.0);
  }

  @Test
  void writesToTheLog() {
    Logger logger = (Logger) LoggerFactory.getLogger(SparsityListener.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    logger.setLevel(Level.INFO);
    try {
      MultiLayerNetwork network = Fixtures.lfp(Fixtures.mlp(Fixtures.floats(), Activation.RELU));
      network.setListeners(new SparsityListener(3));
      Fixtures.fit(network, Fixtures.blobs(9, DataType.FLOAT), 4);
    } finally {
      logger.detachAppender(log);
      logger.setLevel(null);
    }
    assertThat(log.list).hasSize(6);
    assertThat(log.list.get(3).getFormattedMessage())
        .matches(
            "iteration 3, layer 0 'layer0': \\d+\\.\\d % of the updates of its weights are"
                + " negligible, Gini index of its weights 0\\.\\d{3}");
  }

  @Test
  void refusesImpossibleSettings() {
    assertThatThrownBy(() -> new SparsityListener(0)).isInstanceOf(LfpException.class);
    assertThatThrownBy(() -> new SparsityListener(1, 1, report -> {}))
        .isInstanceOf(LfpException.class)
        .hasMessageContaining("less than 1");
  }
}
