package io.github.lfp4j.dl4j.golden;

import io.github.lfp4j.core.map.AveragePooling2DMap;
import io.github.lfp4j.core.map.Convolution2DMap;
import io.github.lfp4j.core.map.DenseMap;
import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.core.map.Window2D;
import io.github.lfp4j.core.rule.AffineForward;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The reference's modules that are affine maps with a counterpart in the core. */
final class AffineModules {

  private AffineModules() {}

  /** Why a module has no counterpart; empty if it has. */
  static Optional<String> unsupported(ModuleSpec module) {
    return switch (module.type()) {
      case "Linear" -> Optional.empty();
      case "Conv2d" -> unsupportedConvolution(module);
      case "AvgPool2d" -> unsupportedPooling(module);
      case "AdaptiveAvgPool2d" ->
          module.integer("output_size", 0) == 1
              ? Optional.empty()
              : Optional.of("adaptive pooling to more than one pixel");
      default -> Optional.of("no affine map for module " + module.type());
    };
  }

  private static Optional<String> unsupportedConvolution(ModuleSpec module) {
    int groups = module.integer("groups", 1);
    if (groups != 1) {
      return Optional.of(
          groups == module.integer("in_channels", 0)
              ? "depthwise convolution has no LFP layer here"
              : "grouped convolution has no LFP layer here");
    }
    String mode = module.settings().path("padding_mode").asText("zeros");
    if (!mode.equals("zeros")) {
      return Optional.of("convolution with padding mode " + mode);
    }
    return module.unlessPair("kernel_size", "stride", "padding", "dilation");
  }

  private static Optional<String> unsupportedPooling(ModuleSpec module) {
    if (module.flag("ceil_mode", false)) {
      return Optional.of("pooling that rounds the size of its output up");
    }
    if (module.has("divisor_override")) {
      return Optional.of("average pooling with a divisor of its own");
    }
    return module.unlessPair("kernel_size", "stride", "padding");
  }

  /**
   * Evaluates a module.
   *
   * @param x its input as the reference has it: images [N, C, H, W]
   */
  static AffineForward forward(GoldenCase golden, ModuleSpec module, INDArray x) {
    String prefix = "param." + module.name() + ".";
    INDArray b = golden.has(prefix + "bias") ? golden.array(prefix + "bias") : null;
    return switch (module.type()) {
      // The reference keeps dense weights as [out, in].
      case "Linear" ->
          AffineForward.of(DenseMap.INSTANCE, x, golden.array(prefix + "weight").transpose(), b);
      case "Conv2d" ->
          AffineForward.of(
              new Convolution2DMap(convolutionWindow(module)),
              x,
              golden.array(prefix + "weight"),
              b);
      default -> AffineForward.of(pooling(module, x), x, null, null);
    };
  }

  private static LinearMap pooling(ModuleSpec module, INDArray x) {
    if (module.type().equals("AdaptiveAvgPool2d")) {
      int[] whole = {(int) x.size(2), (int) x.size(3)};
      return new AveragePooling2DMap(
          window(whole, whole, new int[] {0, 0}, new int[] {1, 1}), true);
    }
    int[] kernel = module.pair("kernel_size");
    return new AveragePooling2DMap(
        window(
            kernel, module.pair("stride", kernel), module.pair("padding", 0, 0), new int[] {1, 1}),
        module.flag("count_include_pad", true));
  }

  private static Window2D convolutionWindow(ModuleSpec module) {
    return window(
        module.pair("kernel_size"),
        module.pair("stride", 1, 1),
        module.pair("padding", 0, 0),
        module.pair("dilation", 1, 1));
  }

  private static Window2D window(int[] kernel, int[] stride, int[] padding, int[] dilation) {
    return new Window2D(
        kernel[0],
        kernel[1],
        stride[0],
        stride[1],
        padding[0],
        padding[1],
        dilation[0],
        dilation[1],
        false,
        false);
  }
}
