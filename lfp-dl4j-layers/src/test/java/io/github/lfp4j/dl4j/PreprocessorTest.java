package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

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
}
