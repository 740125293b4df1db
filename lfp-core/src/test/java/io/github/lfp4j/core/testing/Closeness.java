package io.github.lfp4j.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Comparison of arrays with numbers from a twin. */
public final class Closeness {

  private Closeness() {}

  /** Unit round-off of a data type. */
  public static double roundOff(DataType type) {
    return type == DataType.DOUBLE ? Math.ulp(1.0) / 2 : Math.ulp(1.0f) / 2;
  }

  /** Tolerance of sums of a few products, relative to the largest number. */
  public static double relative(DataType type) {
    return type == DataType.DOUBLE ? 1e-12 : 2e-5;
  }

  /** Asserts that an array has a shape and, up to a share of the largest number, its numbers. */
  public static void assertClose(INDArray actual, long[] shape, double[] expected, double share) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    double[] tolerance = new double[expected.length];
    Arrays.fill(tolerance, share * largest + 1e-30);
    assertThat(actual.shape()).isEqualTo(shape);
    assertWithin(Layout.valuesOf(actual), expected, tolerance);
  }

  /** Asserts closeness with a tolerance for each number; an infinite one still wants a number. */
  public static void assertWithin(double[] actual, double[] expected, double[] tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as("element %d", i).isNotNaN();
      assertThat(Math.abs(actual[i] - expected[i]))
          .as("element %d: %s instead of %s", i, actual[i], expected[i])
          .isLessThanOrEqualTo(tolerance[i]);
    }
  }
}
