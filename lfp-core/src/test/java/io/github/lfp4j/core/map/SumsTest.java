package io.github.lfp4j.core.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Sums of arrays in any layout, against loops over their elements. */
class SumsTest {

  private static INDArray numbers(char order, int... shape) {
    INDArray array = Nd4j.create(DataType.DOUBLE, longs(shape), order);
    Random random = new Random(2);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, random.nextGaussian());
    }
    return array;
  }

  private static long[] longs(int... numbers) {
    return Arrays.stream(numbers).asLongStream().toArray();
  }

  static Stream<Arguments> arrays() {
    return Stream.of(
        Arguments.of("rows", numbers('c', 3, 4), 1),
        Arguments.of("columns", numbers('f', 3, 4), 1),
        Arguments.of("images", numbers('c', 3, 4, 2, 5), 1),
        Arguments.of("images in column order", numbers('f', 3, 4, 2, 5), 1),
        Arguments.of("channels last", numbers('c', 3, 2, 5, 4), 3),
        Arguments.of("permuted", numbers('c', 3, 2, 5, 4).permute(0, 3, 1, 2), 1),
        Arguments.of("series", numbers('f', 3, 4, 6), 1),
        Arguments.of("volumes", numbers('c', 2, 3, 2, 2, 2), 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("arrays")
  void agreeWithLoops(String name, INDArray values, int unitAxis) {
    int units = (int) values.size(unitAxis);
    int examples = (int) values.size(0);
    double[][] expected = new double[examples][units];
    double[] perUnit = new double[units];
    for (long i = 0; i < values.length(); i++) {
      long[] place = place(i, values.shape());
      expected[(int) place[0]][(int) place[unitAxis]] += values.getDouble(place);
      perUnit[(int) place[unitAxis]] += values.getDouble(place);
    }

    INDArray ofExamples = Sums.perExample(values, unitAxis);
    INDArray ofUnits = Nd4j.create(values.dataType(), units);
    Sums.perUnit(values, unitAxis, ofUnits);

    assertThat(ofExamples.shape()).containsExactly(examples, units);
    for (int n = 0; n < examples; n++) {
      assertThat(ofExamples.getRow(n).toDoubleVector()).contains(expected[n], within(1e-12));
    }
    assertThat(ofUnits.toDoubleVector()).contains(perUnit, within(1e-12));
  }

  private static long[] place(long index, long[] shape) {
    long[] place = new long[shape.length];
    long left = index;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      place[axis] = left % shape[axis];
      left /= shape[axis];
    }
    return place;
  }
}
