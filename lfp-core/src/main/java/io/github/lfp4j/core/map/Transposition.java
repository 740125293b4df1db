package io.github.lfp4j.core.map;

import java.util.Arrays;
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
        && Arrays.equals(window.explicit().transposedShape(q.shape(), out.size(1)), out.shape())
        && !window.dilated()
        && !window.channelsLast()
        && Dense.is(q)
        && Dense.is(w)
        && Dense.is(out);
  }

  static void run(Window2D window, WeightFormat format, INDArray q, INDArray w, INDArray out) {
    window
        .explicit()
        .run("deconv2d", 0, format.argument(), new INDArray[] {q, w}, new INDArray[] {out});
  }
}
