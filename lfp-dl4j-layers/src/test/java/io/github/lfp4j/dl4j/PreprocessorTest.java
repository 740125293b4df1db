package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import io.github.lfp4j.dl4j.relevance.RelevanceVisitor;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.preprocessor.Cnn3DToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnn3DPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.preprocessors.KerasFlattenRnnPreprocessor;
import org.deeplearning4j.preprocessors.PermutePreprocessor;
import org.deeplearning4j.preprocessors.ReshapePreprocessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * DL4J's preprocessors move units only, and move back what comes for each to where the unit came
 * from: {@code <pre(x), g> = <x, back(g)>}, with which {@code R = x G} arrives as it left.
 */
class PreprocessorTest {

  private static final LayerWorkspaceMgr MEMORY = LayerWorkspaceMgr.noWorkspaces();

  @SuppressWarnings("deprecation") // old imported models have the preprocessor for TensorFlow
  static Stream<Arguments> preprocessors() {
    Stream.Builder<Arguments> all = Stream.builder();
    for (int n : new int[] {1, 3}) {
      for (CNN2DFormat format : CNN2DFormat.values()) {
        all.add(
            of(
                new CnnToFeedForwardPreProcessor(4, 5, 2, format),
                n,
                format == CNN2DFormat.NCHW ? shape(n, 2, 4, 5) : shape(n, 4, 5, 2)));
      }
      all.add(
          of(
              new org.deeplearning4j.nn.modelimport.keras.preprocessors
                  .TensorFlowCnnToFeedForwardPreProcessor(4, 5, 2),
              n,
              n,
              2,
              4,
              5));
      all.add(of(new FeedForwardToCnnPreProcessor(4, 5, 2), n, n, 40));
      for (boolean channelsFirst : new boolean[] {true, false}) {
        all.add(
            of(
                new Cnn3DToFeedForwardPreProcessor(3, 4, 5, 2, channelsFirst),
                n,
                channelsFirst ? shape(n, 2, 3, 4, 5) : shape(n, 3, 4, 5, 2)));
        all.add(of(new FeedForwardToCnn3DPreProcessor(3, 4, 5, 2, channelsFirst), n, n, 120));
      }
      all.add(of(new KerasFlattenRnnPreprocessor(4, 5), n, n, 4, 5));
      all.add(of(new ReshapePreprocessor(shape(-1, 12), shape(-1, 3, 4), true), n, n, 12));
      all.add(of(new ReshapePreprocessor(shape(2, 6), shape(12), false), n, n, 2, 6));
      all.add(of(new PermutePreprocessor(2, 1), n, n, 4, 5));
      all.add(of(new PermutePreprocessor(0, 1, 3, 2), n, n, 2, 4, 5));
      all.add(
          of(
              new ComposableInputPreProcessor(
                  new CnnToFeedForwardPreProcessor(2, 3, 2), new FeedForwardToRnnPreProcessor()),
              n,
              n * 4L,
              2,
              2,
              3));
      for (int time : new int[] {1, 4}) {
        for (RNNFormat format : RNNFormat.values()) {
          boolean last = format == RNNFormat.NWC;
          long[] series = last ? shape(n, time, 12) : shape(n, 12, time);
          all.add(of(new RnnToFeedForwardPreProcessor(format), n, series));
          all.add(of(new FeedForwardToRnnPreProcessor(format), n, (long) n * time, 12));
          all.add(of(new RnnToCnnPreProcessor(2, 3, 2, format), n, series));
          all.add(of(new CnnToRnnPreProcessor(2, 3, 2, format), n, (long) n * time, 2, 2, 3));
        }
      }
    }
    return all.build();
  }

  private static long[] shape(long... shape) {
    return shape;
  }

  private static Arguments of(InputPreProcessor preprocessor, int examples, long... shape) {
    return Arguments.of(preprocessor, examples, shape);
  }

  @ParameterizedTest(name = "{0}, {1} examples")
  @MethodSource("preprocessors")
  void whatComesBackIsWhatLeft(InputPreProcessor preprocessor, int examples, long[] shape) {
    INDArray x = normal(DataType.DOUBLE, 1, shape);
    for (INDArray input : PassingDerivativeTest.inAllOrders(x)) {
      INDArray y = preprocessor.preProcess(input, examples, MEMORY).dup('c');
      assertThat(y.length()).isEqualTo(x.length());
      INDArray g = normal(DataType.DOUBLE, 2, y.shape());
      double expected = y.mul(g).sumNumber().doubleValue();
      for (INDArray signal : PassingDerivativeTest.inAllOrders(g)) {
        preprocessor.preProcess(input, examples, MEMORY);
        INDArray down = preprocessor.backprop(signal, examples, MEMORY);
        assertThat(down.shape()).isEqualTo(shape);
        assertThat(down.mul(x).sumNumber().doubleValue()).isCloseTo(expected, within(1e-9));
      }
    }
  }

