package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.FEATURES;
import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.RecurrentSamples.LENGTH;
import static io.github.lfp4j.dl4j.RecurrentSamples.UNITS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.recurrent.GateRule;
import io.github.lfp4j.core.rule.EpsilonRule;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Feedback of LSTM layers, and what they hand down, against {@link LstmTwin}. */
class RecurrentTwinTest {

  private static final int EXAMPLES = 4;
  private static final double EPSILON = 1e-2;
  private static final double TOLERANCE = 1e-10;

  static Stream<Arguments> cases() {
    List<Supplier<BaseRecurrentLayer>> kinds =
        List.of(
            () -> RecurrentSamples.lstm().build(),
            () -> RecurrentSamples.peepholes().build(),
            RecurrentSamples::bidirectional);
    return kinds.stream()
        .flatMap(kind -> Arrays.stream(GateRule.values()).map(rule -> Arguments.of(kind, rule)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void feedbackFollowsTheEquations(Supplier<BaseRecurrentLayer> kind, GateRule gates) {
    compare(kind.get(), gates, false, LENGTH);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void maskedStepsHoldNothing(Supplier<BaseRecurrentLayer> kind, GateRule gates) {
    compare(kind.get(), gates, true, LENGTH);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void truncationStopsTheWayBack(Supplier<BaseRecurrentLayer> kind, GateRule gates) {
    if (!kind.get().equals(RecurrentSamples.bidirectional())) {
      compare(kind.get(), gates, false, 2); // the other one needs the whole sequence
    }
  }

  private static void compare(BaseRecurrentLayer conf, GateRule gates, boolean masked, int steps) {
    MultiLayerNetwork network =
        Fixtures.network(
            Lfp.with(new EpsilonRule(EPSILON))
                .gates(gates)
                .withInputReward()
                .configure(
                    RecurrentSamples.sequences(
                        doubles(), conf, new GlobalPoolingLayer(), Fixtures.output())));
    RecurrentLayer layer = (RecurrentLayer) network.getLayer(0);
    // Biases of all kinds, and peepholes, that are not zero.
    layer.params().addi(Fixtures.normal(DataType.DOUBLE, 8, layer.params().shape()).muli(0.3));
    network.getUpdater(); // makes room for gradients
    INDArray x = Fixtures.normal(DataType.DOUBLE, 9, EXAMPLES, FEATURES, LENGTH);
    INDArray mask = mask(masked);
    LayerWorkspaceMgr memory = LayerWorkspaceMgr.noWorkspaces();
    layer.setMaskArray(masked ? mask : null);
    INDArray h = layer.activate(x, true, memory);
    INDArray g = Fixtures.normal(DataType.DOUBLE, 10, EXAMPLES, UNITS, LENGTH);
    Pair<Gradient, INDArray> actual =
        steps == LENGTH
            ? layer.backpropGradient(g.dup(), memory)
            : layer.tbpttBackpropGradient(g.dup(), steps, memory);

    boolean bidirectional = layer.getParam("WF") != null;
    String[][] keys =
        bidirectional
            ? new String[][] {{"WF", "RWF", "bF"}, {"WB", "RWB", "bB"}}
            : new String[][] {{"W", "RW", "b"}};
    LstmTwin[] twins = Arrays.stream(keys).map(k -> twin(layer, k, gates)).toArray(LstmTwin[]::new);
    for (int n = 0; n < EXAMPLES; n++) {
      expect(
          twins,
          example(x, n),
          mask.getRow(n).toDoubleVector(),
          example(g, n),
          steps,
          example(h, n),
          example(actual.getSecond().mul(x), n));
    }
    for (int i = 0; i < keys.length; i++) {
      Gradient feedback = actual.getFirst();
      assertClose(feedback.getGradientFor(keys[i][0]).neg().toDoubleMatrix(), twins[i].feedbackW);
      assertClose(feedback.getGradientFor(keys[i][1]).neg().toDoubleMatrix(), twins[i].feedbackRw);
      assertClose(
          new double[][] {feedback.getGradientFor(keys[i][2]).neg().ravel().toDoubleVector()},
          new double[][] {twins[i].feedbackB});
    }
  }

  /** Compares outputs and rewards at the input of one example; adds its feedback to the twins'. */
  private static void expect(
      LstmTwin[] twins,
      double[][] x,
      double[] mask,
      double[][] g,
      int steps,
      double[][] actualOutput,
      double[][] actualReward) {
    double[][][] inputs = {x, reversed(x)};
    double[][] masks = {mask, reversed(mask)};
    double[][][] outputs = new double[2][][];
    LstmTwin.Values[] values = new LstmTwin.Values[2];
    double[][] sum = new double[x.length][UNITS];
    for (int i = 0; i < twins.length; i++) {
      values[i] = twins[i].forward(inputs[i], masks[i]);
      outputs[i] = i == 0 ? values[i].h : reversed(values[i].h);
      add(sum, outputs[i]);
    }
    assertClose(actualOutput, sum);
    double[][] expected = new double[x.length][x[0].length];
    for (int i = 0; i < twins.length; i++) {
      double[][] reward = new double[x.length][UNITS];
      for (int t = 0; t < x.length; t++) {
        for (int j = 0; j < UNITS; j++) {
          double share =
              twins.length == 1 ? 1 : sum[t][j] / (sum[t][j] + Math.copySign(EPSILON, sum[t][j]));
          reward[t][j] = g[t][j] * share * outputs[i][t][j];
        }
      }
      double[][] down =
          twins[i].backward(
              inputs[i], masks[i], values[i], i == 0 ? reward : reversed(reward), steps);
      add(expected, i == 0 ? down : reversed(down));
    }
    assertClose(actualReward, expected);
  }

  private static INDArray mask(boolean masked) {
    INDArray mask = Fixtures.normal(DataType.DOUBLE, 1, EXAMPLES, LENGTH).assign(1);
    if (masked) {
      // At the end, at the start, in between.
      mask.putScalar(0, LENGTH - 1, 0);
      mask.putScalar(1, 0, 0);
      mask.putScalar(2, 2, 0);
    }
    return mask;
  }

  private static LstmTwin twin(Layer layer, String[] keys, GateRule gates) {
    return new LstmTwin(
        layer.getParam(keys[0]).toDoubleMatrix(),
        layer.getParam(keys[1]).toDoubleMatrix(),
        layer.getParam(keys[2]).ravel().toDoubleVector(),
        gates,
        EPSILON);
  }

  /** One example of [N, C, T] as [T][C]. */
  private static double[][] example(INDArray sequences, int n) {
    return sequences.slice(n, 0).transpose().dup('c').toDoubleMatrix();
  }

  private static double[][] reversed(double[][] steps) {
    double[][] result = new double[steps.length][];
    for (int t = 0; t < steps.length; t++) {
      result[t] = steps[steps.length - 1 - t];
    }
    return result;
  }

  private static double[] reversed(double[] steps) {
    double[] result = new double[steps.length];
    for (int t = 0; t < steps.length; t++) {
      result[t] = steps[steps.length - 1 - t];
    }
    return result;
  }

  private static void add(double[][] sum, double[][] term) {
    for (int t = 0; t < sum.length; t++) {
      for (int j = 0; j < sum[t].length; j++) {
        sum[t][j] += term[t][j];
      }
    }
  }

  private static void assertClose(double[][] actual, double[][] expected) {
    double scale =
        Arrays.stream(expected).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElseThrow();
    assertThat(scale).isFinite().isPositive();
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < expected[i].length; j++) {
        assertThat(actual[i][j])
            .as("[" + i + ", " + j + "]")
            .isCloseTo(
                expected[i][j], org.assertj.core.data.Offset.offset(TOLERANCE * (1 + scale)));
      }
    }
  }
}
