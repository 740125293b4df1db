package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.FEATURES;
import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.RecurrentSamples.LENGTH;
import static io.github.lfp4j.dl4j.RecurrentSamples.UNITS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.rule.EpsilonRule;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Numeric differentiation of a recurrent layer whose sequence goes on from a state and has masked
 * steps at its start, end and in between: of the gradient rule, and with Theorem 1 of ReLU cells.
 */
class RecurrentGradientTest {

  private static final int EXAMPLES = 3;
  private static final double STEP = 1e-6;
  private static final LayerWorkspaceMgr MEMORY = LayerWorkspaceMgr.noWorkspaces();

  private final INDArray x = Fixtures.normal(DataType.DOUBLE, 1, EXAMPLES, FEATURES, LENGTH);
  private final INDArray before = Fixtures.normal(DataType.DOUBLE, 2, EXAMPLES, FEATURES, 2);
  private final INDArray g = Fixtures.normal(DataType.DOUBLE, 3, EXAMPLES, UNITS, LENGTH);

  static Stream<Supplier<BaseRecurrentLayer>> kinds() {
    return Stream.of(
        () -> RecurrentSamples.rnn(Activation.TANH).build(),
        () -> RecurrentSamples.rnn(Activation.RELU).build(),
        () -> RecurrentSamples.lstm().build(),
        () ->
            RecurrentSamples.lstm()
                .activation(Activation.SOFTSIGN)
                .gateActivationFunction(Activation.RATIONALTANH)
                .build(),
        () -> RecurrentSamples.peepholes().build(),
        RecurrentSamples::bidirectional);
  }

  private static RecurrentLayer layer(Lfp lfp, BaseRecurrentLayer conf) {
    MultiLayerNetwork network =
        Fixtures.network(
            lfp.withInputReward()
                .configure(
                    RecurrentSamples.sequences(
                        doubles(), conf, new GlobalPoolingLayer(), Fixtures.output())));
    RecurrentLayer layer = (RecurrentLayer) network.getLayer(0);
    layer.params().addi(Fixtures.normal(DataType.DOUBLE, 4, layer.params().shape()).muli(0.3));
    network.getUpdater(); // makes room for gradients
    return layer;
  }

  private static INDArray mask() {
    INDArray mask = Nd4j.ones(DataType.DOUBLE, EXAMPLES, LENGTH);
    mask.putScalar(0, LENGTH - 1, 0);
    mask.putScalar(1, 0, 0);
    mask.putScalar(2, 2, 0);
    return mask;
  }

  /** {@code sum of g h}, from a state that counts as a constant where the layer has one. */
  private double value(RecurrentLayer layer, Map<String, INDArray> state) {
    return evaluate(layer, state).mul(g).sumNumber().doubleValue();
  }

  private INDArray evaluate(RecurrentLayer layer, Map<String, INDArray> state) {
    if (state == null) {
      return layer.activate(x, true, MEMORY);
    }
    layer.rnnSetTBPTTState(state);
    return layer.rnnActivateUsingStoredState(x, true, false, MEMORY);
  }

  private Map<String, INDArray> state(RecurrentLayer layer) {
    if (layer.getParam("WF") != null) {
      return null;
    }
    layer.rnnActivateUsingStoredState(before, true, true, MEMORY);
    return layer.rnnGetTBPTTState();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theGradientRuleGivesTheDerivative(Supplier<BaseRecurrentLayer> kind) {
    RecurrentLayer layer = layer(Lfp.gradient(), kind.get());
    Map<String, INDArray> state = state(layer);
    layer.setMaskArray(mask());
    evaluate(layer, state);
    Pair<Gradient, INDArray> result = layer.backpropGradient(g.dup(), MEMORY);
    INDArray gradient = layer.getGradientsViewArray().dup();
    INDArray parameters = layer.params();
    for (long i = 0; i < parameters.length(); i += 3) {
      double derivative = derivative(layer, state, parameters, i);
      assertThat(gradient.getDouble(i))
          .as("parameter " + i)
          .isCloseTo(-derivative, Offset.offset(1e-7));
    }
    for (long i = 0; i < x.length(); i += 5) {
      double derivative = derivative(layer, state, x, i);
      assertThat(result.getSecond().dup('c').getDouble(i))
          .as("input " + i)
          .isCloseTo(derivative, Offset.offset(1e-7));
    }
  }

  private double derivative(
      RecurrentLayer layer, Map<String, INDArray> state, INDArray variables, long i) {
    double value = variables.getDouble(i);
    variables.putScalar(i, value + STEP);
    double above = value(layer, state);
    variables.putScalar(i, value - STEP);
    double below = value(layer, state);
    variables.putScalar(i, value);
    return (above - below) / (2 * STEP);
  }

  /** The feedback is the gradient that was checked above, scaled. */
  @ParameterizedTest
  @MethodSource("rectified")
  void theoremOneHoldsFromAState(Supplier<BaseRecurrentLayer> kind) {
    RecurrentLayer gradient = layer(Lfp.gradient(), kind.get());
    // Gates that nothing bounds multiply what they keep at every step.
    gradient.params().muli(0.5);
    Map<String, INDArray> state = state(gradient);
    INDArray expected = backward(gradient, state).mul(Transforms.abs(gradient.params(), true));
    RecurrentLayer lfp = layer(Lfp.with(new EpsilonRule(1e-11)), kind.get());
    lfp.params().assign(gradient.params());
    assertThat(Fixtures.maxDifference(expected, backward(lfp, state))).isLessThan(1e-7);
    assertThat(expected.amaxNumber().doubleValue()).isGreaterThan(0.01);
  }

  static Stream<Supplier<BaseRecurrentLayer>> rectified() {
    return Stream.of(
        () -> RecurrentSamples.rnn(Activation.RELU).build(),
        () -> RecurrentSamples.rnn(Activation.IDENTITY).build(),
        // Products of gates share as differentiation does: the theorem holds for ReLU LSTMs, too.
        () ->
            RecurrentSamples.lstm()
                .activation(Activation.RELU)
                .gateActivationFunction(Activation.RELU)
                .build(),
        () ->
            RecurrentSamples.peepholes()
                .activation(Activation.RELU)
                .gateActivationFunction(Activation.IDENTITY)
                .build());
  }

  private INDArray backward(RecurrentLayer layer, Map<String, INDArray> state) {
    layer.setMaskArray(mask());
    evaluate(layer, state);
    layer.backpropGradient(g.dup(), MEMORY);
    return layer.getGradientsViewArray().dup();
  }
}