  @SuppressWarnings("deprecation") // old imported models have the preprocessor for TensorFlow
  static Stream<Arguments> networks() {
    ConvolutionLayer convolution = Fixtures.convolution(2).activation(Activation.LEAKYRELU).build();
    GlobalPoolingLayer mean = new GlobalPoolingLayer(PoolingType.AVG);
    DenseLayer dense = Fixtures.dense(12, Activation.LEAKYRELU);
    return Stream.of(
        Arguments.of(
            "images and series",
            list(convolution, mean, Fixtures.output())
                .inputPreProcessor(0, new RnnToCnnPreProcessor(3, 3, 1))
                .inputPreProcessor(1, new CnnToRnnPreProcessor(2, 2, 2))
                .setInputType(InputType.recurrent(9, 4))
                .build(),
            shape(5, 9, 4)),
        Arguments.of(
            "features and back",
            list(convolution, convolution, Fixtures.output())
                .inputPreProcessor(
                    1,
                    new ComposableInputPreProcessor(
                        new CnnToFeedForwardPreProcessor(4, 4, 2),
                        new FeedForwardToCnnPreProcessor(4, 4, 2)))
                .setInputType(InputType.convolutional(5, 5, 2))
                .build(),
            shape(5, 2, 5, 5)),
        Arguments.of(
            "reshaped and permuted",
            list(Fixtures.dense(9, Activation.LEAKYRELU), mean, Fixtures.output())
                .inputPreProcessor(
                    1,
                    new ComposableInputPreProcessor(
                        new ReshapePreprocessor(shape(-1, 9), shape(-1, 3, 3), true),
                        new PermutePreprocessor(2, 1)))
                .setInputType(InputType.feedForward(4))
                .build(),
            shape(5, 4)),
        Arguments.of(
            "flattened series",
            list(dense, dense, Fixtures.output())
                .inputPreProcessor(
                    1,
                    new ComposableInputPreProcessor(
                        new FeedForwardToRnnPreProcessor(), new KerasFlattenRnnPreprocessor(12, 4)))
                .setInputType(InputType.recurrent(3, 4))
                .build(),
            shape(5, 3, 4)),
        Arguments.of(
            "TensorFlow",
            list(convolution, Fixtures.output())
                .inputPreProcessor(
                    1,
                    new org.deeplearning4j.nn.modelimport.keras.preprocessors
                        .TensorFlowCnnToFeedForwardPreProcessor(4, 4, 2))
                .setInputType(InputType.convolutional(5, 5, 2))
                .build(),
            shape(5, 2, 5, 5)));
  }

  private static NeuralNetConfiguration.ListBuilder list(Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = Fixtures.doubles().list();
    for (Layer layer : layers) {
      list.layer(layer.clone());
    }
    return list;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void theoremOneHoldsAndRelevanceComesToTheInput(
      String name, MultiLayerConfiguration stock, long[] shape) {
    INDArray x = normal(DataType.DOUBLE, 3, shape);
    DataSet data = new DataSet(x, Fixtures.blobs(5, DataType.DOUBLE).getLabels());
    Fixtures.assertTheoremOne(Fixtures.network(stock), data, 1e-5);
    INDArray relevance =
        RelevancePass.of(Fixtures.network(stock), RuleMap.all(new EpsilonRule(1e-4)))
            .run(x, INDArray::dup, new RelevanceVisitor() {});
    assertThat(relevance.shape()).isEqualTo(shape);
    assertThat(relevance.amaxNumber().doubleValue()).isPositive();
  }

  @Test
  void permutationsThatAreUndoneWronglyAreRefused() {
    InputPreProcessor cycle =
        new ComposableInputPreProcessor(
            new FeedForwardToCnnPreProcessor(2, 3, 2), new PermutePreprocessor(2, 3, 1));
    MultiLayerConfiguration stock =
        list(
                Fixtures.dense(12, Activation.RELU),
                new GlobalPoolingLayer(PoolingType.AVG),
                Fixtures.output())
            .inputPreProcessor(1, cycle)
            .setInputType(InputType.feedForward(4))
            .build();
    assertThatThrownBy(() -> Lfp.defaults().configure(stock))
        .isInstanceOf(LfpException.class)
        .hasMessageStartingWith("layer 1 ")
        .hasMessageContaining("[2, 3, 1]")
        .hasMessageContaining("swap two axes");
    for (boolean asVertex : new boolean[] {false, true}) {
      var graph =
          Fixtures.doubles()
              .graphBuilder()
              .addInputs("in")
              .addLayer("units", Fixtures.dense(12, Activation.RELU), "in");
      if (asVertex) {
        graph
            .addVertex("moved", new PreprocessorVertex(cycle), "units")
            .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "moved");
      } else {
        graph.addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), cycle, "units");
      }
      graph
          .addLayer("out", Fixtures.output(), "pool")
          .setOutputs("out")
          .setInputTypes(InputType.feedForward(4));
      assertThatThrownBy(() -> Lfp.defaults().configure(graph.build()))
          .isInstanceOf(LfpException.class)
          .hasMessageContaining(asVertex ? "'moved'" : "'pool'")
          .hasMessageContaining("swap two axes");
    }
  }
}
