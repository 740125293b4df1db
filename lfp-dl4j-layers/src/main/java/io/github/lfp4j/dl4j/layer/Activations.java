package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.Stabilizer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Activation functions out of place, with as few passes over memory as ND4J's operations allow for
 * the two that most layers have: none and ReLU.
 */
final class Activations {

  private Activations() {}

  private static boolean isIdentity(IActivation function) {
    return function instanceof ActivationIdentity;
  }

  static boolean isPlainReLU(IActivation function) {
    return function instanceof ActivationReLU relu
        && relu.getMax() == null
        && relu.getThreshold() == null
        && relu.getNegativeSlope() == null;
  }

  /**
   * Whether {@code f(z)} can stand for {@code z} on the way back: {@code f(f(z)) = f(z)}, and where
   * the two differ no reward arrives.
   */
  static boolean keepsWhatCounts(IActivation function) {
    return isIdentity(function) || isPlainReLU(function);
  }

  /**
   * {@code f(z)}.
   *
   * @param out the shape and ordering of {@code z}; overwritten
   * @return the result: {@code out}, or for unusual functions another array
   */
  static INDArray apply(IActivation function, INDArray z, boolean training, INDArray out) {
    if (isPlainReLU(function)) {
      Nd4j.exec(new RectifiedLinear(z, out, 0));
      return out;
    }
    out.assign(z);
    return isIdentity(function) ? out : function.getActivation(out, training);
  }

  /**
   * {@code a g / stab(z)} where {@code a = f(z)} for functions for which that has a short form, as
   * a new array; null for all others.
   *
   * @param rectified whether {@code z} is the output of ReLU already
   */
  static INDArray shortQuotient(
      IActivation function, INDArray z, boolean rectified, INDArray g, Stabilizer stabilizer) {
    if (stabilizer.epsilon() == 0) {
      return null; // 0 / 0 where ReLU is off
    }
    if (rectified) {
      INDArray stabilized = z.add(stabilizer.epsilon());
      return stabilized.rdivi(z).muli(g);
    }
    INDArray size;
    if (isPlainReLU(function)) {
      // a is z or 0, and z / stab(z) = a / (a + eps) where it is z.
      size = z.ulike();
      Nd4j.exec(new RectifiedLinear(z, size, 0));
    } else if (isIdentity(function)) {
      // z / stab(z) = |z| / (|z| + eps).
      size = Transforms.abs(z, true);
    } else {
      return null;
    }
    return size.divi(size.add(stabilizer.epsilon())).muli(g);
  }

  /**
   * Writes {@code a g / z} where {@code a = f(z)} for functions for which that has a short form: g
   * itself, or 0 where ReLU is off.
   *
   * @param out the shape and ordering of {@code z}; overwritten
   * @return whether the function is one of these; if not, nothing is written
   */
  static boolean perUnit(IActivation function, INDArray z, INDArray g, INDArray out) {
    if (isIdentity(function)) {
      out.assign(g);
    } else if (isPlainReLU(function)) {
      Nd4j.exec(new Step(z, out, 0));
      out.muli(g);
    } else {
      return false;
    }
    return true;
  }

  /** {@code g f'(z)} as a new array. */
  static INDArray derivative(IActivation function, INDArray z, INDArray g) {
    if (isIdentity(function)) {
      return g.dup(z.ordering());
    }
    if (isPlainReLU(function)) {
      INDArray slope = z.ulike();
      Nd4j.exec(new Step(z, slope, 0));
      return slope.muli(g);
    }
    return function.backprop(z.dup(z.ordering()), g.dup(z.ordering())).getFirst();
  }
}
