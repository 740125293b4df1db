package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.CHANNELS;
import static io.github.lfp4j.dl4j.Fixtures.FEATURES;
import static io.github.lfp4j.dl4j.Fixtures.SIZE;
import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.output;

import io.github.lfp4j.core.rule.EpsilonRule;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
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
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Small graphs and data that the tests of this module share. */
final class GraphFixtures {

  /** Time steps of a series. */
  static final int STEPS = 4;

  /**
   * A kind of graph.
   *
   * @param name for messages
   * @param graph adds everything to a builder
   * @param data a batch for it
   */
  record Sample(
      String name,
      Function<GraphBuilder, GraphBuilder> graph,
      BiFunction<Integer, DataType, MultiDataSet> data) {

    ComputationGraphConfiguration configuration(NeuralNetConfiguration.Builder builder) {
      return graph.apply(builder.graphBuilder()).build();
    }

    ComputationGraph network(NeuralNetConfiguration.Builder builder) {
      return GraphFixtures.network(configuration(builder));
    }

    MultiDataSet batch(int examples, DataType type) {
      return data.apply(examples, type);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private GraphFixtures() {}

  /** Graphs of ReLU layers and vertices for which Theorem 1 holds. */
  static Stream<Sample> samples() {
    return Stream.of(
        residual(Op.Add),
        residual(Op.Subtract),
        residual(Op.Average),
        residual(Op.Max),
        new Sample("inception", GraphFixtures::inception, GraphFixtures::images),
        new Sample("residual blocks", GraphFixtures::blocks, GraphFixtures::images),
        new Sample("fan-out", GraphFixtures::fanOut, GraphFixtures::points),
        new Sample("two inputs", GraphFixtures::twoInputs, GraphFixtures::pairs),
        new Sample("two outputs", GraphFixtures::twoOutputs, GraphFixtures::twoLabels),
        new Sample("moving", GraphFixtures::moving, GraphFixtures::points),
        new Sample("stacking", GraphFixtures::stacking, GraphFixtures::pairs),
        new Sample("broadcasting", GraphFixtures::broadcasting, GraphFixtures::points),
        new Sample("time series", GraphFixtures::timeSeries, GraphFixtures::series),
        new Sample("pool helper", GraphFixtures::poolHelper, GraphFixtures::images));
  }

  /** All of these and graphs with vertices for which it does not hold. */
  static Stream<Sample> all() {
    return Stream.concat(
        samples(),
        Stream.of(
            residual(Op.Product),
            new Sample("normalised", GraphFixtures::normalised, GraphFixtures::points)));
  }

  static Sample named(String name) {
    return all().filter(sample -> sample.name().equals(name)).findFirst().orElseThrow();
  }

  static Sample residual(Op op) {
    return new Sample(
        "residual " + op,
        graph ->
            graph
                .addInputs("x")
                .addLayer("h1", dense(7, Activation.RELU), "x")
                .addLayer("h2", dense(7, Activation.RELU), "h1")
                .addVertex("joined", new ElementWiseVertex(op), "h1", "h2")
                .addLayer("h3", dense(5, Activation.RELU), "joined")
                .addLayer("out", output(), "h3")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(FEATURES)),
        GraphFixtures::points);
  }

  private static GraphBuilder normalised(GraphBuilder graph) {
    return graph
        .addInputs("x")
        .addLayer("h", dense(6, Activation.RELU), "x")
        .addVertex("unit", new L2NormalizeVertex(), "h")
        .addLayer("out", output(), "unit")
        .setOutputs("out")
        .setInputTypes(InputType.feedForward(FEATURES));
  }

  private static GraphBuilder inception(GraphBuilder graph) {
    return graph
        .addInputs("x")
        .addLayer("stem", conv(3, 3), "x")
        .addLayer("a", conv(2, 1), "stem")
        .addLayer("b1", conv(3, 1), "stem")
        .addLayer("b2", conv(4, 3), "b1")
        .addLayer(
            "c1",
            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, new int[] {3, 3})
                .stride(1, 1)
                .convolutionMode(ConvolutionMode.Same)
                .build(),
            "stem")
        .addLayer("c2", conv(2, 1), "c1")
        .addVertex("merged", new MergeVertex(), "a", "b2", "c2")
        .addLayer("pooled", Fixtures.pool(SubsamplingLayer.PoolingType.AVG), "merged")
        .addLayer("out", output(), "pooled")
        .setOutputs("out")
        .setInputTypes(InputType.convolutional(SIZE, SIZE, CHANNELS));
  }

  private static GraphBuilder blocks(GraphBuilder graph) {
    graph
        .addInputs("x")
        .addLayer("stem", linearConv(4, 3, 1), "x")
        .addLayer("stemNorm", new BatchNormalization(), "stem")
        .addLayer("stemRelu", new ActivationLayer(Activation.RELU), "stemNorm");
    block(graph, "one", "stemRelu", 4, 1);
    block(graph, "two", "one", 6, 2);
    return graph
        .addLayer("pool", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "two")
        .addLayer("out", output(), "pool")
        .setOutputs("out")
        .setInputTypes(InputType.convolutional(SIZE, SIZE, CHANNELS));
  }

