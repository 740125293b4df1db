package io.github.lfp4j.datasets;

/** Examples held in memory, each of the same shape, in the form that takes the least space. */
interface Examples {

  /** How many there are. */
  int size();

  /** The shape of one example's features, without a batch dimension. */
  long[] shape();

  /** The number of label columns. */
  int outcomes();

  /** Writes the features of an example from {@code offset} on. */
  void features(int example, float[] into, int offset);

  /** Writes the {@link #outcomes()} labels of an example from {@code offset} on. */
  void labels(int example, float[] into, int offset);

  /** The number of features of one example. */
  default int width() {
    int width = 1;
    for (long extent : shape()) {
      width *= Math.toIntExact(extent);
    }
    return width;
  }
}
