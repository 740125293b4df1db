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
   * @param logits [N, C], of time series [N, C, T], of images [N, C, H, W], or in the layer's own
   *     format; not to be changed, nor kept without detaching them
   * @return a new array of the same shape
   */
  INDArray relevance(INDArray logits);

  /**
   * The logit of each example's true class: {@code R_c = t_c o_c}.
   *
   * @param labels one-hot classes, in the shape of the logits
   */
  static Target labels(INDArray labels) {
    return logits -> logits.mul(labels.castTo(logits.dataType()));
  }

  /**
   * The largest logit of each example, and of each time step or pixel (the first of equals).
   * Classes are along axis 1.
   */
  static Target predicted() {
    return logits -> {
      INDArray result = logits.ulike().assign(0);
      for (long i = 0; i < logits.tensorsAlongDimension(1); i++) {
        INDArray scores = logits.tensorAlongDimension(i, 1);
        long winner = scores.argMax().getLong(0);
        result.tensorAlongDimension(i, 1).putScalar(winner, scores.getDouble(winner));
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
