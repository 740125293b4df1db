package io.github.lfp4j.dl4j.conf;

import java.util.EnumSet;
import java.util.Set;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;

/** Activation functions as DL4J computes them where layers are SameDiff graphs. */
public final class SameDiffActivations {

  /** The others are not implemented there, or (softmax) run along another axis. */
  private static final Set<Activation> KNOWN =
      EnumSet.of(
          Activation.CUBE,
          Activation.ELU,
          Activation.HARDTANH,
          Activation.IDENTITY,
          Activation.LEAKYRELU,
          Activation.RELU,
          Activation.SIGMOID,
          Activation.SOFTPLUS,
          Activation.SOFTSIGN,
          Activation.TANH);

  private SameDiffActivations() {}

  /** Whether the function means the same there as elsewhere, or at least something definite. */
  public static boolean isKnown(Activation activation) {
    return KNOWN.contains(activation);
  }

  /** The function; the slope of a leaky ReLU is zero there. */
  static IActivation of(Activation activation) {
    return activation == Activation.LEAKYRELU
        ? new ActivationReLU()
        : activation.getActivationFunction();
  }
}
