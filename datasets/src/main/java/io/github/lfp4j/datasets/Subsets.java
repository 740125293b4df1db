package io.github.lfp4j.datasets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Small selections of a training part, for instance as the reference data that relevance is
 * measured on. A selection is copied; it does not keep the whole data set in memory.
 */
public final class Subsets {

  private static final int READ_AHEAD = 256;

  private Subsets() {}

  /**
   * The first {@code limit} examples of the seed's shuffle, the classes as evenly represented as
   * the data allows; without classes, simply the first.
   *
   * @param batch examples in a batch, at least 1
   * @param limit how many examples, at least 1; all if there are fewer
   */
  public static DataSetIterator balanced(DataSource source, int batch, long seed, int limit) {
    atLeastOne(limit);
    int size = Math.min(limit, source.trainExamples());
    if (source.classes() == 0) {
      return select(source, batch, seed, firsts(size));
    }
    int share = (size + source.classes() - 1) / source.classes();
    int[] classes = classesInOrder(source, seed, share);
    return select(source, batch, seed, balanced(classes, source.classes(), size));
  }

  /**
   * The first {@code number} examples of each class in the seed's shuffle, or all of a class that
   * has fewer.
   *
   * @param batch examples in a batch, at least 1
   * @param number how many of each class, at least 1
   * @throws DataException if the data has no classes
   */
  public static DataSetIterator perClass(DataSource source, int batch, long seed, int number) {
    atLeastOne(number);
    if (source.classes() == 0) {
      throw new DataException(
          "The data set " + source.name() + " has no classes to take examples from.");
    }
    int[] classes = classesInOrder(source, seed, number);
    int[] quotas = new int[source.classes()];
    Arrays.fill(quotas, number);
    return select(source, batch, seed, fill(classes, quotas));
  }

  /**
   * Positions of {@code size} entries of {@code classes}, early ones first, such that no class has
   * two more than another one that still had some left.
   *
   * @param classes at each position a class from 0 to {@code number} - 1
   * @return positions in rising order; fewer than {@code size} only if there are not so many
   */
  static int[] balanced(int[] classes, int number, int size) {
    int[] available = new int[number];
    for (int one : classes) {
      available[one]++;
    }
    int[] quotas = new int[number];
    int left = Math.min(size, classes.length);
    while (left > 0) {
      for (int one = 0; one < number && left > 0; one++) {
        if (quotas[one] < available[one]) {
          quotas[one]++;
          left--;
        }
      }
    }
    return fill(classes, quotas);
  }

  private static int[] fill(int[] classes, int[] quotas) {
    int[] open = quotas.clone();
    List<Integer> positions = new ArrayList<>();
    for (int position = 0; position < classes.length; position++) {
      if (open[classes[position]] > 0) {
        open[classes[position]]--;
        positions.add(position);
      }
    }
    return positions.stream().mapToInt(Integer::intValue).toArray();
  }

  // The classes in the order of the shuffle, up to where each class has come `enough` times.
  private static int[] classesInOrder(DataSource source, long seed, int enough) {
    DataSetIterator all = source.train(READ_AHEAD, seed);
    List<Integer> classes = new ArrayList<>();
    int[] seen = new int[source.classes()];
    int full = 0;
    while (all.hasNext() && full < seen.length) {
      for (int one : all.next().getLabels().argMax(1).toIntVector()) {
        classes.add(one);
        seen[one]++;
        full += seen[one] == enough ? 1 : 0;
      }
    }
    return classes.stream().mapToInt(Integer::intValue).toArray();
  }

  private static DataSetIterator select(
      DataSource source, int batch, long seed, int[] risingPositions) {
    DataSetIterator all = source.train(READ_AHEAD, seed);
    float[][] rows = new float[risingPositions.length][];
    float[][] targets = new float[risingPositions.length][];
    int taken = 0;
    int start = 0;
    while (taken < risingPositions.length) {
      DataSet data = all.next();
      int count = data.numExamples();
      float[] features = data.getFeatures().dup('c').data().asFloat();
      float[] labels = data.getLabels().dup('c').data().asFloat();
      while (taken < risingPositions.length && risingPositions[taken] < start + count) {
        int row = risingPositions[taken] - start;
        rows[taken] = row(features, row, count);
        targets[taken] = row(labels, row, count);
        taken++;
      }
      start += count;
    }
    int outcomes = Math.max(1, source.classes());
    Examples examples = new FloatExamples(source.exampleShape(), rows, targets, outcomes);
    return new ExampleIterator(examples, Order.FIXED, source.labels(), batch);
  }

  private static float[] row(float[] values, int row, int rows) {
    int width = values.length / rows;
    return Arrays.copyOfRange(values, row * width, (row + 1) * width);
  }

  private static int[] firsts(int size) {
    return Order.FIXED.of(size, 0);
  }

  private static void atLeastOne(int number) {
    if (number < 1) {
      throw new DataException(
          "A selection of " + number + " examples is impossible: ask for at least 1.");
    }
  }
}
