package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.GraphFixtures.fit;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.reward.SigmoidReward;
import io.github.lfp4j.core.reward.SoftmaxReward;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.dl4j.conf.LfpElementWiseVertex;
import io.github.lfp4j.dl4j.conf.LfpL2NormalizeVertex;
import io.github.lfp4j.dl4j.conf.RewardedConf;
import io.github.lfp4j.dl4j.conf.WeightedConf;
import io.github.lfp4j.dl4j.convert.VertexRegistry;
import io.github.lfp4j.dl4j.convert.VertexSupport;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.listeners.CollectScoresIterationListener;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;

/** Graphs, stock to LFP and back: the same configuration, parameters, state and predictions. */
class GraphConversionTest {

  private static final double FLOAT_TOLERANCE = 1e-6;

  static Stream<GraphFixtures.Sample> samples() {
    return GraphFixtures.all();
  }

  static Collection<VertexSupport> vertices() {
    return VertexRegistry.all();
  }

  private static Layer layer(ComputationGraphConfiguration configuration, String name) {
    return ((LayerVertex) configuration.getVertices().get(name)).getLayerConf().getLayer();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void thereAndBackIsTheSame(GraphFixtures.Sample sample) {
    ComputationGraphConfiguration stock = sample.configuration(floats());
    String before = stock.toJson();
    ComputationGraphConfiguration lfp = Lfp.defaults().configure(stock);
    assertThat(lfp).isNotEqualTo(stock);
    assertThat(stock.toJson()).as("not changed").isEqualTo(before);
    ComputationGraphConfiguration back = Lfp.toStandard(lfp);
    assertThat(back).isEqualTo(stock);
    assertThat(back.toJson()).isEqualTo(before).doesNotContain("lfp4j");
    assertThat(Lfp.with(new EpsilonRule(0.1)).configure(lfp))
        .as("again with other options")
        .isEqualTo(Lfp.with(new EpsilonRule(0.1)).configure(stock))
        .isNotEqualTo(lfp);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void predictionsAndParametersAreTheSame(GraphFixtures.Sample sample) {
    ComputationGraph stock = sample.network(floats());
    MultiDataSet data = sample.batch(5, DataType.FLOAT);
    ComputationGraph lfp = Lfp.convert(stock);
    assertThat(lfp.params()).isEqualTo(stock.params()).isNotSameAs(stock.params());
    assertPredictsTheSame(stock, lfp, data);
    fit(lfp, data, 2);
    assertThat(lfp.params()).isNotEqualTo(stock.params());
    ComputationGraph back = Lfp.toStandard(lfp);
    assertThat(back.params()).isEqualTo(lfp.params());
    assertPredictsTheSame(lfp, back, data);
  }

  private static void assertPredictsTheSame(
      ComputationGraph one, ComputationGraph other, MultiDataSet data) {
    for (boolean training : new boolean[] {false, true}) {
      INDArray[] expected = one.output(training, data.getFeatures());
      INDArray[] actual = other.output(training, data.getFeatures());
      for (int i = 0; i < expected.length; i++) {
        assertThat(Fixtures.maxDifference(expected[i], actual[i])).isLessThan(FLOAT_TOLERANCE);
      }
    }
    assertThat(other.score(data)).isCloseTo(one.score(data), within(one.score(data) * 1e-5));
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void survivesJsonAndModelFiles(GraphFixtures.Sample sample, @TempDir Path folder)
      throws IOException {
    ComputationGraphConfiguration conf =
        Lfp.with(new EpsilonRule(0.03)).configure(sample.configuration(floats()));
    ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(conf.toJson());
    assertThat(read).isEqualTo(conf);
    assertThat(read.toJson()).isEqualTo(conf.toJson());

    ComputationGraph graph = GraphFixtures.network(conf);
    MultiDataSet data = sample.batch(6, DataType.FLOAT);
    fit(graph, data, 2);
    File file = folder.resolve("model.zip").toFile();
    ModelSerializer.writeModel(graph, file, true);
    ComputationGraph restored = ModelSerializer.restoreComputationGraph(file, true);
    assertThat(restored.params()).isEqualTo(graph.params());
    fit(graph, data, 2);
    fit(restored, data, 2);
    assertThat(restored.params()).as("trains on alike").isEqualTo(graph.params());
  }

  /** One of each kind of vertex, with unusual settings, whether or not they make sense together. */
  private static Map<Class<?>, GraphVertex> unusual() {
    Map<Class<?>, GraphVertex> vertices = new HashMap<>();
    vertices.put(ElementWiseVertex.class, new ElementWiseVertex(ElementWiseVertex.Op.Product));
    vertices.put(L2NormalizeVertex.class, new L2NormalizeVertex(new int[] {1}, 0.01));
    vertices.put(MergeVertex.class, new MergeVertex());
    vertices.put(StackVertex.class, new StackVertex());
    vertices.put(UnstackVertex.class, new UnstackVertex(2, 3));
    vertices.put(SubsetVertex.class, new SubsetVertex(1, 2));
    vertices.put(ReshapeVertex.class, new ReshapeVertex('f', new int[] {-1, 4}, new int[] {-1, 1}));
    vertices.put(
        PreprocessorVertex.class,
        new PreprocessorVertex(new CnnToFeedForwardPreProcessor(2, 3, 4)));
    vertices.put(PoolHelperVertex.class, new PoolHelperVertex());
    vertices.put(ScaleVertex.class, new ScaleVertex(0.3));
    vertices.put(ShiftVertex.class, new ShiftVertex(0.2));
    vertices.put(LastTimeStepVertex.class, new LastTimeStepVertex("x"));
    vertices.put(DuplicateToTimeSeriesVertex.class, new DuplicateToTimeSeriesVertex("x"));
    vertices.put(ReverseTimeSeriesVertex.class, new ReverseTimeSeriesVertex("x"));
    vertices.put(L2Vertex.class, new L2Vertex(0.4));
    return vertices;
  }

  private static ComputationGraphConfiguration around(GraphVertex vertex) {
    return floats()
        .graphBuilder()
        .addInputs("x", "y")
        .addVertex("sample", vertex, "x", "y")
        .addLayer("out", Fixtures.output(), "sample")
        .setOutputs("out")
        .build();
  }

  @ParameterizedTest
  @MethodSource("vertices")
  void verticesKeepTheirSettings(VertexSupport support) {
    GraphVertex vertex = unusual().get(support.stock());
    for (GraphVertex stock : new GraphVertex[] {vertex, new FrozenVertex(vertex)}) {
      ComputationGraphConfiguration configuration = around(stock);
      Lfp options = support.hasNoRule() ? Lfp.gradient() : Lfp.defaults();
      ComputationGraphConfiguration lfp = options.configure(configuration);
      GraphVertex converted = lfp.getVertices().get("sample");
      GraphVertex inner = converted instanceof FrozenVertex f ? f.getUnderlying() : converted;
      assertThat(inner.getClass()).isEqualTo(support.hasNoRule() ? support.stock() : support.lfp());
      assertThat(Lfp.toStandard(lfp).toJson()).isEqualTo(configuration.toJson());
      assertThat(Lfp.gradient().configure(configuration).getVertices().get("sample"))
          .as("under the gradient rule")
          .hasSameClassAs(stock)
          .isEqualTo(stock);
    }
  }

  @Test
  void vertexConfigurationsAreValues() {
    LfpElementWiseVertex one = new LfpElementWiseVertex(ElementWiseVertex.Op.Add, 0.1);
    assertThat(one).isEqualTo(one.clone()).hasSameHashCodeAs(one.clone()).isNotSameAs(one.clone());
    assertThat(one).isNotEqualTo(new LfpElementWiseVertex(ElementWiseVertex.Op.Add));
    assertThat(one).isNotEqualTo(new LfpElementWiseVertex(ElementWiseVertex.Op.Average, 0.1));
    LfpL2NormalizeVertex norm = new LfpL2NormalizeVertex(new int[] {1}, 0.1);
    assertThat(norm).isEqualTo(norm.clone()).hasSameHashCodeAs(norm.clone());
    assertThat(norm).isNotEqualTo(new LfpL2NormalizeVertex());
  }

  @Test
  void trainingStateIsCarriedOver() {
    GraphFixtures.Sample sample = GraphFixtures.named("inception");
    MultiDataSet data = sample.batch(9, DataType.FLOAT);
    ComputationGraph stock = sample.network(floats().updater(new Adam(0.01)));
    CollectScoresIterationListener listener = new CollectScoresIterationListener(1);
    stock.setListeners(listener);
    fit(stock, data, 4);
    stock.incrementEpochCount();

    ComputationGraph lfp = Lfp.convert(stock);
    assertThat(lfp.getIterationCount()).isEqualTo(4);
    assertThat(lfp.getEpochCount()).isEqualTo(stock.getEpochCount()).isPositive();
    assertThat(lfp.getListeners()).containsExactly(listener);
    INDArray state = stock.getUpdater().getStateViewArray();
    assertThat(lfp.getUpdater().getStateViewArray()).isEqualTo(state).isNotSameAs(state);

    // Adam's steps depend on its moments and on the iteration: both must have survived.
    ComputationGraph back = Lfp.toStandard(lfp);
    fit(stock, data, 3);
    fit(back, data, 3);
    assertThat(back.params()).isEqualTo(stock.params());
    assertThat(lfp.getIterationCount()).as("copies are independent").isEqualTo(4);
  }

  @Test
  void rewardsAreGivenByOutput() {
    GraphFixtures.Sample sample = GraphFixtures.named("two outputs");
    ComputationGraphConfiguration stock = sample.configuration(floats());
    ComputationGraphConfiguration lfp =
        Lfp.defaults()
            .reward("flags", new SigmoidReward())
            .reward(new SoftmaxReward())
            .configure(stock);
    assertThat(((RewardedConf) layer(lfp, "flags")).getReward()).isEqualTo(new SigmoidReward());
    assertThat(((RewardedConf) layer(lfp, "classes")).getReward()).isEqualTo(new SoftmaxReward());
    ComputationGraphConfiguration one =
        Lfp.defaults().reward("flags", new SigmoidReward()).configure(stock);
    assertThat(((RewardedConf) layer(one, "classes")).getReward()).isNull();
  }

  /** DL4J leaves out most of a graph's own settings and counters when it clones it. */
  @Test
  void settingsOfTheGraphAreCarriedOver() {
    ComputationGraphConfiguration stock = GraphFixtures.named("two inputs").configuration(floats());
    stock.setIterationCount(5);
    stock.setEpochCount(2);
    stock.setTopologicalOrder(new int[] {1, 0, 3, 2, 4, 5, 6, 7});
    stock.setTopologicalOrderStr(
        List.of("y", "x", "ofY", "ofX", "difference", "merged", "hidden", "out"));
    ComputationGraph graph = GraphFixtures.network(stock);
    ComputationGraph lfp = Lfp.convert(graph);
    assertThat(lfp.topologicalSortOrder()).isEqualTo(graph.topologicalSortOrder());
    assertThat(lfp.getParam("ofX_W")).isEqualTo(graph.getParam("ofX_W"));
    assertThat(lfp.getConfiguration().getIterationCount()).isEqualTo(5);
    assertThat(lfp.getConfiguration().getEpochCount()).isEqualTo(2);
    assertThat(Lfp.toStandard(lfp).getConfiguration().toJson()).isEqualTo(stock.toJson());
  }

  /** What is below the lowest layers is of no use to training, wherever they are. */
  @Test
  void layersKnowWhetherAnythingThatLearnsComesBefore() {
    GraphFixtures.Sample sample = GraphFixtures.named("two inputs");
    ComputationGraphConfiguration lfp = Lfp.defaults().configure(sample.configuration(floats()));
    assertThat(((WeightedConf) layer(lfp, "ofX")).isLowest()).isTrue();
    assertThat(((WeightedConf) layer(lfp, "ofY")).isLowest()).isTrue();
    assertThat(((WeightedConf) layer(lfp, "hidden")).isLowest()).isFalse();
    assertThat(((WeightedConf) layer(lfp, "out")).isLowest()).isFalse();

    String json = lfp.toJson().replaceAll(",\\s*\"lowest\" : (true|false)", "");
    assertThat(json).doesNotContain("lowest");
    ComputationGraphConfiguration old = ComputationGraphConfiguration.fromJson(json);
    assertThat(((WeightedConf) layer(old, "ofX")).isLowest()).isFalse();
    ComputationGraph graph = GraphFixtures.network(lfp);
    ComputationGraph ofOld = GraphFixtures.network(old);
    ofOld.setParams(graph.params());
    MultiDataSet data = sample.batch(5, DataType.FLOAT);
    assertThat(GraphFixtures.gradient(ofOld, data)).isEqualTo(GraphFixtures.gradient(graph, data));
  }
}
