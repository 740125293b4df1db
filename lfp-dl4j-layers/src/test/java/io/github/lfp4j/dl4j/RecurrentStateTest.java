package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.FEATURES;
import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.Fixtures.maxDifference;
import static io.github.lfp4j.dl4j.RecurrentSamples.outputs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * State that recurrent layers carry from one call to the next. DL4J's own layers are the oracle.
 */
class RecurrentStateTest {

  private static final int EXAMPLES = 3;
  private static final int LENGTH = 7;
  private static final double ROUNDING = 1e-12;

  static Stream<Supplier<BaseRecurrentLayer>> kinds() {
    return Stream.of(
        () -> RecurrentSamples.rnn(Activation.TANH).build(),
        () -> RecurrentSamples.lstm().build(),
        () -> RecurrentSamples.peepholes().build());
  }

  private static MultiLayerConfiguration configuration(BaseRecurrentLayer layer) {
    return RecurrentSamples.sequences(doubles(), layer, outputs(RNNFormat.NCW));
  }

  private static MultiLayerNetwork stock(BaseRecurrentLayer layer) {
    return Fixtures.network(configuration(layer));
  }

  private static INDArray sequence(long seed) {
    return Fixtures.normal(DataType.DOUBLE, seed, EXAMPLES, FEATURES, LENGTH);
  }

