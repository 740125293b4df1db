package io.github.lfp4j.core.rule;

import io.github.lfp4j.core.Stabilizer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The 0-rule (basic rule): {@code R_i = a_i sum_j w_ij R_j / z_j}, the epsilon rule without a
 * stabiliser. A unit whose output is exactly zero hands on nothing: it has no contributions to
 * divide a reward by.
 *
 * <p>Source: Bach et al., PLoS ONE 10(7), 2015, eq. 56.
 */
public record ZeroRule() implements Rule {

  @Override
  public Stabilizer stabilizer() {
    return new Stabilizer(0);
  }

  @Override
  public void propagate(AffineForward layer, OutputReward reward, INDArray out) {
    INDArray z = layer.preActivation();
    // 0/0 must be 0: replace zero denominators by one where the quotient is to vanish anyway.
    INDArray isZero = z.eq(0).castTo(z.dataType());
    INDArray q = reward.reward().mul(isZero.rsub(1)).divi(isZero.addi(z));
    layer.map().transposed(q, layer.weights(), out);
  }
}