  private static void block(GraphBuilder graph, String name, String in, int channels, int stride) {
    graph
        .addLayer(name + "Conv1", linearConv(channels, 3, stride), in)
        .addLayer(name + "Norm1", new BatchNormalization(), name + "Conv1")
        .addLayer(name + "Relu", new ActivationLayer(Activation.RELU), name + "Norm1")
        .addLayer(name + "Conv2", linearConv(channels, 3, 1), name + "Relu")
        .addLayer(name + "Norm2", new BatchNormalization(), name + "Conv2");
    String skipped = in;
    if (stride > 1) {
      skipped = name + "Down";
      graph.addLayer(skipped, linearConv(channels, 1, stride), in);
    }
    graph
        .addVertex(name + "Sum", new ElementWiseVertex(Op.Add), name + "Norm2", skipped)
        .addLayer(name, new ActivationLayer(Activation.RELU), name + "Sum");
  }

  private static ConvolutionLayer conv(int outputs, int size) {
    return new ConvolutionLayer.Builder(size, size)
        .nOut(outputs)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.RELU)
        .build();
  }

  private static ConvolutionLayer linearConv(int outputs, int size, int stride) {
    return new ConvolutionLayer.Builder(size, size)
        .nOut(outputs)
        .stride(stride, stride)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static GraphBuilder fanOut(GraphBuilder graph) {
    return graph
        .addInputs("x")
        .addLayer("shared", dense(6, Activation.RELU), "x")
        .addLayer("a", dense(5, Activation.RELU), "shared")
        .addLayer("b", dense(5, Activation.RELU), "shared")
        .addVertex("sum", new ElementWiseVertex(Op.Add), "a", "b", "a2")
        .addLayer("a2", dense(5, Activation.RELU), "a")
        .addVertex("all", new MergeVertex(), "sum", "shared", "x")
        .addLayer("out", output(), "all")
        .setOutputs("out")
        .setInputTypes(InputType.feedForward(FEATURES));
  }

  private static GraphBuilder twoInputs(GraphBuilder graph) {
    return graph
        .addInputs("x", "y")
        .addLayer("ofX", dense(5, Activation.RELU), "x")
        .addLayer("ofY", dense(5, Activation.RELU), "y")
        .addVertex("difference", new ElementWiseVertex(Op.Subtract), "ofX", "ofY")
        .addVertex("merged", new MergeVertex(), "difference", "ofY", "x")
        .addLayer("hidden", dense(6, Activation.RELU), "merged")
        .addLayer("out", output(), "hidden")
        .setOutputs("out")
        .setInputTypes(InputType.feedForward(FEATURES), InputType.feedForward(FEATURES));
  }

  private static GraphBuilder twoOutputs(GraphBuilder graph) {
    return graph
        .addInputs("x")
        .addLayer("shared", dense(6, Activation.RELU), "x")
        .addLayer("hidden", dense(5, Activation.RELU), "shared")
        .addLayer("classes", output(), "hidden")
        .addLayer(
            "flags",
            new OutputLayer.Builder(LossFunctions.LossFunction.XENT)
                .nOut(2)
                .activation(Activation.SIGMOID)
                .build(),
            "shared")
        .setOutputs("classes", "flags")
        .setInputTypes(InputType.feedForward(FEATURES));
  }

  /** Vertices that move units about, scale them or add a constant. */
  private static GraphBuilder moving(GraphBuilder graph) {
    return graph
        .addInputs("x")
        .addLayer("h", dense(12, Activation.RELU), "x")
        .addVertex("scaled", new ScaleVertex(1.7), "h")
        .addVertex("part", new SubsetVertex(1, 8), "scaled")
        .addVertex("image", new ReshapeVertex(-1, 2, 2, 2), "part")
        .addVertex(
            "flat", new PreprocessorVertex(new CnnToFeedForwardPreProcessor(2, 2, 2)), "image")
        .addVertex("shifted", new ShiftVertex(0.4), "flat")
        .addLayer("h2", dense(5, Activation.RELU), "shifted")
        .addLayer("out", output(), "h2")
        .setOutputs("out")
        .setInputTypes(InputType.feedForward(FEATURES));
  }

  private static GraphBuilder stacking(GraphBuilder graph) {
    return graph
        .addInputs("x", "y")
        .addVertex("stacked", new StackVertex(), "x", "y")
        .addLayer("twins", dense(5, Activation.RELU), "stacked")
        .addVertex("ofX", new UnstackVertex(0, 2), "twins")
        .addVertex("ofY", new UnstackVertex(1, 2), "twins")
        .addVertex("mean", new ElementWiseVertex(Op.Average), "ofX", "ofY")
        .addLayer("out", output(), "mean")
        .setOutputs("out")
        .setInputTypes(InputType.feedForward(FEATURES), InputType.feedForward(FEATURES));
  }

  /** DL4J adds a column [N, 1] to each of the columns of [N, C]. */
  private static GraphBuilder broadcasting(GraphBuilder graph) {
    return graph
        .addInputs("x")
        .addLayer("wide", dense(6, Activation.RELU), "x")
        .addLayer("narrow", dense(1, Activation.RELU), "x")
        .addVertex("sum", new ElementWiseVertex(Op.Add), "wide", "narrow")
        .addVertex("mean", new ElementWiseVertex(Op.Average), "narrow", "sum")
        .addVertex("difference", new ElementWiseVertex(Op.Subtract), "mean", "narrow")
        .addLayer("out", output(), "difference")
        .setOutputs("out")
        .setInputTypes(InputType.feedForward(FEATURES));
  }

  /** Backwards, at the end, at every step and at the end again. */
  private static GraphBuilder timeSeries(GraphBuilder graph) {
    return graph
        .addInputs("x")
        .addVertex("reversed", new ReverseTimeSeriesVertex("x"), "x")
        .addVertex("first", new LastTimeStepVertex("x"), "reversed")
        .addLayer("h", dense(6, Activation.RELU), "first")
        .addVertex("repeated", new DuplicateToTimeSeriesVertex("x"), "h")
        .addVertex("last", new LastTimeStepVertex("x"), "repeated")
        .addLayer("out", output(), "last")
        .setOutputs("out")
        .setInputTypes(InputType.recurrent(FEATURES, STEPS));
  }

  private static GraphBuilder poolHelper(GraphBuilder graph) {
    return graph
        .addInputs("x")
        .addLayer("c", conv(8, 3), "x")
        .addVertex("helped", new PoolHelperVertex(), "c")
        .addLayer("pooled", new GlobalPoolingLayer(PoolingType.MAX), "helped")
        .addLayer("h", dense(8, Activation.RELU), "pooled")
        .addLayer("out", output(), "h")
        .setOutputs("out")
        .setInputTypes(InputType.convolutional(SIZE, SIZE, CHANNELS));
  }

  /** Series [N, F, T]. */
  static MultiDataSet series(int examples, DataType type) {
    INDArray x = Fixtures.normal(type, 6, examples, FEATURES, STEPS);
    return new MultiDataSet(x, points(examples, type).getLabels(0));
  }

  static MultiDataSet points(int examples, DataType type) {
    return multi(Fixtures.blobs(examples, type));
  }

  static MultiDataSet images(int examples, DataType type) {
    return multi(Fixtures.pictures(examples, type));
  }

  private static MultiDataSet multi(DataSet data) {
    return new MultiDataSet(data.getFeatures(), data.getLabels());
  }

  static MultiDataSet pairs(int examples, DataType type) {
    MultiDataSet one = points(examples, type);
    INDArray other = one.getFeatures(0).add(Fixtures.normal(type, 8, examples, FEATURES));
    return new MultiDataSet(new INDArray[] {one.getFeatures(0), other}, one.getLabels());
  }

  static MultiDataSet twoLabels(int examples, DataType type) {
    MultiDataSet one = points(examples, type);
    INDArray flags = one.getFeatures(0).getColumns(0, 3).gt(0).castTo(type);
    return new MultiDataSet(one.getFeatures(), new INDArray[] {one.getLabels(0), flags});
  }

  static ComputationGraph network(ComputationGraphConfiguration configuration) {
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    return graph;
  }

  static ComputationGraph lfp(ComputationGraph stock, double epsilon) {
    return Lfp.with(new EpsilonRule(epsilon)).configure(stock);
  }

  /** The gradient of a batch as updaters would get it, before it is divided by the batch size. */
  static INDArray gradient(ComputationGraph graph, MultiDataSet data) {
    graph.setInputs(data.getFeatures());
    graph.setLabels(data.getLabels());
    graph.setLayerMaskArrays(data.getFeaturesMaskArrays(), data.getLabelsMaskArrays());
    graph.computeGradientAndScore();
    INDArray result = graph.gradient().gradient().dup();
    graph.clearLayerMaskArrays();
    return result;
  }

  /** What Theorem 1 predicts: {@code |p| dL/dp}; statistics of batch normalisation as they are. */
  static INDArray scaledGradient(ComputationGraph stock, MultiDataSet data) {
    ComputationGraph magnitudes = stock.clone();
    Fixtures.leaveStatisticsUnscaled(magnitudes.paramTable());
    return gradient(stock, data).mul(Transforms.abs(magnitudes.params(), true));
  }

  static void fit(ComputationGraph graph, MultiDataSet data, int steps) {
    for (int i = 0; i < steps; i++) {
      graph.fit(data);
    }
  }

  /** The largest difference of two arrays, relative to the largest entry of the first. */
  static double relativeDifference(INDArray expected, INDArray actual) {
    return Fixtures.maxDifference(expected, actual) / expected.amaxNumber().doubleValue();
  }
}
