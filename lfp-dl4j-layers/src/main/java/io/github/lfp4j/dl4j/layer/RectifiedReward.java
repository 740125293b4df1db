package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.Stabilizer;
import io.github.lfp4j.core.rule.OutputReward;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The reward at the pre-activation of a layer with ReLU in training: {@code q = G a / (a + eps)},
 * written over {@code G}, which nobody needs any more, so that no further memory is.
 *
 * @param quotient q
 * @param a the layer's activation
 */
record RectifiedReward(INDArray quotient, INDArray a, Stabilizer stabilizer)
    implements OutputReward {

  /** Whether G may be overwritten: it lies in memory that a training step uses again. */
  static boolean mayOverwrite(INDArray g, INDArray a) {
    return g.isAttached()
        && g.dataType() == a.dataType()
        && g.ordering() == a.ordering()
        && g.elementWiseStride() == 1
        && a.elementWiseStride() == 1
        && g.equalShapes(a);
  }

  /**
   * Forms q.
   *
   * @param g overwritten with q
   * @param scratch a row of at least as many elements; overwritten
   */
  static RectifiedReward of(INDArray g, INDArray a, Stabilizer stabilizer, INDArray scratch) {
    INDArray stabilized =
        scratch.get(NDArrayIndex.interval(0, a.length())).reshape(a.ordering(), a.shape());
    a.addi(stabilizer.epsilon(), stabilized);
    return new RectifiedReward(g.muli(stabilized.rdivi(a)), a, stabilizer);
  }

  @Override
  public INDArray reward() {
    return a.add(stabilizer.epsilon()).muli(quotient);
  }

  @Override
  public INDArray derivative() {
    return PerUnit.divide(reward(), a);
  }
}
