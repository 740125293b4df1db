package io.github.lfp4j.dl4j.relevance;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Which outputs relevance starts from, and with how much. */
@FunctionalInterface
public interface Target {

  /**
   * The relevance at the logits.
   *
   * @param logits [N, C], not to be changed, nor kept without detaching them
   * @return a new array [N, C]
   */
  INDArray relevance(INDArray logits);

  /**
   * The logit of each example's true class: {@code R_c = t_c o_c}.
   *
   * @param labels one-hot classes [N, C]
   */
  static Target labels(INDArray labels) {
    return logits -> logits.mul(labels.castTo(logits.dataType()));
  }

  /** The largest logit of each example (the first of equals). */
  static Target predicted() {
    return logits -> {
      INDArray result = logits.ulike().assign(0);
      long[] winners = logits.argMax(1).toLongVector();
      for (int row = 0; row < winners.length; row++) {
        result.putScalar(row, winners[row], logits.getDouble(row, winners[row]));
      }
      return result;
    };
  }

  /**
   * The logit of one class, of every example.
   *
   * @param index of the class, from 0
   */
  static Target outputClass(int index) {
    return logits -> {
      INDArray result = logits.ulike().assign(0);
      INDArrayIndex[] column = {NDArrayIndex.all(), NDArrayIndex.point(index)};
      result.put(column, logits.get(column));
      return result;
    };
  }
}
