package io.github.lfp4j.dl4j.convert;

import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** The conditions on pooling over windows: what Deeplearning4j itself computes as it says. */
final class PoolingConditions {

  static final String WINDOW = "maximum or average without dilation, or p-norm";
  static final String SERIES = WINDOW + "; no padding";
  static final String VOLUME = "maximum or average, without dilation";

  private static final String DILATION =
      "Deeplearning4j ignores the dilation of maximum and average pooling in single precision;"
          + " use windows without";

  private PoolingConditions() {}

  /** Two-dimensional windows. */
  static Optional<String> refuseWindow(SubsamplingLayer layer) {
    if (layer.getPoolingType() == PoolingType.SUM) {
      return Optional.of(
          "Deeplearning4j has no sums over windows; use average pooling, and multiply the weights"
              + " behind it by the window's size");
    }
    return layer.getPoolingType() != PoolingType.PNORM && isDilated(layer.getDilation())
        ? Optional.of(DILATION)
        : Optional.empty();
  }

  /** Windows of time. */
  static Optional<String> refuseSeries(SubsamplingLayer layer) {
    int[] padding = layer.getPadding();
    return padding != null && padding[0] != 0
        ? Optional.of(
            "Deeplearning4j's pooling over time fails with padding; put a ZeroPadding1DLayer before"
                + " it, or use convolution mode Same")
        : refuseWindow(layer);
  }

  /** Three-dimensional windows. */
  static Optional<String> refuseVolume(Subsampling3DLayer layer) {
    PoolingType type = layer.getPoolingType();
    if (type != PoolingType.MAX && type != PoolingType.AVG) {
      return Optional.of(
          "Deeplearning4j computes an average for pooling type "
              + type
              + " of three-dimensional windows; use average pooling if that is what is meant");
    }
    return isDilated(layer.getDilation()) ? Optional.of(DILATION) : Optional.empty();
  }

  private static boolean isDilated(int[] dilation) {
    return dilation != null && Arrays.stream(dilation).anyMatch(step -> step != 1);
  }
}
