package io.github.lfp4j.core.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SequencesTest {

  private static final int N = 2;
  private static final int C = 3;
  private static final int T = 4;

  /** Every number says where it stands: 100 n + 10 c + t. */
  private static INDArray sequence() {
    INDArray result = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {N, C, T}, 'f');
    for (int n = 0; n < N; n++) {
      for (int c = 0; c < C; c++) {
        for (int t = 0; t < T; t++) {
          result.putScalar(new int[] {n, c, t}, 100 * n + 10 * c + t);
        }
      }
    }
    return result;
  }

  @Test
  void rowsHoldOneStepOfOneExampleEach() {
    INDArray rows = Sequences.rows(sequence());
    assertThat(rows.shape()).containsExactly(N * T, C);
    for (int row = 0; row < N * T; row++) {
      double first = rows.getDouble(row, 0);
      assertThat(rows.getRow(row).toDoubleVector()).containsExactly(first, first + 10, first + 20);
    }
    INDArray back = sequence().ulike();
    Sequences.assignRows(rows, back);
    assertThat(back).isEqualTo(sequence());
  }

  @Test
  void delayedSequencesAreOneStepLate() {
    INDArray first = Nd4j.valueArrayOf(new long[] {N, C}, -1.0, DataType.DOUBLE);
    INDArray delayed = Sequences.delayed(sequence(), first);
    assertThat(Sequences.step(delayed, 0)).isEqualTo(first);
    for (int t = 1; t < T; t++) {
      assertThat(Sequences.step(delayed, t)).isEqualTo(Sequences.step(sequence(), t - 1));
    }
    assertThat(Sequences.step(Sequences.delayed(sequence(), null), 0).amaxNumber().doubleValue())
        .isZero();
  }

  @Test
  void masksApplyToAllChannelsOfAStep() {
    INDArray mask = Nd4j.ones(DataType.DOUBLE, N, T);
    mask.putScalar(1, 2, 0);
    INDArray masked = Sequences.mask(sequence(), mask);
    for (int c = 0; c < C; c++) {
      assertThat(masked.getDouble(1, c, 2)).isZero();
      assertThat(masked.getDouble(0, c, 2)).isEqualTo(10 * c + 2);
    }
    assertThat(Sequences.mask(sequence(), null)).isEqualTo(sequence());
  }

  @Test
  void columnOrderIsRecognised() {
    assertThat(Sequences.isInColumns(sequence())).isTrue();
    assertThat(Sequences.isInColumns(sequence().dup('c'))).isFalse();
    assertThat(Sequences.isInColumns(sequence().permute(0, 2, 1))).isFalse();
  }
}
