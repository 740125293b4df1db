package io.github.lfp4j.core;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Keeps quotients of rewards finite: {@code stab(z) = z + eps * s(z)}, where {@code s(z) = +1} for
 * {@code z >= 0} (zero included) and {@code -1} for {@code z < 0}.
 *
 * <p>The term is added, not clipped: it moves every denominator away from zero by exactly {@code
 * epsilon}. See section 2.1 of Weber et al., arXiv 2308.12053.
 *
 * @param epsilon distance added to the denominator, in units of the pre-activation; finite and at
 *     least 0. With 0, an exact zero in the denominator gives an infinite or undefined quotient.
 */
public record Stabilizer(double epsilon) {

  /** The value of the reference implementations. */
  public static final double DEFAULT_EPSILON = 1e-6;

  /** A stabiliser with {@link #DEFAULT_EPSILON}. */
  public static final Stabilizer DEFAULT = new Stabilizer(DEFAULT_EPSILON);

  /**
   * @throws IllegalArgumentException if {@code epsilon} is negative, infinite or not a number
   */
  public Stabilizer {
    if (!(epsilon >= 0) || Double.isInfinite(epsilon)) {
      throw new IllegalArgumentException(
          "epsilon must be finite and at least 0, but is "
              + epsilon
              + "; 1e-6 is the usual choice");
    }
  }

  /**
   * Returns {@code stab(z)}.
   *
   * @param z any shape, floating point; unchanged
   * @return a new array of the shape, data type and ordering of {@code z}
   */
  public INDArray apply(INDArray z) {
    INDArray result = Transforms.sign(z, true);
    // sign(0) is 0, but zero counts as positive: sign(sign(z) + 1/2) has no third value.
    result.addi(0.5);
    Transforms.sign(result, false);
    return result.muli(epsilon).addi(z);
  }

  /**
   * Divides in place: {@code r <- r / stab(z)}.
   *
   * @param r rewards, the shape of {@code z}; overwritten
   * @param z denominators; unchanged
   * @return {@code r}
   */
  public INDArray divide(INDArray r, INDArray z) {
    return r.divi(apply(z));
  }
}
