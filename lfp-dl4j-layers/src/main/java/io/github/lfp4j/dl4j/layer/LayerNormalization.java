package io.github.lfp4j.dl4j.layer;

import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A normalisation of each example over its units, {@code xhat = (u - mean) / sigma}, as its way
 * back needs it.
 *
 * @param normalized xhat, [N, units]
 * @param sigma the deviation of each example, not corrected for the number of units, [N, 1]
 */
record LayerNormalization(INDArray normalized, INDArray sigma) {

  /** Keeps quotients finite where all units are equal, as ND4J's operation does. */
  private static final double SMALLEST = 1e-12;

  static LayerNormalization of(INDArray u, LayerWorkspaceMgr workspaceMgr) {
    INDArray normalized = workspaceMgr.dup(ArrayType.ACTIVATIONS, u, u.ordering());
    normalized.subiColumnVector(u.mean(true, 1));
    INDArray variance = normalized.mul(normalized).mean(true, 1);
    INDArray sigma = Transforms.sqrt(variance, false).addi(SMALLEST);
    normalized.diviColumnVector(sigma);
    return new LayerNormalization(
        normalized, workspaceMgr.leverageTo(ArrayType.ACTIVATIONS, sigma));
  }

  /**
   * The transposed map of v: {@code v / sigma} for constant statistics; {@code (v - mean v - xhat
   * mean(v xhat)) / sigma} for those that depend on u.
   *
   * @param v overwritten with the result
   * @param dependent whether the statistics depend on u
   */
  INDArray transposed(INDArray v, boolean dependent) {
    if (dependent) {
      INDArray mean = v.mean(true, 1);
      INDArray slope = v.mul(normalized).mean(true, 1);
      v.subiColumnVector(mean).subi(normalized.mulColumnVector(slope));
    }
    return v.diviColumnVector(sigma);
  }
}
