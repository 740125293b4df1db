package io.github.lfp4j.dl4j.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.dl4j.activation.ActivationHeaviside;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.factory.Nd4j;

/** Why some activation functions of the reference are among those that are run, and others not. */
class ActivationsTest {

  /** {@code x Phi(x)} at 1, with the normal distribution's Phi from a table. */
  private static final double GELU_OF_ONE = 0.8413447461;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void neitherOfTheGeluFunctionsIsExact(boolean precise) {
    double one =
        new ActivationGELU(precise)
            .getActivation(Nd4j.createFromArray(new double[] {1}), false)
            .getDouble(0);
    // Far from the tolerance of cases, which is about 1e-5, but no other function either.
    assertThat(Math.abs(one - GELU_OF_ONE)).isBetween(1e-4, 1e-2);
  }

  @ParameterizedTest
  @CsvSource({"-0.5, 0", "0, 0", "-0.0, 0", "1e-300, 1", "7, 1"})
  void theStepIsOneAboveZeroOnly(double z, double expected) {
    double a =
        new ActivationHeaviside()
            .getActivation(Nd4j.createFromArray(new double[] {z}), true)
            .getDouble(0);
    assertThat(a).isEqualTo(expected);
  }
}
