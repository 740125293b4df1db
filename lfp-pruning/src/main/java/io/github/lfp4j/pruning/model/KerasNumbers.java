package io.github.lfp4j.pruning.model;

import io.jhdf.api.Dataset;

/**
 * Reads the numbers of an array in an HDF5 file, a part at a time, to see whether they are there.
 */
final class KerasNumbers {
  /** Numbers that are read at a time, or one row if it is longer. */
  private static final int BLOCK = 1 << 22;

  private KerasNumbers() {}

  /**
   * Reads an array.
   *
   * @return how many of its numbers are not finite
   */
  static long notFinite(Dataset dataset) {
    int[] shape = dataset.getDimensions();
    if (dataset.isEmpty() || dataset.getSize() == 0) {
      return 0;
    }
    if (shape.length == 0) {
      return notFinite(dataset.getData());
    }
    long row = Math.max(1, dataset.getSize() / shape[0]);
    int rows = (int) Math.max(1, BLOCK / row);
    long count = 0;
    for (int first = 0; first < shape[0]; first += rows) {
      long[] offset = new long[shape.length];
      offset[0] = first;
      int[] part = shape.clone();
      part[0] = Math.min(rows, shape[0] - first);
      count += notFinite(dataset.getData(offset, part));
    }
    return count;
  }

  private static long notFinite(Object numbers) {
    long count = 0;
    if (numbers instanceof Object[] rows) {
      for (Object row : rows) {
        count += notFinite(row);
      }
    } else if (numbers instanceof float[] floats) {
      for (float number : floats) {
        count += Float.isFinite(number) ? 0 : 1;
      }
    } else if (numbers instanceof double[] doubles) {
      for (double number : doubles) {
        count += Double.isFinite(number) ? 0 : 1;
      }
    } else if (numbers instanceof Float || numbers instanceof Double) {
      count = Double.isFinite(((Number) numbers).doubleValue()) ? 0 : 1;
    }
    return count;
  }
}
