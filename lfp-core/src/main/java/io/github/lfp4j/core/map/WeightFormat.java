package io.github.lfp4j.core.map;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The order of the axes of a convolution's weights, for any number of axes of the kernel. */
enum WeightFormat {
  /** [kernel ..., in channels, out channels]. */
  KERNEL_IN_OUT(0),
  /** [out channels, in channels, kernel ...]. */
  OUT_IN_KERNEL(1);

  private final int argument;

  WeightFormat(int argument) {
    this.argument = argument;
  }

  /** The integer by which ND4J's convolution operations know the format. */
  int argument() {
    return argument;
  }

  long outChannels(INDArray w) {
    return this == OUT_IN_KERNEL ? w.size(0) : w.size(w.rank() - 1);
  }

  long inChannels(INDArray w) {
    return this == OUT_IN_KERNEL ? w.size(1) : w.size(w.rank() - 2);
  }
}
