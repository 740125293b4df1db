package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.blas.params.MMulTranspose;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.Mmul;
import org.nd4j.linalg.factory.Nd4j;

/** Sums as matrix products with ones: ND4J's reductions take several times as long. */
public final class Sums {

  private static final MMulTranspose TRANSPOSED = MMulTranspose.builder().transposeB(true).build();

  private Sums() {}

  /**
   * The sum of what belongs to each unit, {@code out_j <- sum of values} over all other axes.
   *
   * @param values any array of floating-point numbers
   * @param unitAxis the axis of {@code values} that counts units
   * @param out as many numbers as there are units; overwritten
   */
  public static void perUnit(INDArray values, int unitAxis, INDArray out) {
    int last = values.rank() - 1;
    boolean gapless = out.elementWiseStride() == 1;
    if (gapless && last == 1 && unitAxis == 1) {
      // Whatever the order of its rows and columns.
      INDArray row = out.reshape(1, out.length());
      Nd4j.gemm(ones(values, 1, values.size(0)), values, row, false, false, 1, 0);
    } else if (gapless && unitAxis == last && Dense.is(values)) {
      long units = out.length();
      ofColumns(Dense.reshape(values, values.length() / units, units), out);
    } else if (gapless && unitAxis == 1 && Dense.is(values)) {
      long units = out.length();
      long rows = values.size(0) * units;
      INDArray ofEach = ofRows(Dense.reshape(values, rows, values.length() / rows));
      ofColumns(Dense.reshape(ofEach, values.size(0), units), out);
    } else {
      values.sum(out.reshape(out.length()), Axes.allBut(unitAxis, values.rank()));
    }
  }

  /**
   * The sum of what belongs to each unit of each example, over all positions.
   *
   * @param values examples along the first axis
   * @param unitAxis the axis of {@code values} that counts units
   * @return a new array [examples, units] in row order
   */
  public static INDArray perExample(INDArray values, int unitAxis) {
    if (values.rank() == 2) {
      return values.dup('c');
    }
    long examples = values.size(0);
    long units = values.size(unitAxis);
    if (unitAxis == 1 && Dense.is(values)) {
      long rows = examples * units;
      INDArray sums = ofRows(Dense.reshape(values, rows, values.length() / rows));
      return Dense.reshape(sums, examples, units);
    }
    INDArray sums = Nd4j.createUninitialized(values.dataType(), new long[] {examples, units}, 'c');
    return values.sum(sums, Axes.allBut(0, unitAxis, values.rank()));
  }

  /** An array of ones, of the type of another one. */
  static INDArray ones(INDArray like, long rows, long columns) {
    return Nd4j.createUninitialized(like.dataType(), new long[] {rows, columns}, 'c').assign(1);
  }

  /**
   * The sum of each row.
   *
   * @param matrix [n, m] in row order
   * @return [1, n]
   */
  static INDArray ofRows(INDArray matrix) {
    INDArray sums =
        Nd4j.createUninitialized(matrix.dataType(), new long[] {1, matrix.size(0)}, 'c');
    Nd4j.exec(new Mmul(ones(matrix, 1, matrix.size(1)), matrix, sums, TRANSPOSED));
    return sums;
  }

  /**
   * The sum of each column.
   *
   * @param matrix [n, m] in row order
   * @param out m numbers, without gaps; overwritten
   */
  static void ofColumns(INDArray matrix, INDArray out) {
    INDArray ones = ones(matrix, 1, matrix.size(0));
    Nd4j.exec(new Mmul(ones, matrix, out.reshape(1, out.length()), null));
  }
}
