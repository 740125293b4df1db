package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The transposed map of a convolution by ND4J's own operation for it, which does not compute the
 * derivative by the weights as the backward pass does.
 */
final class Transposition {

  private Transposition() {}

  /** Whether the operation exists for this geometry and returns the input's size. */
  static boolean applies(Window2D window, INDArray q, INDArray w, INDArray out) {
    return window.explicit() != null
        && window.hasUnitStride()
        && !window.dilated()
        && !window.channelsLast()
        && Convolution2DMap.isDense(q)
        && Convolution2DMap.isDense(w)
        && Convolution2DMap.isDense(out);
  }

  static void run(Window2D window, INDArray q, INDArray w, INDArray out) {
    window
        .explicit()
        .run(
            "deconv2d",
            0,
            Convolution2DMap.OUT_IN_HEIGHT_WIDTH,
            new INDArray[] {q, w},
            new INDArray[] {out});
  }
}
