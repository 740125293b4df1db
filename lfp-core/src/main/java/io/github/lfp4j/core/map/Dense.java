package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arrays that lie in memory in C order without gaps, which ND4J's operations compute with fastest,
 * and some of them with nothing else.
 */
final class Dense {

  private Dense() {}

  static boolean is(INDArray array) {
    long expected = 1;
    for (int axis = array.rank() - 1; axis >= 0; axis--) {
      if (array.size(axis) != 1 && array.stride(axis) != expected) {
        return false;
      }
      expected *= array.size(axis);
    }
    return true;
  }

  /** The array itself, or a dense copy. */
  static INDArray of(INDArray array) {
    return is(array) ? array : array.dup('c');
  }

  /** The array itself, or scratch in its place, for {@link #copyBack}. */
  static INDArray result(INDArray out) {
    return is(out) ? out : Nd4j.createUninitialized(out.dataType(), out.shape(), 'c');
  }

  /** Copies a result to where it is wanted, unless it is there already. */
  static void copyBack(INDArray result, INDArray out) {
    if (result != out) {
      out.assign(result.reshape('c', out.shape()));
    }
  }

  /** A dense array as another shape, without copying. */
  static INDArray reshape(INDArray dense, long... shape) {
    return dense.reshape('c', shape);
  }
}
