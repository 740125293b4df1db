package io.github.lfp4j.core.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.GradientRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The factors of single steps, against the shares of reward that they stand for. */
class CellRuleTest {

  private static final double[] GATE = {0.1, 0.9, 0.5, 1, 0, 0};
  private static final double[] SIGNAL = {-2, 0.3, 0, 0.25, -1, 0};

  private static INDArray row(double... values) {
    return Nd4j.create(new double[][] {values}).castTo(DataType.DOUBLE);
  }

  private static CellRule rule(GateRule gates) {
    return CellRule.of(new EpsilonRule(1e-9), gates);
  }

  /** {@code R_s + R_g = R} but for the rule that gives all to both. */
  @ParameterizedTest
  @EnumSource(GateRule.class)
  void sharesOfAProductAddUp(GateRule gates) {
    double[] toSignal = rule(gates).toSignal(row(GATE), row(SIGNAL)).toDoubleVector();
    double[] toGate = rule(gates).toGate(row(GATE), row(SIGNAL)).toDoubleVector();
    for (int i = 0; i < GATE.length; i++) {
      double product = GATE[i] * SIGNAL[i];
      double total = toSignal[i] * SIGNAL[i] + toGate[i] * GATE[i];
      assertThat(total).isCloseTo(gates == GateRule.BOTH ? 2 * product : product, within(1e-15));
    }
  }

  @Test
  void sharesAreWhatTheRuleSays() {
    INDArray g = row(0.2);
    INDArray s = row(-0.6);
    // Of G = 1: R = -0.12.
    assertThat(rule(GateRule.SIGNAL_TAKES_ALL).toGate(g, s).getDouble(0)).isZero();
    assertThat(rule(GateRule.HALF).toGate(g, s).getDouble(0) * 0.2).isCloseTo(-0.06, within(1e-15));
    assertThat(rule(GateRule.PROPORTIONAL).toGate(g, s).getDouble(0) * 0.2)
        .isCloseTo(-0.03, within(1e-15));
    assertThat(rule(GateRule.PROPORTIONAL).toSignal(g, s).getDouble(0) * -0.6)
        .isCloseTo(-0.09, within(1e-15));
    assertThat(rule(GateRule.BOTH).toGate(g, s).getDouble(0)).isEqualTo(-0.6);
    assertThat(rule(GateRule.BOTH).toSignal(g, s).getDouble(0)).isEqualTo(0.2);
  }

  static Stream<Activation> gates() {
    return Stream.of(Activation.SIGMOID, Activation.HARDSIGMOID);
  }

  /** The slope of the secant through zero: positive, bounded, the derivative where z is small. */
  @ParameterizedTest
  @MethodSource("gates")
  void gatesPassOnWhatTheyAddToTheirConstant(Activation activation) {
    IActivation function = activation.getActivationFunction();
    INDArray z = row(-3, -1e-4, 1e-4, 0.5, 7);
    INDArray g = function.getActivation(z.dup(), false);
    double[] factor = rule(GateRule.HALF).throughGate(function, z, g).toDoubleVector();
    for (int i = 0; i < factor.length; i++) {
      assertThat(factor[i]).isBetween(0.01, 0.2501);
      assertThat(factor[i] * z.getDouble(i)).isCloseTo(g.getDouble(i) - 0.5, within(1e-8));
    }
    double derivative =
        CellRule.of(new GradientRule(), GateRule.HALF).throughGate(function, z, g).getDouble(1);
    assertThat(factor[1]).isCloseTo(derivative, within(1e-3));
  }

  /**
   * A mean is shared by the epsilon rule; without epsilon it is passed on even where it is zero.
   */
  @Test
  void sumsPassQuotientsOn() {
    INDArray c = row(0, 1, -1e-9);
    assertThat(rule(GateRule.BOTH).throughSum(c).toDoubleVector())
        .containsExactly(0, 1 / (1 + 1e-9), 0.5);
    assertThat(CellRule.of(new EpsilonRule(0), GateRule.BOTH).throughSum(c).toDoubleVector())
        .containsExactly(1, 1, 1);
    assertThat(CellRule.of(new GradientRule(), GateRule.BOTH).throughSum(c).toDoubleVector())
        .containsExactly(1, 1, 1);
  }

  @Test
  void argumentsAreLeftAsTheyAre() {
    IActivation function = Activation.TANH.getActivationFunction();
    for (CellRule rule : new CellRule[] {rule(GateRule.PROPORTIONAL), new ChainRule()}) {
      INDArray g = row(GATE);
      INDArray s = row(SIGNAL);
      rule.toGate(g, s);
      rule.toSignal(g, s);
      rule.throughActivation(function, s, g);
      rule.throughGate(function, s, g);
      rule.throughSum(s);
      assertThat(g).isEqualTo(row(GATE));
      assertThat(s).isEqualTo(row(SIGNAL));
    }
  }
}