  private static INDArray steps(INDArray sequence, int from, int to) {
    return sequence
        .get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(from, to))
        .dup();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void stepByStepIsTheWholeSequence(Supplier<BaseRecurrentLayer> kind) {
    MultiLayerNetwork lfp = Lfp.convert(stock(kind.get()));
    INDArray x = sequence(1);
    INDArray whole = lfp.output(x);
    for (int round = 0; round < 2; round++) {
      INDArray first = lfp.rnnTimeStep(steps(x, 0, 3));
      assertThat(maxDifference(first, steps(whole, 0, 3))).isLessThan(ROUNDING);
      for (int t = 3; t < LENGTH; t++) {
        INDArray next = lfp.rnnTimeStep(steps(x, t, t + 1));
        assertThat(maxDifference(next, steps(whole, t, t + 1))).isLessThan(ROUNDING);
      }
      lfp.rnnClearPreviousState();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void stateIsTheStockLayersState(Supplier<BaseRecurrentLayer> kind) {
    MultiLayerNetwork stock = stock(kind.get());
    MultiLayerNetwork lfp = Lfp.convert(stock);
    INDArray x = sequence(2);
    stock.rnnTimeStep(x);
    lfp.rnnTimeStep(x);
    assertThat(lfp.rnnGetPreviousState(0).keySet())
        .isEqualTo(stock.rnnGetPreviousState(0).keySet());
    stock
        .rnnGetPreviousState(0)
        .forEach(
            (key, state) ->
                assertThat(maxDifference(lfp.rnnGetPreviousState(0).get(key), state))
                    .isLessThan(ROUNDING));
    MultiLayerNetwork other = Lfp.convert(stock);
    other.rnnSetPreviousState(0, stock.rnnGetPreviousState(0));
    assertThat(maxDifference(other.rnnTimeStep(x), lfp.rnnTimeStep(x))).isLessThan(ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void storedStateIsContinuedFrom(Supplier<BaseRecurrentLayer> kind) {
    MultiLayerNetwork lfp = Lfp.convert(stock(kind.get()));
    INDArray x = sequence(3);
    INDArray whole = lfp.output(x);
    lfp.rnnActivateUsingStoredState(steps(x, 0, 4), false, true);
    // Not stored: the next call starts from the same state.
    lfp.rnnActivateUsingStoredState(steps(x, 4, 5), false, false);
    List<INDArray> rest = lfp.rnnActivateUsingStoredState(steps(x, 4, LENGTH), false, true);
    assertThat(maxDifference(rest.get(rest.size() - 1), steps(whole, 4, LENGTH)))
        .isLessThan(ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void clonesShareNoState(Supplier<BaseRecurrentLayer> kind) {
    MultiLayerNetwork lfp = Lfp.convert(stock(kind.get()));
    INDArray x = sequence(4);
    INDArray fresh = lfp.rnnTimeStep(x);
    assertThat(maxDifference(lfp.clone().rnnTimeStep(x), fresh)).isLessThan(ROUNDING);
    assertThat(maxDifference(Lfp.convert(lfp).rnnTimeStep(x), fresh)).isLessThan(ROUNDING);
    assertThat(maxDifference(lfp.rnnTimeStep(x), fresh)).as("goes on").isGreaterThan(1e-3);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void stateOfAnotherBatchIsRefused(Supplier<BaseRecurrentLayer> kind) {
    MultiLayerNetwork lfp = Lfp.convert(stock(kind.get()));
    lfp.rnnTimeStep(sequence(5));
    INDArray other = Fixtures.normal(DataType.DOUBLE, 5, EXAMPLES + 1, FEATURES, LENGTH);
    assertThatThrownBy(() -> lfp.rnnTimeStep(other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("rnnClearPreviousState")
        .hasMessageContaining("layer index: 0");
  }

  @Test
  void bidirectionalLayersNeedTheWholeSequence() {
    MultiLayerNetwork lfp = Lfp.convert(stock(RecurrentSamples.bidirectional()));
    assertThatThrownBy(() -> lfp.rnnTimeStep(sequence(6)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("whole sequence");
  }

  /** Truncated back-propagation through time, by segments of 3 of 7 steps. */
  private static MultiLayerNetwork truncated(BaseRecurrentLayer layer, WorkspaceMode mode) {
    MultiLayerConfiguration configuration =
        doubles()
            .trainingWorkspaceMode(mode)
            .list()
            .layer(layer)
            .layer(outputs(RNNFormat.NCW))
            .backpropType(BackpropType.TruncatedBPTT)
            .tBPTTForwardLength(3)
            .tBPTTBackwardLength(3)
            .setInputType(InputType.recurrent(FEATURES))
            .build();
    return Fixtures.network(configuration);
  }

  private static DataSet labelled() {
    INDArray y = Nd4j.zeros(DataType.DOUBLE, EXAMPLES, Fixtures.CLASSES, LENGTH);
    for (int i = 0; i < EXAMPLES; i++) {
      for (int t = 0; t < LENGTH; t++) {
        y.putScalar(new int[] {i, (i + t) % Fixtures.CLASSES, t}, 1);
      }
    }
    return new DataSet(sequence(7), y);
  }

  /**
   * Of single layers: DL4J's networks forget the state that was carried over when they go back, and
   * its simple layer does so always.
   */
  @ParameterizedTest
  @MethodSource("kinds")
  void truncatedGradientsAreTheStockLayers(Supplier<BaseRecurrentLayer> kind) {
    if (kind.get() instanceof SimpleRnn) {
      return;
    }
    MultiLayerNetwork stock = stock(kind.get());
    MultiLayerNetwork fast = Lfp.gradient().configure(stock);
    for (int backward : new int[] {LENGTH, 2}) {
      INDArray expected = truncatedGradient(stock, backward);
      INDArray actual = truncatedGradient(fast, backward);
      // What travels is the negated derivative.
      assertThat(maxDifference(expected, actual.neg())).isLessThan(ROUNDING);
      assertThat(expected.amaxNumber().doubleValue()).isGreaterThan(0.1);
    }
  }

  private static INDArray truncatedGradient(MultiLayerNetwork network, int backward) {
    RecurrentLayer layer = (RecurrentLayer) network.getLayer(0);
    network.getUpdater(); // makes room for gradients
    layer.rnnClearPreviousState();
    LayerWorkspaceMgr memory = LayerWorkspaceMgr.noWorkspaces();
    layer.rnnActivateUsingStoredState(sequence(8), true, true, memory);
    layer.rnnSetPreviousState(layer.rnnGetTBPTTState());
    layer.rnnActivateUsingStoredState(sequence(9), true, true, memory);
    INDArray g = Fixtures.normal(DataType.DOUBLE, 10, EXAMPLES, RecurrentSamples.UNITS, LENGTH);
    layer.tbpttBackpropGradient(g, backward, memory);
    return layer.getGradientsViewArray().dup();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void truncatedTrainingIsTheSameInWorkspacesAndOutside(Supplier<BaseRecurrentLayer> kind) {
    MultiLayerNetwork inside = Lfp.convert(truncated(kind.get(), WorkspaceMode.ENABLED));
    MultiLayerNetwork outside = Lfp.convert(truncated(kind.get(), WorkspaceMode.NONE));
    INDArray before = inside.params().dup();
    Training.assertTrainAlike(
        inside, outside, List.of(labelled()), 0, 5, Training.rounding(DataType.DOUBLE));
    assertThat(maxDifference(before, inside.params())).isGreaterThan(1e-4);
    assertThat(inside.rnnGetPreviousState(0)).isEmpty();
  }
}
