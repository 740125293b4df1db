package io.github.lfp4j.core.testing;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The ways in which an array of given numbers can lie in memory. */
public enum Layout {
  C {
    @Override
    INDArray allocate(DataType type, long... shape) {
      return Nd4j.create(type, shape, 'c');
    }
  },
  F {
    @Override
    INDArray allocate(DataType type, long... shape) {
      return Nd4j.create(type, shape, 'f');
    }
  },
  /** Every second element along each axis of a larger array, beginning with the second. */
  STRIDED {
    @Override
    INDArray allocate(DataType type, long... shape) {
      long[] larger = Arrays.stream(shape).map(n -> 2 * n + 1).toArray();
      INDArrayIndex[] everySecond =
          Arrays.stream(shape)
              .mapToObj(n -> NDArrayIndex.interval(1, 2, 2 * n + 1))
              .toArray(INDArrayIndex[]::new);
      INDArray view = Nd4j.create(type, larger, 'c').assign(99).get(everySecond);
      return view.reshape(shape);
    }
  };

  abstract INDArray allocate(DataType type, long... shape);

  /** An array of this layout with the given numbers, which are listed in C order. */
  public INDArray of(double[] values, DataType type, long... shape) {
    return allocate(type, shape).assign(Nd4j.create(values, shape, DataType.DOUBLE).castTo(type));
  }

  /** An array of this layout, filled with a number that must not survive. */
  public INDArray garbage(DataType type, long... shape) {
    return allocate(type, shape).assign(12345.678);
  }

  /** The numbers of any array in C order. */
  public static double[] valuesOf(INDArray array) {
    return array.dup('c').data().asDouble();
  }
}
