package io.github.lfp4j.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.lfp4j.core.map.AveragePooling2DMap;
import io.github.lfp4j.core.map.DenseMap;
import io.github.lfp4j.core.map.Window2D;
import io.github.lfp4j.core.testing.Values;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Rules as values: what they refuse, their names, and that they survive being written down. */
class RuleArgumentsTest {

  static Stream<Arguments> refused() {
    double nan = Double.NaN;
    double infinite = Double.POSITIVE_INFINITY;
    return Stream.of(
        refused(() -> new EpsilonRule(-1), "epsilon must be finite and at least 0, but is -1.0"),
        refused(() -> new GammaRule(0.1, nan, false), "epsilon must be finite"),
        refused(() -> new ZPlusRule(infinite, false), "epsilon must be finite"),
        refused(() -> new AlphaBetaRule(2, 1, -1, false), "epsilon must be finite"),
        refused(() -> new WSquareRule(-1, false), "epsilon must be finite"),
        refused(() -> new FlatRule(nan), "epsilon must be finite"),
        refused(() -> new ZBoxRule(List.of(0.0), List.of(1.0), -1), "epsilon must be finite"),
        refused(() -> new GammaRule(-0.1), "gamma must be finite and at least 0, but is -0.1"),
        refused(() -> new GammaRule(nan), "gamma must be finite and at least 0, but is NaN"),
        refused(() -> new GammaRule(infinite), "gamma must be finite"),
        refused(() -> new AlphaBetaRule(2, 2), "alpha - beta must be 1, but they are 2.0 and 2.0"),
        refused(() -> new AlphaBetaRule(0.5, -0.5), "at least 0"),
        refused(() -> new AlphaBetaRule(nan, 1), "at least 0"),
        refused(
            () -> new ZBoxRule(2, 1),
            "the lower bound 2.0 of the z-box rule exceeds the upper bound 1.0"),
        refused(
            () -> new ZBoxRule(List.of(0.0, 0.0), List.of(1.0, -1.0), 0),
            "the lower bound 0.0 of the z-box rule exceeds the upper bound -1.0"),
        refused(() -> new ZBoxRule(nan, 1), "the lower bound NaN"),
        refused(
            () -> new ZBoxRule(List.of(), List.of(1.0), 0), "needs a lower and an upper bound"));
  }

  private static Arguments refused(ThrowingCallable call, String message) {
    return Arguments.of(call, message);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesArgumentsInOneSentence(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(call)
        .withMessageContaining(message)
        .withMessageNotContaining("\n");
  }

  @Test
  void zBoxSaysWhatItCannotBeUsedFor() {
    INDArray image = Nd4j.rand(DataType.FLOAT, 1, 2, 4, 4);
    Window2D window = new Window2D(2, 2, 2, 2, 0, 0, 1, 1, false, false);
    AffineForward pooling =
        AffineForward.of(new AveragePooling2DMap(window, true), image, null, null);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> propagate(new ZBoxRule(0, 1), pooling))
        .withMessageContaining("choose the epsilon rule for pooling");

    AffineForward dense =
        AffineForward.of(DenseMap.INSTANCE, Nd4j.rand(DataType.FLOAT, 2, 3), Nd4j.rand(3, 2), null);
    ZBoxRule two = new ZBoxRule(List.of(0.0, 0.0), List.of(1.0), 1e-6);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> propagate(two, dense))
        .withMessageContaining("2 lower bounds, but the layer's input has 3 channels");
  }

  private static void propagate(Rule rule, AffineForward forward) {
    INDArray z = forward.preActivation();
    rule.propagate(forward, OutputReward.of(z, z, rule.stabilizer()), forward.input().ulike());
  }

  static Stream<Rule> rules() {
    return Stream.concat(
        Rules.names().stream().map(Rules::byName),
        Stream.of(
            new EpsilonRule(0.125, true),
            new GammaRule(0.7, 1e-3, true),
            new ZPlusRule(1e-4, true),
            new AlphaBetaRule(3, 2, 1e-2, true),
            new WSquareRule(0, true),
            new FlatRule(0.5),
            new ZBoxRule(List.of(-1.0, -2.0), List.of(3.0, 4.0), 1e-9)));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void survivesJson(Rule rule) {
    for (Values.Json mapper : Values.Json.values()) {
      String json = mapper.write(rule, Rule.class);
      assertThat(json).contains("\"@class\"", rule.getClass().getName());
      Rule read = mapper.read(json, Rule.class);
      assertThat(read).isEqualTo(rule).hasSameHashCodeAs(rule);
      assertThat(mapper.write(read, Rule.class)).isEqualTo(json);
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void survivesSerialisation(Rule rule) {
    assertThat(Values.serialiseAndBack(rule)).isEqualTo(rule).isNotSameAs(rule);
  }

  @Test
  void differsFromOtherSettings() {
    assertThat(new EpsilonRule(1e-6)).isNotEqualTo(new EpsilonRule(1e-5));
    assertThat(new EpsilonRule(1e-6, true)).isNotEqualTo(new EpsilonRule(1e-6, false));
    assertThat(new GammaRule(0.25)).isEqualTo(new GammaRule()).isNotEqualTo(new GammaRule(0.3));
    assertThat(new ZBoxRule(0, 1)).isNotEqualTo(new ZBoxRule(-1, 1));
  }

  @Test
  void boundsDoNotFollowTheListTheyCameFrom() {
    List<Double> low = new java.util.ArrayList<>(List.of(0.0));
    ZBoxRule rule = new ZBoxRule(low, List.of(1.0), 1e-6);
    low.set(0, 0.5);
    assertThat(rule.low()).containsExactly(0.0);
  }

  @Test
  void namesAreTheDocumentedOnes() {
    assertThat(Rules.names())
        .containsExactly(
            "epsilon",
            "zero",
            "gamma",
            "z-plus",
            "alpha2-beta1",
            "w-square",
            "flat",
            "z-box",
            "pass",
            "gradient");
    assertThat(Rules.byName("epsilon")).isEqualTo(new EpsilonRule(1e-6, false));
    assertThat(Rules.byName("zero")).isEqualTo(new ZeroRule());
    assertThat(Rules.byName("gamma")).isEqualTo(new GammaRule(0.25, 1e-6, false));
    assertThat(Rules.byName("z-plus")).isEqualTo(new ZPlusRule(1e-6, false));
    assertThat(Rules.byName("alpha2-beta1")).isEqualTo(new AlphaBetaRule(2, 1, 1e-6, false));
    assertThat(Rules.byName("w-square")).isEqualTo(new WSquareRule(1e-6, false));
    assertThat(Rules.byName("flat")).isEqualTo(new FlatRule(1e-6));
    assertThat(Rules.byName("z-box")).isEqualTo(new ZBoxRule(0, 1));
    assertThat(Rules.byName("pass")).isEqualTo(new PassRule());
  }

  @Test
  void anUnknownNameListsTheNames() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rules.byName("epsylon"))
        .withMessageContaining("'epsylon'")
        .withMessageContaining(String.join(", ", Rules.names()));
  }
}
