package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.blas.params.MMulTranspose;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.Mmul;
import org.nd4j.linalg.factory.Nd4j;

/** Sums as matrix products with ones: ND4J's reductions take several times as long. */
final class Sums {

  private static final MMulTranspose TRANSPOSED = MMulTranspose.builder().transposeB(true).build();

  private Sums() {}

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
