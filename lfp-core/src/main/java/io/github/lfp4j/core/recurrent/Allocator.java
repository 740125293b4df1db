package io.github.lfp4j.core.recurrent;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes arrays that have to live until the way back, in column order, uninitialised. */
@FunctionalInterface
public interface Allocator {

  /** An array of this shape. */
  INDArray create(long... shape);
}
