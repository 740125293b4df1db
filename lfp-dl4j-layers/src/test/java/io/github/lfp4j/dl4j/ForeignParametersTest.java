package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.blobs;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.mlp;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.dl4j.conf.LfpDenseLayer;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.LoggerFactory;

/** Layers without LFP in a network that learns by it do not go unnoticed. */
class ForeignParametersTest {

  private static final String NAME = "io.github.lfp4j.dl4j.layer.ForeignParameters";

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    ((Logger) LoggerFactory.getLogger(NAME)).addAppender(log);
  }

  @AfterEach
  void leave() {
    ((Logger) LoggerFactory.getLogger(NAME)).detachAppender(log);
  }

  private List<String> messages() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static Layer lfpDense(int out) {
    LfpDenseLayer.Builder builder = new LfpDenseLayer.Builder();
    builder.nOut(out).activation(Activation.RELU);
    return builder.build();
  }

  @Test
  void stockLayersAreWarnedOfOnce() {
    MultiLayerNetwork network =
        Fixtures.network(
            Fixtures.features(
                floats(),
                Fixtures.dense(8, Activation.RELU),
                lfpDense(6),
                Fixtures.dense(5, Activation.RELU),
                lfpDense(4),
                Fixtures.output()));
    Fixtures.fit(network, blobs(9, DataType.FLOAT), 3);
    assertThat(messages()).hasSize(1);
    assertThat(messages().get(0))
        .contains(
            "hold 40 before the first layer with LFP and 35 behind layer 1 'layer1' and 15 behind"
                + " layer 3 'layer3' of its parameters")
        .contains("Lfp.configure(network)");
  }

  @Test
  void networksThatWereConvertedAreNot() {
    MultiLayerNetwork network = Fixtures.lfp(mlp(floats(), Activation.RELU));
    Fixtures.fit(network, blobs(9, DataType.FLOAT), 2);
    Fixtures.fit(network.clone(), blobs(9, DataType.FLOAT), 2);
    Fixtures.fit(Lfp.convert(Lfp.toStandard(network)), blobs(9, DataType.FLOAT), 2);
    assertThat(messages()).isEmpty();
  }

  static Stream<GraphFixtures.Sample> graphs() {
    return GraphFixtures.all();
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void norAreGraphs(GraphFixtures.Sample sample) {
    ComputationGraph graph =
        GraphFixtures.network(Lfp.defaults().configure(sample.configuration(floats())));
    GraphFixtures.fit(graph, sample.batch(6, DataType.FLOAT), 1);
    assertThat(messages()).isEmpty();
  }

  static List<LayerSample> samples() {
    return LayerSamples.all();
  }

  /** Every kind of layer claims its parameters. */
  @ParameterizedTest
  @MethodSource("samples")
  void norAreLayersOfAnyKind(LayerSample sample) {
    MultiLayerNetwork network =
        Fixtures.network(Lfp.defaults().configure(sample.network().apply(floats())));
    network.fit(sample.data().apply(6, DataType.FLOAT));
    assertThat(messages()).isEmpty();
  }

  /** Derivatives travel with the opposite sign between layers of this plugin. */
  @Test
  void underTheGradientRuleTheyAreNamedToo() {
    LfpDenseLayer.Builder hidden = new LfpDenseLayer.Builder(new GradientRule());
    hidden.nOut(6).activation(Activation.RELU);
    MultiLayerNetwork network =
        Fixtures.network(
            Fixtures.features(
                floats(), Fixtures.dense(8, Activation.RELU), hidden.build(), Fixtures.output()));
    Fixtures.fit(network, blobs(9, DataType.FLOAT), 1);
    assertThat(messages()).hasSize(1);
  }
}
