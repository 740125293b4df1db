package io.github.lfp4j.pruning.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.dl4j.Lfp;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A network without some units computes what the whole one does when these put out zero: their own
 * weights, biases, scales and shifts are set to zero, which says nothing of who reads them.
 */
class UnitRemovalTest {

  private static final int SIZE = 8;

  private static NeuralNetConfiguration.Builder builder() {
    return new NeuralNetConfiguration.Builder().seed(3).dataType(DataType.DOUBLE).biasInit(0.1);
  }

  private static ConvolutionLayer.Builder conv(int outputs, CNN2DFormat format) {
    return new ConvolutionLayer.Builder(3, 3)
        .nOut(outputs)
        .dataFormat(format)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.RELU);
  }

  private static DenseLayer dense(int outputs) {
    return new DenseLayer.Builder().nOut(outputs).activation(Activation.TANH).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static MultiLayerConfiguration chain(InputType type, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = builder().list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    return list.setInputType(type).build();
  }

  static Stream<Arguments> chains() {
    InputType series = InputType.recurrent(4, 5);
    Stream.Builder<Arguments> all = Stream.builder();
    for (CNN2DFormat format : CNN2DFormat.values()) {
      InputType images = InputType.convolutional(SIZE, SIZE, 2, format);
      all.add(
          Arguments.of(
              "convolutions " + format,
              chain(
                  images,
                  conv(6, format).activation(Activation.IDENTITY).build(),
                  new BatchNormalization.Builder().dataFormat(format).build(),
                  new ActivationLayer(Activation.RELU),
                  new SubsamplingLayer.Builder().kernelSize(2, 2).dataFormat(format).build(),
                  conv(5, format).build(),
                  dense(7),
                  dense(6),
                  output())));
      all.add(
          Arguments.of(
              "depthwise " + format,
              chain(
                  images,
                  conv(4, format).build(),
                  new DepthwiseConvolution2D.Builder(3, 3)
                      .depthMultiplier(2)
                      .dataFormat(format)
                      .activation(Activation.RELU)
                      .build(),
                  new SeparableConvolution2D.Builder(3, 3)
                      .depthMultiplier(2)
                      .nOut(5)
                      .dataFormat(format)
                      .activation(Activation.RELU)
                      .build(),
                  new Deconvolution2D.Builder(2, 2)
                      .nOut(4)
                      .dataFormat(format)
                      .activation(Activation.RELU)
                      .build(),
                  new GlobalPoolingLayer(PoolingType.MAX),
                  output())));
    }
    all.add(Arguments.of("dense", chain(InputType.feedForward(5), dense(6), dense(7), output())));
    all.add(
        Arguments.of(
            "frozen",
            chain(InputType.feedForward(5), new FrozenLayer(dense(6)), dense(7), output())));
    MultiLayerConfiguration images =
        chain(
            InputType.feedForward(5),
            dense(2 * 4 * 4),
            conv(4, CNN2DFormat.NCHW).nIn(2).build(),
            new GlobalPoolingLayer(PoolingType.AVG),
            output());
    images.getInputPreProcessors().put(1, new FeedForwardToCnnPreProcessor(4, 4, 2));
    all.add(Arguments.of("dense to images", images));
    all.add(
        Arguments.of(
            "recurrent",
            chain(
                series,
                new LSTM.Builder().nOut(5).activation(Activation.TANH).build(),
                new SimpleRnn.Builder().nOut(6).activation(Activation.TANH).build(),
                new Convolution1DLayer.Builder(2).nOut(5).activation(Activation.RELU).build(),
                new RnnOutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(3)
                    .activation(Activation.SOFTMAX)
                    .build())));
    for (Bidirectional.Mode mode : Bidirectional.Mode.values()) {
      all.add(
          Arguments.of(
              "bidirectional " + mode,
              chain(
                  series,
                  new Bidirectional(mode, new LSTM.Builder().nOut(5).build()),
                  new LastTimeStep(new LSTM.Builder().nOut(4).build()),
                  output())));
    }
    return all.build();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chains")
  void chainsComputeWithWhatIsLeft(String name, MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    fill(network.paramTable());
    INDArray x = input(configuration);
    Structure structure = Structure.of(network);
    for (int seed = 0; seed < 4; seed++) {
      Set<Integer> removed = some(structure, seed);
      MultiLayerNetwork silenced = network.clone();
      silence(
          structure,
          removed,
          (layer, key) -> silenced.getLayer(index(configuration, layer)).getParam(key));
      MultiLayerNetwork smaller = new UnitRemoval(structure, removed).apply(network);
      assertSame(silenced.output(x), smaller.output(x));
      assertThat(smaller.numParams())
          .isLessThan(network.numParams())
          .isEqualTo(
              structure.parametersWithout(removed).values().stream().mapToLong(p -> p).sum());
    }
  }

  private static int index(MultiLayerConfiguration configuration, String name) {
    for (int i = 0; i < configuration.getConfs().size(); i++) {
      if (Node.name(configuration, i).equals(name)) {
        return i;
      }
    }
    throw new AssertionError(name);
  }

  private static INDArray input(MultiLayerConfiguration configuration) {
    Layer first = configuration.getConf(0).getLayer();
    if (first instanceof ConvolutionLayer convolution) {
      return convolution.getCnn2dDataFormat() == CNN2DFormat.NCHW
          ? Nd4j.rand(DataType.DOUBLE, 3, 2, SIZE, SIZE)
          : Nd4j.rand(DataType.DOUBLE, 3, SIZE, SIZE, 2);
    }
    boolean dense = first instanceof DenseLayer || first instanceof FrozenLayer;
    return dense ? Nd4j.randn(DataType.DOUBLE, 3, 5) : Nd4j.randn(DataType.DOUBLE, 3, 4, 5);
  }

  static Stream<Arguments> graphs() {
    return Stream.of(
        Arguments.of("residual", residual()),
        Arguments.of("inception", inception()),
        Arguments.of("parts", parts()));
  }

  private static GraphBuilder residual() {
    return images()
        .addLayer("c1", conv(6, CNN2DFormat.NCHW).build(), "x")
        .addLayer("c2", linear(8), "c1")
        .addLayer("n2", new BatchNormalization(), "c2")
        .addLayer("shortcut", linear(8), "c1")
        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "n2", "shortcut")
        .addLayer("a", new ActivationLayer(Activation.RELU), "sum")
        .addLayer("c3", linear(8), "a")
        .addVertex("sum2", new ElementWiseVertex(ElementWiseVertex.Op.Add), "c3", "a")
        .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "sum2")
        .addLayer("out", output(), "pool")
        .setOutputs("out");
  }

  private static ConvolutionLayer linear(int outputs) {
    return conv(outputs, CNN2DFormat.NCHW).activation(Activation.IDENTITY).build();
  }

  private static GraphBuilder inception() {
    return images()
        .addLayer("left", conv(5, CNN2DFormat.NCHW).build(), "x")
        .addLayer("right", conv(4, CNN2DFormat.NCHW).build(), "x")
        .addVertex("merged", new MergeVertex(), "left", "right", "left")
        .addLayer("c", conv(6, CNN2DFormat.NCHW).build(), "merged")
        .addLayer("h", dense(7), "c")
        .addLayer("out", output(), "h")
        .setOutputs("out");
  }

  private static GraphBuilder parts() {
    return images()
        .addLayer("c", conv(8, CNN2DFormat.NCHW).build(), "x")
        .addVertex("front", new SubsetVertex(0, 4), "c")
        .addVertex("back", new SubsetVertex(3, 7), "c")
        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Max), "front", "back")
        .addLayer("pool", new GlobalPoolingLayer(PoolingType.SUM), "sum")
        .addLayer("h", dense(7), "pool")
        .addLayer("out", output(), "h")
        .setOutputs("out");
  }

  private static GraphBuilder images() {
    return builder()
        .graphBuilder()
        .addInputs("x")
        .setInputTypes(InputType.convolutional(SIZE, SIZE, 2));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("graphs")
  void graphsComputeWithWhatIsLeft(String name, GraphBuilder configuration) {
    ComputationGraph graph = new ComputationGraph(configuration.build());
    graph.init();
    fill(graph.paramTable());
    INDArray x = Nd4j.rand(DataType.DOUBLE, 3, 2, SIZE, SIZE);
    for (ComputationGraph network : List.of(graph, Lfp.convert(graph))) {
      Structure structure = Structure.of(network);
      for (int seed = 0; seed < 4; seed++) {
        Set<Integer> removed = some(structure, seed);
        ComputationGraph silenced = network.clone();
        silence(structure, removed, (layer, key) -> silenced.getLayer(layer).getParam(key));
        ComputationGraph smaller = new UnitRemoval(structure, removed).apply(network);
        assertSame(silenced.outputSingle(x), smaller.outputSingle(x));
        assertThat(smaller.numParams()).isLessThan(network.numParams());
      }
    }
  }

  private static void assertSame(INDArray expected, INDArray actual) {
    assertThat(expected.sub(actual).amaxNumber().doubleValue()).isLessThan(1e-10);
  }

  /** Numbers for all parameters that leave nothing at zero; variances stay positive. */
  private static void fill(Map<String, INDArray> parameters) {
    Random random = new Random(5);
    parameters.forEach(
        (key, values) -> {
          for (long i = 0; i < values.length(); i++) {
            double number = 0.3 * random.nextGaussian();
            values.putScalar(i, key.endsWith("_var") ? 0.5 + Math.abs(number) : number);
          }
        });
  }

  /** About half of the groups, and of no layer all. */
  private static Set<Integer> some(Structure structure, long seed) {
    Random random = new Random(seed);
    Set<Integer> removed = new HashSet<>();
    Map<String, Integer> left = new java.util.HashMap<>(structure.sizes());
    assertThat(structure.groups()).isNotEmpty();
    for (UnitGroup group : structure.groups()) {
      boolean possible =
          group.members().stream().allMatch(m -> left.get(m.layer()) > group.members().size());
      if (possible && random.nextBoolean()) {
        removed.add(group.id());
        group.members().forEach(m -> left.merge(m.layer(), -1, Integer::sum));
      }
    }
    assertThat(removed).isNotEmpty();
    return removed;
  }

  private interface Parameters {
    INDArray get(String layer, String key);
  }

  /** Has the removed units put out zero. */
  private static void silence(Structure structure, Set<Integer> removed, Parameters parameters) {
    for (String layer : structure.sizes().keySet()) {
      structure
          .layer(layer)
          .axes()
          .forEach((key, axes) -> silence(structure, removed, layer, key, axes, parameters));
    }
  }

  private static void silence(
      Structure structure,
      Set<Integer> removed,
      String layer,
      String key,
      Axis[] axes,
      Parameters parameters) {
    INDArray values;
    try {
      values = parameters.get(layer, key);
    } catch (RuntimeException e) {
      return; // the layer has no such parameter
    }
    int[][] stays = structure.places(layer, key, removed);
    for (int axis = 0; values != null && axis < axes.length; axis++) {
      boolean recurrent = key.endsWith("RW") && axis == 0;
      if (axes[axis].side() != Axis.Side.OUT || recurrent || stays[axis] == null) {
        continue;
      }
      Set<Integer> kept = new HashSet<>();
      for (int place : stays[axis]) {
        kept.add(place);
      }
      for (int place = 0; place < values.size(axis); place++) {
        if (!kept.contains(place)) {
          INDArrayIndex[] at = new INDArrayIndex[values.rank()];
          java.util.Arrays.fill(at, NDArrayIndex.all());
          at[axis] = NDArrayIndex.point(place);
          values.put(at, Nd4j.scalar(values.dataType(), 0));
        }
      }
    }
  }
}
