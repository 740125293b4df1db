package io.github.lfp4j.dl4j.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.rule.EpsilonRule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class MagnitudeScalingTest {

  static List<Arguments> sizes() {
    List<Arguments> all = new ArrayList<>();
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      for (long length : new long[] {1, 1000, 380_000, 380_001, 760_000, 912_345}) {
        all.add(Arguments.of(type, length));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void everyElementIsMultipliedBySizeOfItsParameter(DataType type, long length) {
    // As in a network: a layer's part of a longer row.
    INDArray all = Nd4j.randn(type, 1, length + 20);
    INDArray gradients =
        all.get(NDArrayIndex.point(0), NDArrayIndex.interval(10, length + 10)).reshape(1, length);
    INDArray parameters = Nd4j.randn(type, 1, length);
    double[] g = gradients.dup().toDoubleVector();
    double[] p = parameters.toDoubleVector();
    double before = all.getDouble(9);
    double behind = all.getDouble(length + 10);

    MagnitudeScaling scaling = MagnitudeScaling.of(null, gradients, parameters);
    scaling.apply(scaling.newScratch(new EpsilonRule(), 1));

    double[] result = gradients.dup().toDoubleVector();
    double worst = 0;
    for (int i = 0; i < length; i++) {
      worst = Math.max(worst, Math.abs(result[i] - Math.abs(p[i]) * g[i]));
    }
    assertThat(worst).isLessThan(type == DataType.FLOAT ? 1e-5 : 1e-14);
    assertThat(parameters.toDoubleVector()).isEqualTo(p);
    assertThat(all.getDouble(9)).isEqualTo(before);
    assertThat(all.getDouble(length + 10)).isEqualTo(behind);
  }

  @Test
  void isMadeAnewOnlyForOtherArrays() {
    INDArray gradients = Nd4j.ones(1, 4);
    INDArray parameters = Nd4j.ones(1, 4);
    MagnitudeScaling first = MagnitudeScaling.of(null, gradients, parameters);
    assertThat(MagnitudeScaling.of(first, gradients, parameters)).isSameAs(first);
    assertThat(MagnitudeScaling.of(first, gradients.dup(), parameters)).isNotSameAs(first);
    assertThat(MagnitudeScaling.of(first, gradients, parameters.dup())).isNotSameAs(first);
  }
}
