package io.github.lfp4j.datasets;

import java.util.List;
import java.util.NoSuchElementException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** Hands examples out in batches of float32 arrays, converting only what a batch needs. */
final class ExampleIterator implements DataSetIterator {

  private final Examples examples;
  private final Order order;
  private final List<String> names;
  private final int batch;
  private DataSetPreProcessor preProcessor;
  private int epoch;
  private int next;
  private int[] visits;

  /**
   * @param names of the classes, empty if labels are numbers
   * @param batch examples in a batch
   */
  ExampleIterator(Examples examples, Order order, List<String> names, int batch) {
    if (batch < 1) {
      throw new DataException("A batch of " + batch + " examples is impossible: give at least 1.");
    }
    this.examples = examples;
    this.order = order;
    this.names = names;
    this.batch = batch;
    this.visits = order.of(examples.size(), 0);
  }

  @Override
  public boolean hasNext() {
    return next < visits.length;
  }

  @Override
  public DataSet next() {
    return next(batch);
  }

  @Override
  public DataSet next(int number) {
    if (!hasNext()) {
      throw new NoSuchElementException("The epoch is over: call reset() to begin another.");
    }
    if (number < 1) {
      throw new IllegalArgumentException("At least one example must be asked for, not " + number);
    }
    int count = Math.min(number, visits.length - next);
    int width = examples.width();
    int outcomes = examples.outcomes();
    float[] features = new float[Math.multiplyExact(count, width)];
    float[] labels = new float[count * outcomes];
    for (int i = 0; i < count; i++) {
      int example = visits[next + i];
      examples.features(example, features, i * width);
      examples.labels(example, labels, i * outcomes);
    }
    next += count;
    DataSet data =
        new DataSet(array(features, count, examples.shape()), array(labels, count, outcomes));
    if (preProcessor != null) {
      preProcessor.preProcess(data);
    }
    return data;
  }

  private static INDArray array(float[] values, long count, long... shape) {
    long[] whole = new long[shape.length + 1];
    whole[0] = count;
    System.arraycopy(shape, 0, whole, 1, shape.length);
    return Nd4j.createFromArray(values).reshape('c', whole);
  }

  /**
   * Begins the next epoch. Without effect before the first batch: Deeplearning4j resets some fresh
   * iterators and not others, which must not change what they deliver.
   */
  @Override
  public void reset() {
    if (next > 0) {
      next = 0;
      epoch++;
      visits = order.of(examples.size(), epoch);
    }
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  @Override
  public boolean asyncSupported() {
    return true;
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public int inputColumns() {
    return examples.width();
  }

  @Override
  public int totalOutcomes() {
    return examples.outcomes();
  }

  /** The names of the classes, or null where there are none, as callers of DL4J expect. */
  @Override
  public List<String> getLabels() {
    return names.isEmpty() ? null : names;
  }

  @Override
  public void setPreProcessor(DataSetPreProcessor newPreProcessor) {
    preProcessor = newPreProcessor;
  }

  @Override
  public DataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }
}
