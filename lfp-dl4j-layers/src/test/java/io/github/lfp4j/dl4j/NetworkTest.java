package io.github.lfp4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.dl4j.conf.LfpConf;
import io.github.lfp4j.dl4j.network.Flow;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** One view of both kinds of network. */
class NetworkTest {
  private static NeuralNetConfiguration.Builder base() {
    return new NeuralNetConfiguration.Builder()
        .seed(2)
        .biasInit(0.1)
        .activation(Activation.RELU)
        .updater(new Adam(0.01));
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
  }

  private static MultiLayerNetwork list() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            base()
                .list()
                .layer(new DenseLayer.Builder().name("hidden").nOut(5).build())
                .layer(output())
                .setInputType(InputType.feedForward(4))
                .build());
    network.init();
    return network;
  }

  private static ComputationGraph graph() {
    ComputationGraph graph =
        new ComputationGraph(
            base()
                .graphBuilder()
                .addInputs("in")
                .addLayer("a", new DenseLayer.Builder().nOut(5).build(), "in")
                .addLayer("b", new DenseLayer.Builder().nOut(5).build(), "a")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
                .addLayer("out", output(), "sum")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(4))
                .build());
    graph.init();
    return graph;
  }

  static Stream<Network> networks() {
    return Stream.of(Network.of(list()), Network.of(graph()));
  }

  private static INDArray examples() {
    return Nd4j.linspace(-1, 1, 24).reshape(6, 4);
  }

  private static ListDataSetIterator<DataSet> data() {
    INDArray labels = Nd4j.eye(3).repeat(0, 2);
    return new ListDataSetIterator<>(List.of(new DataSet(examples(), labels)), 6);
  }

  @Test
  void knowsWhereLayersStand() {
    assertThat(Network.of(list()).layers())
        .extracting(NetworkLayer::name, NetworkLayer::atInput, NetworkLayer::atOutput)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("hidden", true, false),
            org.assertj.core.groups.Tuple.tuple("layer1", false, true));
    assertThat(Network.of(graph()).layers())
        .extracting(NetworkLayer::name, NetworkLayer::atInput, NetworkLayer::atOutput)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", true, false),
            org.assertj.core.groups.Tuple.tuple("b", false, false),
            org.assertj.core.groups.Tuple.tuple("out", false, true));
    ComputationGraph graph = graph();
    assertThat(Network.of(graph).layers())
        .extracting(NetworkLayer::layer)
        .containsExactly(graph.getLayers());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void showsWhatFlowsThroughEachLayer(Network network) {
    INDArray x = examples();

    List<Flow> flow = network.flow(x);

    assertThat(flow).hasSameSizeAs(network.layers());
    assertThat(flow.get(0).input()).isEqualTo(x);
    assertThat(flow.get(flow.size() - 1).output()).isEqualTo(network.output(x));
    INDArray w = network.layers().get(1).layer().getParam("W");
    assertThat(flow.get(1).input()).isEqualTo(flow.get(0).output());
    assertThat(flow.get(1).output().size(1)).isEqualTo(w.size(1));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void convertsCopiesAndKeepsItself(Network network) {
    INDArray before = network.params().dup();
    INDArray x = examples();

    Network lfp = network.configure(Lfp.defaults());
    lfp.fit(data());

    assertThat(network.params()).isEqualTo(before);
    assertThat(lfp.params()).isNotEqualTo(before);
    assertThat(lfp.layers()).allMatch(layer -> layer.configuration() instanceof LfpConf);
    assertThat(lfp.toStandard().output(x).equalsWithEps(lfp.output(x), 1e-6)).isTrue();
    assertThat(lfp.toStandard().layers())
        .noneMatch(layer -> layer.configuration() instanceof LfpConf);
    assertThat(lfp.kind()).isEqualTo(network.kind());
    Network copy = lfp.copy();
    assertThat(copy.params()).isEqualTo(lfp.params()).isNotSameAs(lfp.params());
    assertThat(copy.updaterState()).isEqualTo(lfp.updaterState());
  }

  /** Adam's steps depend on how many there were before. */
  @ParameterizedTest
  @MethodSource("networks")
  void copiesLearnOnAlikeAndToThemselves(Network network) {
    AtomicInteger steps = new AtomicInteger();
    network.addListener(
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            steps.incrementAndGet();
          }
        });
    network.fit(data());
    network.fit(data());

    Network copy = network.copy();
    copy.fit(data());
    assertThat(steps).hasValue(2);
    network.fit(data());

    assertThat(copy.params()).isEqualTo(network.params());
    assertThat(copy.updaterState()).isEqualTo(network.updaterState());
  }

  /** Deeplearning4j's own copy merges along another axis. */
  @Test
  void copiesMergesOfChannelsThatComeLast() {
    ConvolutionLayer.Builder conv =
        new ConvolutionLayer.Builder(2, 2).nOut(3).dataFormat(CNN2DFormat.NHWC);
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(5, 4, 2, CNN2DFormat.NHWC))
                .addLayer("a", conv.build(), "in")
                .addLayer("b", conv.build(), "in")
                .addVertex("merged", new MergeVertex(), "a", "b")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().activation(Activation.SOFTMAX).nOut(2).build(),
                    "merged")
                .setOutputs("out")
                .build());
    graph.init();
    INDArray x = Nd4j.rand(2, 5, 4, 2);
    for (Network network : List.of(Network.of(graph), Network.of(Lfp.convert(graph)))) {
      assertThat(network.copy().output(x)).isEqualTo(network.output(x));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void comesBackFromJson(Network network) {
    Network again = Network.fromJson(network.configure(Lfp.defaults()).toJson());

    assertThat(again.kind()).isEqualTo(network.kind());
    assertThat(again.configuredParameters()).isEqualTo(network.params().length());
    again.init(network.params().dup());
    assertThat(again.output(examples()).equalsWithEps(network.output(examples()), 1e-6)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void savesForDeeplearning4j(Network network) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    network.save(out);

    ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
    INDArray read =
        network.model() instanceof ComputationGraph
            ? ModelSerializer.restoreComputationGraph(in).params()
            : ModelSerializer.restoreMultiLayerNetwork(in).params();

    assertThat(read).isEqualTo(network.params());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void tellsItsListeners(Network network) {
    AtomicInteger steps = new AtomicInteger();
    TrainingListener listener =
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            steps.incrementAndGet();
          }
        };

    network.addListener(listener);
    network.fit(data());
    network.removeListener(listener);
    network.fit(data());

    assertThat(steps).hasValue(1);
  }

  @Test
  void isOneKindOrTheOther() {
    assertThat(Network.of(list()).as(MultiLayerNetwork.class)).isNotNull();
    assertThatThrownBy(() -> Network.of(list()).as(ComputationGraph.class))
        .isInstanceOf(LfpException.class)
        .hasMessageContaining("is a MultiLayerNetwork, but a ComputationGraph is wanted");
    assertThatThrownBy(() -> Network.of(list().getLayer(0)))
        .isInstanceOf(LfpException.class)
        .hasMessageContaining("neither a MultiLayerNetwork nor a ComputationGraph");
  }
}
