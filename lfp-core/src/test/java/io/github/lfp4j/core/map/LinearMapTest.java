package io.github.lfp4j.core.map;

import static io.github.lfp4j.core.testing.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.core.testing.Closeness;
import io.github.lfp4j.core.testing.LayerCase;
import io.github.lfp4j.core.testing.LayerCase.Kind;
import io.github.lfp4j.core.testing.Layout;
import io.github.lfp4j.core.testing.TapLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every map against loops over its taps, in each data type and memory layout. */
class LinearMapTest {

  private static final int CASES = 20;

  static List<Arguments> kinds() {
    List<Arguments> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
        for (Layout layout : Layout.values()) {
          all.add(Arguments.of(kind, type, layout));
        }
      }
    }
    return all;
  }

  private static void forCases(Kind kind, DataType type, Layout layout, Consumer<LayerCase> test) {
    for (long seed = 0; seed < CASES; seed++) {
      LayerCase layer = LayerCase.random(kind, seed, type, layout);
      try {
        test.accept(layer);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void outputShapeIsTheOneOfTheLoops(Kind kind, DataType type, Layout layout) {
    forCases(
        kind,
        type,
        layout,
        layer ->
            assertThat(layer.map().outputShape(layer.twin().inputShape(), layer.weights()))
                .isEqualTo(layer.twin().outputShape()));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void forwardEqualsLoops(Kind kind, DataType type, Layout layout) {
    forCases(
        kind,
        type,
        layout,
        layer -> {
          TapLayer twin = layer.twin();
          INDArray x = layer.input();
          INDArray w = layer.weights();
          INDArray out = layout.garbage(type, twin.outputShape());
          layer.map().forward(x, w, out);
          assertClose(out, twin.outputShape(), twin.linear(), Closeness.relative(type));
          assertUnchanged(layer, x, w);
        });
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void addedBiasEqualsLoops(Kind kind, DataType type, Layout layout) {
    forCases(
        kind,
        type,
        layout,
        layer -> {
          TapLayer twin = layer.twin();
          if (twin.b() == null) {
            return;
          }
          INDArray b = layer.bias();
          INDArray z = layer.output(twin.linear());
          assertThat(layer.map().addBias(z, b)).isSameAs(z);
          assertClose(z, twin.outputShape(), twin.preActivation(), Closeness.relative(type));
          assertThat(Layout.valuesOf(b)).isEqualTo(twin.b());
        });
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void transposedEqualsLoopsAndIsTheAdjoint(Kind kind, DataType type, Layout layout) {
    forCases(
        kind,
        type,
        layout,
        layer -> {
          TapLayer twin = layer.twin();
          double[] numbers = layer.numbers().some(twin.outputs());
          INDArray q = layer.output(numbers);
          INDArray w = layer.weights();
          INDArray out = layout.garbage(type, twin.inputShape());
          layer.map().transposed(q, w, out);
          assertClose(out, twin.inputShape(), twin.transposed(numbers), Closeness.relative(type));
          assertThat(Layout.valuesOf(q)).isEqualTo(numbers);

          INDArray x = layer.input();
          INDArray z = layout.garbage(type, twin.outputShape());
          layer.map().forward(x, w, z);
          double left = z.mul(q).sumNumber().doubleValue();
          double right = x.mul(out).sumNumber().doubleValue();
          double size = z.norm2Number().doubleValue() * q.norm2Number().doubleValue() + 1;
          assertThat(left).isCloseTo(right, within(Closeness.relative(type) * size));
          assertUnchanged(layer, x, w);
        });
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void weightGradientEqualsLoops(Kind kind, DataType type, Layout layout) {
    if (kind == Kind.AVERAGE_POOLING) {
      LayerCase layer = LayerCase.random(kind, 1, type, layout);
      INDArray x = layer.input();
      INDArray q = layer.output(layer.numbers().some(layer.twin().outputs()));
      assertThatThrownBy(() -> layer.map().weightGradient(x, q, x.ulike()))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("no weights");
      return;
    }
    forCases(
        kind,
        type,
        layout,
        layer -> {
          TapLayer twin = layer.twin();
          double[] numbers = layer.numbers().some(twin.outputs());
          INDArray x = layer.input();
          INDArray q = layer.output(numbers);
          INDArray out = layout.garbage(type, layer.weightShape());
          layer.map().weightGradient(x, q, out);
          double[] expected = twin.weightGradient(numbers);
          assertClose(out, layer.weightShape(), expected, Closeness.relative(type));
          assertThat(Layout.valuesOf(x)).isEqualTo(twin.x());
          assertThat(Layout.valuesOf(q)).isEqualTo(numbers);
        });
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void biasGradientEqualsLoops(Kind kind, DataType type, Layout layout) {
    forCases(
        kind,
        type,
        layout,
        layer -> {
          TapLayer twin = layer.twin();
          double[] numbers = layer.numbers().some(twin.outputs());
          INDArray q = layer.output(numbers);
          int units = (int) twin.outputShape()[layer.map().unitAxis()];
          double[] expected = twin.biasGradient(numbers, units);
          for (long[] shape : new long[][] {{units}, {1, units}, {units, 1}}) {
            INDArray out = layout.garbage(type, shape);
            layer.map().biasGradient(q, out);
            assertClose(out, shape, expected, Closeness.relative(type));
          }
          assertThat(Layout.valuesOf(q)).isEqualTo(numbers);
        });
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void allAtOnceEqualsEachAlone(Kind kind, DataType type, Layout layout) {
    if (kind == Kind.AVERAGE_POOLING) {
      return;
    }
    forCases(
        kind,
        type,
        layout,
        layer -> {
          TapLayer twin = layer.twin();
          double[] numbers = layer.numbers().some(twin.outputs());
          INDArray x = layer.input();
          INDArray w = layer.weights();
          int units = (int) twin.outputShape()[layer.map().unitAxis()];
          double[] biases = twin.biasGradient(numbers, units);
          double share = Closeness.relative(type);
          for (boolean withBias : new boolean[] {false, true}) {
            INDArray outX = layout.garbage(type, twin.inputShape());
            INDArray outW = layout.garbage(type, layer.weightShape());
            INDArray outB = withBias ? Layout.C.garbage(type, new long[] {1, units}) : null;
            layer.map().backward(x, w, layer.output(numbers), outX, outW, outB);
            assertClose(outX, twin.inputShape(), twin.transposed(numbers), share);
            assertClose(outW, layer.weightShape(), twin.weightGradient(numbers), share);

            INDArray againW = layout.garbage(type, layer.weightShape());
            INDArray againB = withBias ? Layout.C.garbage(type, new long[] {1, units}) : null;
            layer.map().gradients(x, w, layer.output(numbers), againW, againB);
            assertClose(againW, layer.weightShape(), twin.weightGradient(numbers), share);

            INDArray negatedW = layout.garbage(type, layer.weightShape());
            INDArray negatedB = withBias ? Layout.C.garbage(type, new long[] {1, units}) : null;
            layer.map().negatedGradients(x, w, layer.output(numbers), negatedW, negatedB);
            assertClose(negatedW.neg(), layer.weightShape(), twin.weightGradient(numbers), share);
            if (withBias) {
              assertClose(negatedB.neg(), new long[] {1, units}, biases, share);
              assertClose(outB, new long[] {1, units}, biases, share);
              assertClose(againB, new long[] {1, units}, biases, share);
            }
          }
          assertUnchanged(layer, x, w);
        });
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void affineIsForwardWithBias(Kind kind, DataType type, Layout layout) {
    forCases(
        kind,
        type,
        layout,
        layer -> {
          TapLayer twin = layer.twin();
          INDArray out = layout.garbage(type, twin.outputShape());
          layer.map().affine(layer.input(), layer.weights(), layer.bias(), out);
          assertClose(out, twin.outputShape(), twin.preActivation(), Closeness.relative(type));
        });
  }

  @Test
  void samePaddingThatWouldBeNegativeIsRefused() {
    Window2D window = new Window2D(1, 1, 3, 3, 0, 0, 1, 1, true, false);
    assertThatThrownBy(
            () -> new AveragePooling2DMap(window, true).outputShape(new long[] {1, 1, 6, 6}, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("choose explicit padding");
    assertThat(new AveragePooling2DMap(window, true).outputShape(new long[] {1, 1, 4, 4}, null))
        .containsExactly(1, 1, 2, 2);
  }

  @Test
  void garbageInTheResultDoesNotReachIt() {
    LayerCase layer = LayerCase.random(Kind.CONVOLUTION, 3, DataType.DOUBLE, Layout.C);
    TapLayer twin = layer.twin();
    double[] numbers = layer.numbers().some(twin.outputs());
    INDArray q = layer.output(numbers);
    INDArray outX = Layout.C.garbage(DataType.DOUBLE, twin.inputShape()).assign(Double.NaN);
    layer.map().transposed(q, layer.weights(), outX);
    assertClose(outX, twin.inputShape(), twin.transposed(numbers), 1e-12);
    INDArray outW = Layout.C.garbage(DataType.DOUBLE, layer.weightShape()).assign(Double.NaN);
    layer.map().weightGradient(layer.input(), q, outW);
    assertClose(outW, layer.weightShape(), twin.weightGradient(numbers), 1e-12);
  }

  private static void assertUnchanged(LayerCase layer, INDArray x, INDArray w) {
    assertThat(Layout.valuesOf(x)).isEqualTo(layer.twin().x());
    if (w != null) {
      assertThat(Layout.valuesOf(w)).isEqualTo(layer.twin().w());
    }
  }
}
