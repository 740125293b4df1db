package io.github.lfp4j.dl4j.convert;

import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** Which activation functions a recurrent cell can have. */
final class CellActivations {

  private CellActivations() {}

  /**
   * Why one of these cannot be, or nothing: functions of several units, and functions that are
   * drawn anew at every time step, have no factor per unit and step that the way back could use.
   */
  static Optional<String> refuse(IActivation... functions) {
    for (IActivation function : functions) {
      if (function instanceof ActivationSoftmax || function instanceof ActivationRReLU) {
        return Optional.of(
            "the activation "
                + function
                + " is not the same function of each unit at all time steps; use another, such as"
                + " tanh");
      }
    }
    return Optional.empty();
  }
}
