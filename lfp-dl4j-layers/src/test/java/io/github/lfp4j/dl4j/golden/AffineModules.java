package io.github.lfp4j.dl4j.golden;

import io.github.lfp4j.core.map.AveragePooling2DMap;
import io.github.lfp4j.core.map.Convolution2DMap;
import io.github.lfp4j.core.map.DenseMap;
import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.core.map.Window2D;
import io.github.lfp4j.core.rule.AffineForward;
import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The reference's modules that are affine maps with a counterpart in the core. */
final class AffineModules {

  private AffineModules() {}

  /** Why a module has no counterpart; empty if it has. */
  static Optional<String> unsupported(ModuleSpec module) {
    return switch (module.type()) {
      case "Linear" -> Optional.empty();
      case "Conv2d", "Conv1d", "ConvTranspose2d" -> unsupportedConvolution(module);
      case "AvgPool2d" -> unsupportedPooling(module);
      case "AdaptiveAvgPool2d" ->
          module.integer("output_size", 0) == 1
              ? Optional.empty()
              : Optional.of("adaptive pooling to more than one pixel");
      default -> Optional.of("no affine map for module " + module.type());
    };
  }

  private static Optional<String> unsupportedConvolution(ModuleSpec module) {
    String mode = module.settings().path("padding_mode").asText("zeros");
    if (!mode.equals("zeros")) {
      return Optional.of("convolution with padding mode " + mode);
    }
    if (module.type().equals("ConvTranspose2d")
        && (module.integer("groups", 1) != 1 || !module.isZero("output_padding"))) {
      return Optional.of("transposed convolution with groups or output padding");
    }
    if (module.type().equals("Conv1d") && module.integer("groups", 1) != 1) {
      return Optional.of("convolution over time with groups");
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

  /** One of some equal parts of an array along an axis. */
  static INDArray part(INDArray array, int axis, int index, int parts) {
    if (parts == 1) {
      return array;
    }
    INDArrayIndex[] all = new INDArrayIndex[array.rank()];
    Arrays.fill(all, NDArrayIndex.all());
    long size = array.size(axis) / parts;
    all[axis] = NDArrayIndex.interval(index * size, (index + 1) * size);
    return array.get(all).dup('c');
  }

  /**
   * Evaluates one group of channels of a module: a convolution of its own.
   *
   * @param x the group's input as the reference has it: images [N, C, H, W]
   */
  static AffineForward forward(GoldenCase golden, ModuleSpec module, int group, INDArray x) {
    String prefix = "param." + module.name() + ".";
    INDArray b =
        golden.has(prefix + "bias")
            ? part(golden.array(prefix + "bias"), 0, group, module.groups())
            : null;
    return switch (module.type()) {
      // The reference keeps dense weights as [out, in].
      case "Linear" ->
          AffineForward.of(DenseMap.INSTANCE, x, golden.array(prefix + "weight").transpose(), b);
      case "Conv2d" ->
          AffineForward.of(
              new Convolution2DMap(convolutionWindow(module)),
              x,
              part(golden.array(prefix + "weight"), 0, group, module.groups()),
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
