package io.github.lfp4j.datasets;

import java.util.List;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A data set whose examples are all in memory: what every provider of this module returns.
 *
 * @param labels names of the classes; empty if labels are numbers
 * @param features names of a table's columns; empty if there are none
 */
record InMemorySource(
    String name, List<String> labels, List<String> features, Examples training, Examples testing)
    implements DataSource {

  /** Without names of features. */
  InMemorySource(String name, List<String> labels, Examples training, Examples testing) {
    this(name, labels, List.of(), training, testing);
  }

  InMemorySource {
    labels = List.copyOf(labels);
    features = List.copyOf(features);
    if (training.size() == 0) {
      throw new DataException("The data set " + name + " has no examples to train on.");
    }
  }

  @Override
  public long[] exampleShape() {
    return training.shape();
  }

  @Override
  public int classes() {
    return labels.size();
  }

  @Override
  public int trainExamples() {
    return training.size();
  }

  @Override
  public int testExamples() {
    return testing.size();
  }

  @Override
  public DataSetIterator train(int batch, long seed) {
    return new ExampleIterator(training, Order.shuffled(seed), labels, batch);
  }

  @Override
  public DataSetIterator test(int batch) {
    return new ExampleIterator(testing, Order.FIXED, labels, batch);
  }

  @Override
  public DataSource holdOut(double fraction, long seed) {
    if (!(fraction > 0 && fraction < 1)) {
      throw new DataException(
          "The fraction that is held out must be above 0 and below 1, but is " + fraction + ".");
    }
    Split split = Split.stratified(classOf(training), Math.max(1, classes()), fraction, seed, name);
    return new InMemorySource(
        name,
        labels,
        features,
        new SelectedExamples(training, split.train()),
        new SelectedExamples(training, split.test()));
  }

  /** The class of each example; 0 where labels are numbers. */
  private int[] classOf(Examples examples) {
    int[] result = new int[examples.size()];
    if (labels.isEmpty()) {
      return result;
    }
    for (int i = 0; i < result.length; i++) {
      float[] row = new float[examples.outcomes()];
      examples.labels(i, row, 0);
      for (int c = 1; c < row.length; c++) {
        if (row[c] > row[result[i]]) {
          result[i] = c;
        }
      }
    }
    return result;
  }
}
