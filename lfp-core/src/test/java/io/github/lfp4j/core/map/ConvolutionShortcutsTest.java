package io.github.lfp4j.core.map;

import static io.github.lfp4j.core.testing.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.testing.Closeness;
import io.github.lfp4j.core.testing.ImageTaps;
import io.github.lfp4j.core.testing.Layout;
import io.github.lfp4j.core.testing.Numbers;
import io.github.lfp4j.core.testing.TapLayer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where convolutions take a short cut, and that it leads to where the loops do. */
class ConvolutionShortcutsTest {

  private static final int HEIGHT = 7;
  private static final int WIDTH = 6;
  private static final int OUT = 3;
  private static final int BATCH = 4;

  private static Window2D window(int kernel, int stride, int padding, int dilation, boolean same) {
    return new Window2D(
        kernel, kernel, stride, stride, padding, padding, dilation, dilation, same, false);
  }

  /** Geometry, input channels, and whether each of the short cuts applies. */
  static Stream<Arguments> geometries() {
    return Stream.of(
            Arguments.of("plain", window(3, 1, 0, 1, false), true, true),
            Arguments.of("padded", window(3, 1, 1, 1, false), true, true),
            Arguments.of("even kernel", window(2, 1, 1, 1, false), true, true),
            Arguments.of("one pixel", window(1, 1, 0, 1, false), true, true),
            Arguments.of("SAME", window(3, 1, 0, 1, true), true, true),
            Arguments.of("SAME, larger", window(5, 1, 2, 1, true), true, true),
            Arguments.of("SAME, even kernel", window(2, 1, 0, 1, true), false, false),
            Arguments.of("SAME, strided", window(3, 2, 0, 1, true), false, false),
            Arguments.of("strided", window(3, 2, 1, 1, false), false, false),
            Arguments.of("dilated", window(2, 1, 0, 2, false), false, false),
            Arguments.of(
                "channels last", new Window2D(3, 3, 1, 1, 0, 0, 1, 1, false, true), false, false))
        .flatMap(
            a ->
                Stream.of(1, 3, 4, 5, 8)
                    .map(
                        channels ->
                            Arguments.of(
                                a.get()[0],
                                a.get()[1],
                                channels,
                                (boolean) a.get()[2] && channels <= 4,
                                a.get()[3])));
  }

  @ParameterizedTest(name = "{0}, {2} channels")
  @MethodSource("geometries")
  void agreesWithLoops(
      String name, Window2D window, int channels, boolean correlates, boolean transposes) {
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      Numbers numbers = new Numbers(channels, type);
      int kernel = window.kernelHeight() * window.kernelWidth();
      double[] x = numbers.some(BATCH * channels * HEIGHT * WIDTH);
      double[] w = numbers.some(OUT * channels * kernel);
      TapLayer twin =
          new ImageTaps(BATCH, channels, HEIGHT, WIDTH, window)
              .convolution(OUT, x, w, numbers.some(OUT));
      double[] signal = numbers.some(twin.outputs());
      long[] weightShape = {OUT, channels, window.kernelHeight(), window.kernelWidth()};
      INDArray input = Layout.C.of(x, type, twin.inputShape());
      INDArray weights = Layout.C.of(w, type, weightShape);
      INDArray q = Layout.C.of(signal, type, twin.outputShape());
      INDArray outX = Layout.C.garbage(type, twin.inputShape());
      INDArray outW = Layout.C.garbage(type, weightShape);
      INDArray outB = Layout.C.garbage(type, 1, OUT);
      assertThat(WeightCorrelation.pays(window, input, q)).isEqualTo(correlates);
      assertThat(Transposition.applies(window, q, weights, outX)).isEqualTo(transposes);

      Convolution2DMap map = new Convolution2DMap(window);
      double share = Closeness.relative(type);
      map.gradients(input, weights, q, outW, outB);
      assertClose(outW, weightShape, twin.weightGradient(signal), share);
      assertClose(outB, new long[] {1, OUT}, twin.biasGradient(signal, OUT), share);
      map.transposed(q, weights, outX);
      assertClose(outX, twin.inputShape(), twin.transposed(signal), share);

      outX.assign(99);
      outW.assign(99);
      outB.assign(99);
      map.backward(input, weights, q, outX, outW, outB);
      assertClose(outX, twin.inputShape(), twin.transposed(signal), share);
      assertClose(outW, weightShape, twin.weightGradient(signal), share);
      assertClose(outB, new long[] {1, OUT}, twin.biasGradient(signal, OUT), share);
    }
  }

  @Test
  void arraysWithGapsTakeTheLongWay() {
    Window2D window = window(2, 1, 0, 1, false);
    DataType type = DataType.FLOAT;
    double[] numbers = new Numbers(1, type).some(16);
    for (Layout layout : new Layout[] {Layout.F, Layout.STRIDED}) {
      INDArray images = layout.of(numbers, type, 2, 2, 2, 2);
      INDArray dense = Layout.C.of(numbers, type, 2, 2, 2, 2);
      assertThat(WeightCorrelation.pays(window, images, dense)).isFalse();
      assertThat(WeightCorrelation.pays(window, dense, images)).isFalse();
      assertThat(WeightCorrelation.pays(window, dense, dense)).isTrue();
      assertThat(Transposition.applies(window, images, dense, dense)).isFalse();
      assertThat(Transposition.applies(window, dense, images, dense)).isFalse();
      assertThat(Transposition.applies(window, dense, dense, images)).isFalse();
    }
  }
}
