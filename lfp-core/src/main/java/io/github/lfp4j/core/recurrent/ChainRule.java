package io.github.lfp4j.core.recurrent;

import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Plain back-propagation in a recurrent cell: what travels is {@code G = -dL/da}. */
record ChainRule() implements CellRule {

  @Override
  public INDArray throughActivation(IActivation f, INDArray z, INDArray a) {
    return f.backprop(z.dup(z.ordering()), z.ulike().assign(1)).getFirst();
  }

  @Override
  public INDArray throughGate(IActivation f, INDArray z, INDArray g) {
    return throughActivation(f, z, g);
  }

  @Override
  public INDArray throughSum(INDArray c) {
    return c.ulike().assign(1);
  }

  @Override
  public INDArray toSignal(INDArray gate, INDArray signal) {
    return gate.dup(gate.ordering());
  }

  @Override
  public INDArray toGate(INDArray gate, INDArray signal) {
    return signal.dup(signal.ordering());
  }
}
