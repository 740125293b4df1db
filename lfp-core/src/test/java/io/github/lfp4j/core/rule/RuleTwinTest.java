package io.github.lfp4j.core.rule;

import static io.github.lfp4j.core.testing.Closeness.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.testing.Closeness;
import io.github.lfp4j.core.testing.LayerCase;
import io.github.lfp4j.core.testing.LayerCase.Kind;
import io.github.lfp4j.core.testing.Layout;
import io.github.lfp4j.core.testing.TapLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every rule on every map against its loop-level twin. */
class RuleTwinTest {

  private static final int CASES = 12;

  static List<Arguments> rulesAndKinds() {
    List<Rule> rules =
        List.of(
            new EpsilonRule(),
            new EpsilonRule(0.25),
            new EpsilonRule(1e-3, true),
            new ZeroRule(),
            new GammaRule(),
            new GammaRule(1, 0.1, true),
            new GammaRule(0, 1e-6, false),
            new ZPlusRule(),
            new ZPlusRule(0.01, true),
            new AlphaBetaRule(2, 1),
            new AlphaBetaRule(1.5, 0.5, 1e-3, true),
            new AlphaBetaRule(1, 0),
            new WSquareRule(),
            new WSquareRule(1e-3, true),
            new FlatRule(),
            new FlatRule(0.5));
    List<Arguments> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (Rule rule : rules) {
        all.add(Arguments.of(rule, kind));
      }
    }
    for (Kind kind : withWeights()) {
      all.add(Arguments.of(new ZBoxRule(-3, 3), kind));
      all.add(Arguments.of(new ZBoxRule(List.of(-4.0), List.of(5.0), 0.1), kind));
    }
    return all;
  }

  private static EnumSet<Kind> withWeights() {
    return EnumSet.complementOf(EnumSet.of(Kind.AVERAGE_POOLING));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("rulesAndKinds")
  void equalsItsTwin(Rule rule, Kind kind) {
    int compared = 0;
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      for (Layout layout : Layout.values()) {
        for (long seed = 0; seed < CASES; seed++) {
          LayerCase layer = LayerCase.random(kind, seed, type, layout);
          try {
            compared += compare(rule, layer);
          } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                type + " " + layout + " seed " + seed + ": " + e.getMessage(), e);
          }
        }
      }
    }
    // Rounding must not have excused what the comparison is for.
    assertThat(compared).isGreaterThan(500);
  }

  @ParameterizedTest
  @MethodSource("boundsPerChannelCases")
  void zBoxTakesBoundsPerChannel(Kind kind, DataType type, Layout layout) {
    for (long seed = 0; seed < CASES; seed++) {
      LayerCase layer = LayerCase.random(kind, seed, type, layout);
      int channels = (int) layer.twin().inputShape()[layer.twin().channelAxis()];
      List<Double> low = new ArrayList<>();
      List<Double> high = new ArrayList<>();
      for (int c = 0; c < channels; c++) {
        low.add(-3.0 - c);
        high.add(2.5 + c * c);
      }
      compare(new ZBoxRule(low, high, 1e-6), layer);
    }
  }

  static List<Arguments> boundsPerChannelCases() {
    List<Arguments> all = new ArrayList<>();
    for (Kind kind : withWeights()) {
      all.add(Arguments.of(kind, DataType.DOUBLE, Layout.C));
      all.add(Arguments.of(kind, DataType.FLOAT, Layout.F));
      all.add(Arguments.of(kind, DataType.DOUBLE, Layout.STRIDED));
    }
    return all;
  }

  /** Compares rule and twin on one layer; returns how many numbers could be compared. */
  private static int compare(Rule rule, LayerCase layer) {
    TapLayer twin = layer.twin();
    double[] r = layer.numbers().some(twin.outputs());
    boolean exactSums = layer.numbers().onGrid() && twin.w() != null;
    Shares expected = RuleTwins.apply(rule, twin, r, Closeness.roundOff(layer.type()), exactSums);

    INDArray x = layer.input();
    INDArray w = layer.weights();
    INDArray b = layer.bias();
    AffineForward forward = AffineForward.of(layer.map(), x, w, b);
    double[] z = Layout.valuesOf(forward.preActivation());
    INDArray reward = layer.output(r);
    INDArray out = layer.layout().garbage(layer.type(), twin.inputShape());
    rule.propagate(
        forward, OutputReward.of(reward, forward.preActivation(), rule.stabilizer()), out);

    double[] tolerance = expected.tolerance();
    double[] actual = Layout.valuesOf(out);
    if (rule.form() == Rule.Form.PER_UNIT) {
      comparePerUnit(twin.x(), actual, expected);
      actual = product(twin.x(), actual);
    }
    assertWithin(actual, expected.relevance(), tolerance);

    assertThat(Layout.valuesOf(reward)).as("reward is not changed").isEqualTo(r);
    assertThat(Layout.valuesOf(x)).as("input is not changed").isEqualTo(twin.x());
    assertThat(Layout.valuesOf(forward.preActivation())).as("z is not changed").isEqualTo(z);
    if (w != null) {
      assertThat(Layout.valuesOf(w)).as("weights are not changed").isEqualTo(twin.w());
    }
    if (b != null) {
      assertThat(Layout.valuesOf(b)).as("bias is not changed").isEqualTo(twin.b());
    }
    return (int) Arrays.stream(tolerance).filter(Double::isFinite).count();
  }

  /** G = R / x wherever x is not zero. */
  private static void comparePerUnit(double[] x, double[] g, Shares expected) {
    double[] tolerance = expected.tolerance();
    for (int i = 0; i < x.length; i++) {
      assertThat(g[i]).as("G of input %d", i).isFinite();
      if (x[i] != 0 && Double.isFinite(tolerance[i])) {
        assertThat(Math.abs(g[i] - expected.relevance()[i] / x[i]))
            .as("G of input %d", i)
            .isLessThanOrEqualTo(tolerance[i] / Math.abs(x[i]) + 1e-30);
      }
    }
  }

  private static double[] product(double[] a, double[] b) {
    double[] result = new double[a.length];
    Arrays.setAll(result, i -> a[i] * b[i]);
    return result;
  }
}
