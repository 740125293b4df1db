package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The derivative of a convolution by its weights, computed as a convolution.
 *
 * <pre>dw[o, c, i, j] = sum over n, h, w of x[n, c, h + i, w + j] q[n, o, h, w]</pre>
 *
 * is the convolution of the images {@code x}, with examples in the place of channels, with the
 * windows {@code q}. ND4J's operation for the backward pass always computes the derivative by the
 * input as well, which for few input channels costs several times as much; for many channels it is
 * the faster of the two.
 */
final class WeightCorrelation {

  /** Up to so many input channels this way was measured to be faster. */
  private static final int FEW_CHANNELS = 4;

  private WeightCorrelation() {}

  /** Whether this way is possible and faster. */
  static boolean pays(Window2D window, INDArray x, INDArray q) {
    return window.explicit() != null
        && window.hasUnitStride()
        && !window.dilated()
        && !window.channelsLast()
        && x.size(1) <= FEW_CHANNELS
        && Dense.is(x)
        && Dense.is(q);
  }

  static void run(Window2D window, WeightFormat format, INDArray x, INDArray q, INDArray out) {
    Window2D explicit = window.explicit();
    INDArray images = examplesAsChannels(x);
    INDArray windows = examplesAsChannels(q);
    Window2D transposed =
        new Window2D(
            (int) q.size(2),
            (int) q.size(3),
            1,
            1,
            explicit.paddingHeight(),
            explicit.paddingWidth(),
            1,
            1,
            false,
            false);
    INDArray result =
        Nd4j.createUninitialized(
            x.dataType(),
            new long[] {x.size(1), q.size(1), window.kernelHeight(), window.kernelWidth()},
            'c');
    new Convolution2DMap(transposed).forward(images, windows, result);
    out.assign(
        format == WeightFormat.OUT_IN_KERNEL
            ? result.permute(1, 0, 2, 3)
            : result.permute(2, 3, 0, 1));
  }

  /** [N, C, H, W] as [C, N, H, W]. */
  private static INDArray examplesAsChannels(INDArray array) {
    long[] s = array.shape();
    if (s[1] == 1) {
      return array.reshape('c', 1, s[0], s[2], s[3]);
    }
    INDArray result =
        Nd4j.createUninitialized(array.dataType(), new long[] {s[1], s[0], s[2], s[3]}, 'c');
    return result.assign(array.permute(1, 0, 2, 3));
  }
}
