package io.github.lfp4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.core.testing.Layout;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class StabilizerTest {

  /** Every finite number of 64 bits, the smallest and the largest ones too. */
  @Provide
  Arbitrary<Double> anyDoubles() {
    return Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite);
  }

  /** Every finite number of 32 bits. */
  @Provide
  Arbitrary<Float> anyFloats() {
    return Arbitraries.integers().map(Float::intBitsToFloat).filter(Float::isFinite);
  }

  @Property(tries = 500)
  void movesEachDoubleAwayFromZeroByExactlyEpsilon(
      @ForAll("anyDoubles") double z, @ForAll @IntRange(min = -12, max = 1) int exponent) {
    double epsilon = Math.pow(10, exponent);
    INDArray result = new Stabilizer(epsilon).apply(Nd4j.createFromArray(z, -z));
    assertThat(result.toDoubleVector()).containsExactly(stab(z, epsilon), stab(-z, epsilon));
  }

  @Property(tries = 500)
  void movesEachFloatAwayFromZeroByExactlyEpsilon(
      @ForAll("anyFloats") float z, @ForAll @IntRange(min = -12, max = 1) int exponent) {
    float epsilon = (float) Math.pow(10, exponent);
    INDArray result = new Stabilizer(epsilon).apply(Nd4j.createFromArray(z, -z));
    assertThat(result.toFloatVector())
        .containsExactly(z >= 0 ? z + epsilon : z - epsilon, -z >= 0 ? -z + epsilon : -z - epsilon);
  }

  private static double stab(double z, double epsilon) {
    return z >= 0 ? z + epsilon : z - epsilon;
  }

  @Test
  void treatsTheEdgesOfDoubleAsTheDefinitionSays() {
    double tiny = Double.MIN_NORMAL;
    double huge = Double.MAX_VALUE;
    INDArray z = Nd4j.createFromArray(0.0, -0.0, tiny, -tiny, huge, -huge);
    assertThat(Stabilizer.DEFAULT.apply(z).toDoubleVector())
        .containsExactly(1e-6, 1e-6, 1e-6, -1e-6, huge, -huge);
    assertThat(new Stabilizer(0).apply(z).toDoubleVector())
        .containsExactly(0.0, 0.0, tiny, -tiny, huge, -huge);
  }

  @Test
  void treatsTheEdgesOfFloatAsTheDefinitionSays() {
    float tiny = Float.MIN_NORMAL;
    float huge = Float.MAX_VALUE;
    INDArray z = Nd4j.createFromArray(0f, -0f, tiny, -tiny, huge, -huge);
    assertThat(Stabilizer.DEFAULT.apply(z).toFloatVector())
        .containsExactly(1e-6f, 1e-6f, 1e-6f, -1e-6f, huge, -huge);
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void keepsShapeTypeOrderAndInput(Layout layout) {
    double[] values = {0, -1, 2, -3, 4, -5};
    INDArray z = layout.of(values, DataType.FLOAT, 2, 3);
    INDArray result = new Stabilizer(0.5).apply(z);
    assertThat(result.shape()).containsExactly(2, 3);
    assertThat(result.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(result.ordering()).isEqualTo(z.ordering());
    assertThat(Layout.valuesOf(result)).containsExactly(0.5, -1.5, 2.5, -3.5, 4.5, -5.5);
    assertThat(Layout.valuesOf(z)).containsExactly(values);
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void dividesInPlace(Layout layout) {
    INDArray z = layout.of(new double[] {0, -1, 3, -3}, DataType.DOUBLE, 2, 2);
    INDArray r = layout.of(new double[] {1, 3, -7, 0}, DataType.DOUBLE, 2, 2);
    assertThat(new Stabilizer(0.5).divide(r, z)).isSameAs(r);
    assertThat(Layout.valuesOf(r)).containsExactly(2, -2, -2, -0.0);
    assertThat(Layout.valuesOf(z)).containsExactly(0, -1, 3, -3);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void refusesOtherEpsilons(double epsilon) {
    assertThatThrownBy(() -> new Stabilizer(epsilon))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("epsilon must be finite and at least 0, but is " + epsilon);
  }
}
