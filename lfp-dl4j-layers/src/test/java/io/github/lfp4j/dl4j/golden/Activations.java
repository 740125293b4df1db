package io.github.lfp4j.dl4j.golden;

import io.github.lfp4j.dl4j.activation.ActivationHeaviside;
import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** The reference's activation functions that ND4J has, too. */
final class Activations {

  private Activations() {}

  /** The function of a module; empty if ND4J has none or the module is no activation function. */
  static Optional<IActivation> of(ModuleSpec module) {
    return switch (module.type()) {
      case "Identity" -> Optional.of(new ActivationIdentity());
      case "ReLU" -> Optional.of(new ActivationReLU());
      case "LeakyReLU" -> Optional.of(new ActivationLReLU(module.number("negative_slope", 0.01)));
      case "Tanh" -> Optional.of(new ActivationTanH());
      case "Sigmoid" -> Optional.of(new ActivationSigmoid());
      case "SiLU" -> Optional.of(new ActivationSwish());
      case "ELU" -> Optional.of(new ActivationELU(module.number("alpha", 1)));
      case "Softplus" -> Optional.of(new ActivationSoftPlus());
      case "Step" -> Optional.of(new ActivationHeaviside());
      case "Hardtanh" -> Optional.of(new ActivationHardTanH());
      default -> Optional.empty();
    };
  }
}
