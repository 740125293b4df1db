package io.github.lfp4j.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.core.map.AveragePooling2DMap;
import io.github.lfp4j.core.map.Convolution2DMap;
import io.github.lfp4j.core.map.DenseMap;
import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.core.map.Window2D;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What goes in at the output comes out at the input, but for the bias' share and epsilon. */
class ConservationTest {

  private static final Window2D WINDOW = new Window2D(3, 2, 2, 1, 1, 1, 1, 1, false, false);

  /** Positive numbers, so that no denominator is near zero. */
  private static INDArray positive(long seed, long... shape) {
    long length = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return Nd4j.createFromArray(new Random(seed).doubles(length, 0.1, 1.1).toArray())
        .reshape(shape);
  }

  private record Layer(LinearMap map, INDArray x, INDArray w, INDArray b) {}

  static Stream<Layer> layersWithoutBias() {
    return Stream.of(
        new Layer(DenseMap.INSTANCE, positive(1, 4, 7), positive(2, 7, 3), null),
        new Layer(
            new Convolution2DMap(WINDOW), positive(3, 2, 3, 6, 5), positive(4, 4, 3, 3, 2), null),
        new Layer(new AveragePooling2DMap(WINDOW, true), positive(5, 2, 3, 6, 5), null, null));
  }

  private static INDArray rewards(AffineForward forward) {
    return Nd4j.linspace(DataType.DOUBLE, -1, 0.37, forward.preActivation().length())
        .reshape(forward.preActivation().shape());
  }

  private static double sumAtInput(Rule rule, AffineForward forward, INDArray reward) {
    INDArray out = forward.input().ulike();
    rule.propagate(
        forward, OutputReward.of(reward, forward.preActivation(), rule.stabilizer()), out);
    INDArray total = rule.form() == Rule.Form.TOTAL ? out : out.mul(forward.input());
    return total.sumNumber().doubleValue();
  }

  @ParameterizedTest
  @MethodSource("layersWithoutBias")
  void epsilonLosesRewardInProportionToEpsilon(Layer layer) {
    AffineForward forward = AffineForward.of(layer.map(), layer.x(), layer.w(), null);
    INDArray reward = rewards(forward);
    double sum = reward.sumNumber().doubleValue();
    double lostAt1e3 = sum - sumAtInput(new EpsilonRule(1e-3), forward, reward);
    double lostAt1e6 = sum - sumAtInput(new EpsilonRule(1e-6), forward, reward);
    double lostAt1e9 = sum - sumAtInput(new EpsilonRule(1e-9), forward, reward);
    assertThat(Math.abs(lostAt1e3)).isGreaterThan(1e-5);
    assertThat(lostAt1e6).isCloseTo(lostAt1e3 / 1e3, within(Math.abs(lostAt1e3) / 1e5));
    assertThat(lostAt1e9).isCloseTo(lostAt1e6 / 1e3, within(Math.abs(lostAt1e6) / 1e6));
    assertThat(sumAtInput(new ZeroRule(), forward, reward)).isCloseTo(sum, within(1e-11));
  }

  @ParameterizedTest
  @MethodSource("layersWithoutBias")
  void everyRuleConserves(Layer layer) {
    AffineForward forward = AffineForward.of(layer.map(), layer.x(), layer.w(), null);
    INDArray reward = rewards(forward);
    double sum = reward.sumNumber().doubleValue();
    Stream.of(
            new EpsilonRule(1e-12),
            new ZeroRule(),
            new GammaRule(0.5, 1e-12, false),
            new ZPlusRule(1e-12, false),
            new WSquareRule(1e-12, false),
            new FlatRule(1e-12))
        .forEach(
            rule ->
                assertThat(sumAtInput(rule, forward, reward))
                    .as("%s", rule)
                    .isCloseTo(sum, within(1e-8)));
  }

  @Test
  void theBiasTakesItsShareAndKeepsIt() {
    INDArray x = positive(6, 1, 4);
    INDArray w = positive(7, 4, 1);
    INDArray b = Nd4j.createFromArray(2.5);
    AffineForward forward = AffineForward.of(DenseMap.INSTANCE, x, w, b);
    INDArray reward = Nd4j.createFromArray(3.0).reshape(1, 1);
    double z = forward.preActivation().getDouble(0);
    assertThat(sumAtInput(new ZeroRule(), forward, reward))
        .isCloseTo(3 * (z - 2.5) / z, within(1e-12));
    assertThat(sumAtInput(new EpsilonRule(0, true), forward, reward)).isCloseTo(3, within(1e-12));
  }
}
