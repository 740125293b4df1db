package io.github.lfp4j.core.recurrent;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Sequences [N, C, T] in column order, and the same values as rows [N T, C] for matrix products
 * over all time steps at once.
 */
public final class Sequences {

  private Sequences() {}

  /** Whether a sequence lies in column order without gaps. */
  public static boolean isInColumns(INDArray sequence) {
    return sequence.ordering() == 'f' && Shape.hasDefaultStridesForShape(sequence);
  }

  /** A copy as a matrix [N T, C] in column order. */
  static INDArray rows(INDArray sequence) {
    return sequence
        .permute(0, 2, 1)
        .dup('f')
        .reshape('f', sequence.size(0) * sequence.size(2), sequence.size(1));
  }

  /**
   * Writes rows back: the inverse of {@link #rows}.
   *
   * @param rows [N T, C] in column order
   * @param out [N, C, T]; overwritten
   */
  static void assignRows(INDArray rows, INDArray out) {
    out.assign(rows.reshape('f', out.size(0), out.size(2), out.size(1)).permute(0, 2, 1));
  }

  /** A view of one time step, [N, C]. */
  static INDArray step(INDArray sequence, long time) {
    return sequence.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(time));
  }

  /** A view of some channels of a time step [N, C], or of a matrix of weights. */
  static INDArray columns(INDArray matrix, long from, long to) {
    return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
  }

  /** A view of some channels of a sequence. */
  static INDArray channels(INDArray sequence, long from, long to) {
    return sequence.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to), NDArrayIndex.all());
  }

  /**
   * A copy that is one step late: what each step gets from the one before.
   *
   * @param first what the first step gets, [N, C]; null for zeros
   */
  static INDArray delayed(INDArray sequence, INDArray first) {
    INDArray result = sequence.ulike();
    long length = sequence.size(2);
    INDArray start = step(result, 0);
    if (first == null) {
      start.assign(0);
    } else {
      start.assign(first);
    }
    if (length > 1) {
      result.get(times(1, length)).assign(sequence.get(times(0, length - 1)));
    }
    return result;
  }

  private static INDArrayIndex[] times(long from, long to) {
    return new INDArrayIndex[] {
      NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(from, to)
    };
  }

  /**
   * Multiplies in place every channel by a number per example and time step.
   *
   * @param mask [N, T] of the same data type; null for none
   */
  static INDArray mask(INDArray sequence, INDArray mask) {
    if (mask != null) {
      Nd4j.exec(new BroadcastMulOp(sequence, mask, sequence, 0, 2));
    }
    return sequence;
  }
}
