package io.github.lfp4j.core.recurrent;

import io.github.lfp4j.core.Stabilizer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * LFP in a recurrent cell.
 *
 * <ul>
 *   <li>Activation functions pass reward on, {@code R = a G}, and sums share it by the epsilon
 *       rule: {@code q = R / stab(z)}.
 *   <li>Products share it by the {@link GateRule}.
 *   <li>A gate {@code g = f(z)} does not start at zero: {@code f(0)} is one half for the sigmoid.
 *       To reward it is a sum of that constant, which takes its share as a bias does, and of the
 *       rest, which passes its share on: {@code q = G (g - f(0)) / stab(z)}. The quotient is the
 *       slope of the secant of f: positive and bounded. {@code g / stab(z)} in its place is
 *       infinite at zero, where gates start, and negative for gates that are half closed, so that
 *       reward for a gate that should open would close it.
 * </ul>
 *
 * @param stabilizer of the denominators
 * @param gates how products are shared
 */
record RewardCellRule(Stabilizer stabilizer, GateRule gates) implements CellRule {

  @Override
  public INDArray throughActivation(IActivation f, INDArray z, INDArray a) {
    return stabilizer.divide(a.dup(a.ordering()), z);
  }

  @Override
  public INDArray throughGate(IActivation f, INDArray z, INDArray g) {
    double atZero = f.getActivation(Nd4j.zeros(z.dataType(), 1, 1), false).getDouble(0);
    return stabilizer.divide(g.sub(atZero), z);
  }

  @Override
  public INDArray throughSum(INDArray c) {
    // Without a stabiliser c / c, also where c is zero and nothing can be said of R.
    return stabilizer.epsilon() == 0
        ? c.ulike().assign(1)
        : stabilizer.divide(c.dup(c.ordering()), c);
  }

  @Override
  public INDArray toSignal(INDArray gate, INDArray signal) {
    return switch (gates) {
      case BOTH, SIGNAL_TAKES_ALL -> gate.dup(gate.ordering());
      case HALF -> gate.mul(0.5);
      case PROPORTIONAL -> share(signal, gate).muli(gate);
    };
  }

  @Override
  public INDArray toGate(INDArray gate, INDArray signal) {
    return switch (gates) {
      case BOTH -> signal.dup(signal.ordering());
      case SIGNAL_TAKES_ALL -> gate.ulike().assign(0);
      case HALF -> signal.mul(0.5);
      case PROPORTIONAL -> share(gate, signal).muli(signal);
    };
  }

  /** {@code |a| / (|a| + |b|)}, and 0 where both are zero. */
  private static INDArray share(INDArray a, INDArray b) {
    INDArray size = Transforms.abs(a, true);
    // The smallest number that keeps 0 / 0 finite and is lost beside any other.
    return size.divi(Transforms.abs(b, true).addi(size).addi(Float.MIN_NORMAL));
  }
}
