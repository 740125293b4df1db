package io.github.lfp4j.core.recurrent;

import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.core.rule.Rule;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a rule makes of the steps that a recurrent cell consists of: for each, the factor that takes
 * G behind the step to what arrives before it. Every method returns a new array of the shape and
 * ordering of its arguments, which it leaves as they are.
 */
public interface CellRule {

  /**
   * Through the activation function of a signal, {@code a = f(z)}: {@code q / G} at the
   * pre-activation.
   *
   * @param f acts on each unit by itself
   */
  INDArray throughActivation(IActivation f, INDArray z, INDArray a);

  /** Through the activation function of a gate, {@code g = f(z)}: {@code q / G}. */
  INDArray throughGate(IActivation f, INDArray z, INDArray g);

  /** Through a sum {@code c} of terms: G of each term over G of the sum. */
  INDArray throughSum(INDArray c);

  /** Through a product {@code g s} to the signal: {@code G_s / G}. */
  INDArray toSignal(INDArray gate, INDArray signal);

  /** Through a product {@code g s} to the gate: {@code G_g / G}. */
  INDArray toGate(INDArray gate, INDArray signal);

  /**
   * What a layer's rule means to its cells: reward that is shared by the epsilon rule, or the chain
   * rule under the {@link GradientRule}.
   */
  static CellRule of(Rule rule, GateRule gates) {
    return rule instanceof GradientRule
        ? new ChainRule()
        : new RewardCellRule(rule.stabilizer(), gates);
  }
}
