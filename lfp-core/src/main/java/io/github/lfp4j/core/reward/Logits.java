package io.github.lfp4j.core.reward;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.custom.SoftMax;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** What several rewards compute from logits [N, C]. */
final class Logits {

  private Logits() {}

  static INDArray softmax(INDArray logits) {
    INDArray result = logits.ulike();
    Nd4j.exec(new SoftMax(logits, result, 1));
    return result;
  }

  static INDArray sigmoid(INDArray logits) {
    return Transforms.sigmoid(logits, true);
  }

  static INDArray sign(INDArray logits) {
    return Transforms.sign(logits, true);
  }

  /** 1 at the class with the largest value of each row (the first of equals), else 0. */
  static INDArray oneHotMaximum(INDArray values) {
    INDArray result = values.ulike().assign(0);
    long[] winners = values.argMax(1).toLongVector();
    for (int row = 0; row < winners.length; row++) {
      result.putScalar(row, winners[row], 1);
    }
    return result;
  }
}
