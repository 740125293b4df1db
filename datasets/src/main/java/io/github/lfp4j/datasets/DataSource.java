package io.github.lfp4j.datasets;

import java.util.List;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A data set with a part to train on and a part to test on.
 *
 * <p>Features are float32: images [N, channels, height, width] with pixels from 0 to 1, tables [N,
 * columns] standardised with the means and standard deviations of the training part. Labels are
 * float32: one-hot [N, classes], or [N, 1] where a number is to be predicted. The iterators are
 * independent of each other, can be reset, and may be read ahead by another thread, though by one
 * at a time.
 */
public interface DataSource {

  /** A short name to show, such as {@code mnist}. */
  String name();

  /** The shape of one example's features: {channels, height, width} or {columns}. */
  long[] exampleShape();

  /** The number of classes, which is the number of label columns; 0 if labels are numbers. */
  int classes();

  /** The names of the classes in the order of the label columns; empty if labels are numbers. */
  List<String> labels();

  /** The names of a table's columns, without the one to be predicted; empty if there are none. */
  default List<String> features() {
    return List.of();
  }

  /** The number of examples to train on. */
  int trainExamples();

  /** The number of examples to test on. */
  int testExamples();

  /**
   * The training part, shuffled anew for each epoch: by a {@code reset()} after at least one batch
   * was read. Equal seeds give equal batches, epoch by epoch.
   *
   * @param batch examples in a batch, at least 1; an epoch's last batch may be smaller
   * @param seed of the shuffles
   */
  DataSetIterator train(int batch, long seed);

  /**
   * The test part, always in the same order.
   *
   * @param batch examples in a batch, at least 1; the last batch may be smaller
   */
  DataSetIterator test(int batch);

  /**
   * A few examples of the training part, such as the reference data that relevance is measured on:
   * the first of the seed's first shuffle, the classes as evenly represented as the data allows.
   * All epochs have the same order.
   *
   * @param batch examples in a batch, at least 1
   * @param seed of the shuffle
   * @param limit how many examples, at least 1; all of the training part if it has fewer
   */
  default DataSetIterator train(int batch, long seed, int limit) {
    return Subsets.balanced(this, batch, seed, limit);
  }

  /**
   * The same data for decisions that must not look at the test part: a part of each class is set
   * aside from training, and takes the place of the test part.
   *
   * @param fraction of the training part that is set aside, above 0 and below 1
   * @param seed of what is set aside
   * @throws DataException if there are too few examples for that
   */
  DataSource holdOut(double fraction, long seed);
}
