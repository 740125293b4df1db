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
}
