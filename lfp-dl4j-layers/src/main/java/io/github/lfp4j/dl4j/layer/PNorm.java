package io.github.lfp4j.dl4j.layer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * How reward passes a p-norm {@code y = (sum_i |x_i|^p)^(1/p)}: each input gets its share of the
 * sum, {@code R_i = R |x_i|^p / sum_k |x_k|^p}, so that reward is conserved. With {@code p = 1} and
 * inputs of one sign that is the epsilon rule of a sum, and the larger p, the more goes to the
 * winner. Per unit of activation it is
 *
 * <pre>G_i = G sign(x_i) |x_i|^(p-1) / y^(p-1)</pre>
 *
 * which is the derivative as well, and Theorem 1 holds. Where all inputs are zero nothing is handed
 * down; the derivatives that Deeplearning4j computes are undefined numbers there.
 */
final class PNorm {

  private PNorm() {}

  /** The factor of the output, {@code G / y^(p-1)}, as a new array; zero where {@code y} is. */
  static INDArray quotient(INDArray g, INDArray y, int p) {
    INDArray power = Transforms.pow(y, p - 1, true);
    INDArray out = power.ulike();
    Nd4j.exec(DynamicCustomOp.builder("divide_no_nan").addInputs(g, power).addOutputs(out).build());
    return out;
  }

  /**
   * The factor of the inputs, {@code sign(x_i) |x_i|^(p-1)}, multiplied in place.
   *
   * @param spread the sum of the quotients of all norms that an input is part of, the shape of
   *     {@code x}; overwritten
   */
  static INDArray share(INDArray spread, INDArray x, int p) {
    INDArray power = Transforms.abs(x, true);
    Transforms.pow(power, p - 1, false);
    return spread.muli(power.muli(Transforms.sign(x, true)));
  }
}
