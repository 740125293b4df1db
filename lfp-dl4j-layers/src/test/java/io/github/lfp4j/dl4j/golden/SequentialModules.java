package io.github.lfp4j.dl4j.golden;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which of the reference's networks have a counterpart in a MultiLayerNetwork. */
final class SequentialModules {

  private static final Set<String> IN_ORDER =
      Set.of(
          "sequential, in listed order",
          "flatten(1), classifier (sequential)",
          "features (sequential), flatten(1), classifier (sequential)");

  private SequentialModules() {}

  /** Why the network of a case has none; empty if it has. */
  static Optional<String> unsupported(GoldenCase golden) {
    List<ModuleSpec> modules = golden.modules();
    String topology = golden.text("topology");
    if (!IN_ORDER.contains(topology)) {
      return Optional.of("modules that do not follow one another: " + topology);
    }
    if (golden.text("mode").equals("train")
        && modules.stream().anyMatch(module -> module.type().equals("Dropout"))) {
      return Optional.of("dropout in training mode draws units of its own");
    }
    for (ModuleSpec module : modules) {
      Optional<String> reason = unsupported(module);
      if (reason.isPresent()) {
        return reason;
      }
    }
    return modules.isEmpty() || modules.get(modules.size() - 1).type().equals("Flatten")
        ? Optional.of("a network that is empty or ends with Flatten")
        : Optional.empty();
  }

  /** Why a module has no counterpart; empty if it has. */
  static Optional<String> unsupported(ModuleSpec module) {
    return switch (module.type()) {
      case "Linear", "Conv1d", "Conv2d", "ConvTranspose2d", "AvgPool2d", "AdaptiveAvgPool2d" ->
          AffineModules.unsupported(module);
      case "MaxPool2d" -> unsupportedMaximum(module);
      case "BatchNorm1d", "BatchNorm2d" ->
          module.flag("affine", true)
              ? Optional.empty()
              : Optional.of("batch normalisation without scale and shift");
      case "Flatten" ->
          module.integer("start_dim", 1) == 1
              ? Optional.empty()
              : Optional.of("flattening of the batch");
      case "Dropout" -> Optional.empty();
      case "GELU" ->
          Optional.of("ND4J has only approximations of GELU, the reference computes it exactly");
      default ->
          Activations.of(module).isPresent()
              ? Optional.empty()
              : Optional.of("no layer for module " + module.type());
    };
  }

  private static Optional<String> unsupportedMaximum(ModuleSpec module) {
    if (module.flag("ceil_mode", false)) {
      return Optional.of("pooling that rounds the size of its output up");
    }
    return module.unlessPair("kernel_size", "stride", "padding", "dilation");
  }
}
