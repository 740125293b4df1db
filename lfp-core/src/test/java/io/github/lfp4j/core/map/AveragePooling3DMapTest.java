package io.github.lfp4j.core.map;

import static io.github.lfp4j.core.testing.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.core.testing.Closeness;
import io.github.lfp4j.core.testing.Layout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Three-dimensional average pooling against loops over voxels. */
class AveragePooling3DMapTest {

  private static final int[] KERNEL = {3, 2, 2};
  private static final int[] STRIDE = {2, 1, 2};
  private static final int[] SIZE = {5, 4, 3};
  private static final int EXAMPLES = 2;
  private static final int CHANNELS = 2;

  /** Calls for each pair of a voxel and an output that a window joins. */
  private interface Visit {
    void tap(int input, int output, double share);
  }

  private static int places(int axis, int padding, boolean same) {
    return same
        ? (SIZE[axis] + STRIDE[axis] - 1) / STRIDE[axis]
        : (SIZE[axis] + 2 * padding - KERNEL[axis]) / STRIDE[axis] + 1;
  }

  /** Zeros before the first voxel. */
  private static int before(int axis, int padding, boolean same) {
    int needed = (places(axis, padding, same) - 1) * STRIDE[axis] + KERNEL[axis] - SIZE[axis];
    return same ? Math.max(needed, 0) / 2 : padding;
  }

  private static int index(int[] size, boolean last, int n, int c, int... at) {
    int position = (at[0] * size[1] + at[1]) * size[2] + at[2];
    int volume = size[0] * size[1] * size[2];
    return last ? (n * volume + position) * CHANNELS + c : (n * CHANNELS + c) * volume + position;
  }

  private static void forTaps(int[] padding, boolean same, boolean last, Visit visit) {
    int[] out = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      out[axis] = places(axis, padding[axis], same);
    }
    for (int n = 0; n < EXAMPLES; n++) {
      for (int c = 0; c < CHANNELS; c++) {
        for (int i = 0; i < out[0] * out[1] * out[2]; i++) {
          int[] at = {i / (out[1] * out[2]), i / out[2] % out[1], i % out[2]};
          int[] from = new int[3];
          int[] to = new int[3];
          int count = 1;
          for (int axis = 0; axis < 3; axis++) {
            int start = at[axis] * STRIDE[axis] - before(axis, padding[axis], same);
            from[axis] = Math.max(start, 0);
            to[axis] = Math.min(start + KERNEL[axis], SIZE[axis]);
            count *= to[axis] - from[axis];
          }
          int output = index(out, last, n, c, at);
          for (int d = from[0]; d < to[0]; d++) {
            for (int h = from[1]; h < to[1]; h++) {
              for (int w = from[2]; w < to[2]; w++) {
                visit.tap(index(SIZE, last, n, c, d, h, w), output, 1.0 / count);
              }
            }
          }
        }
      }
    }
  }

  private static long[] shape(boolean last, int... size) {
    return last
        ? new long[] {EXAMPLES, size[0], size[1], size[2], CHANNELS}
        : new long[] {EXAMPLES, CHANNELS, size[0], size[1], size[2]};
  }

  private static double[] numbers(int count, int seed) {
    return new Random(seed).doubles(count, -1, 1).map(x -> (float) x).toArray();
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void equalsLoops(Layout layout) {
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      for (boolean last : new boolean[] {false, true}) {
        assertLoops(layout, type, new int[] {0, 0, 0}, true, last);
        assertLoops(layout, type, new int[] {0, 0, 0}, false, last);
        assertLoops(layout, type, new int[] {1, 1, 0}, false, last);
      }
    }
  }

  private static void assertLoops(
      Layout layout, DataType type, int[] padding, boolean same, boolean last) {
    AveragePooling3DMap map = new AveragePooling3DMap(KERNEL, STRIDE, padding, same, last);
    long[] inShape = shape(last, SIZE);
    long[] outShape =
        shape(
            last,
            places(0, padding[0], same),
            places(1, padding[1], same),
            places(2, padding[2], same));
    assertThat(map.outputShape(inShape, null)).isEqualTo(outShape);
    assertThat(map.unitAxis()).isEqualTo(last ? 4 : 1);

    double[] x = numbers(EXAMPLES * CHANNELS * SIZE[0] * SIZE[1] * SIZE[2], 1);
    int outputs = (int) (outShape[0] * outShape[1] * outShape[2] * outShape[3] * outShape[4]);
    double[] q = numbers(outputs, 2);
    double[] z = new double[outputs];
    double[] down = new double[x.length];
    forTaps(
        padding,
        same,
        last,
        (input, output, share) -> {
          z[output] += share * x[input];
          down[input] += share * q[output];
        });
    INDArray out = layout.garbage(type, outShape);
    map.forward(layout.of(x, type, inShape), null, out);
    assertClose(out, outShape, z, Closeness.relative(type));
    INDArray back = layout.garbage(type, inShape);
    map.transposed(layout.of(q, type, outShape), null, back);
    assertClose(back, inShape, down, Closeness.relative(type));
  }

  @Test
  void hasNoWeightsToLearn() {
    AveragePooling3DMap map = new AveragePooling3DMap(KERNEL, STRIDE, KERNEL, true, false);
    INDArray x = Layout.C.garbage(DataType.DOUBLE, 1, 1, 3, 3, 3);
    assertThatThrownBy(() -> map.weightGradient(x, x, x))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("no weights");
  }
}
