package io.github.lfp4j.bench.study;

import io.github.lfp4j.datasets.DataSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * The images of a study: samples of the training part that criteria look at, images of the training
 * part beside these by which settings are chosen, and the test part that is reported.
 */
final class StudyData {

  private static final int BATCH = 1000;

  /** Of the shuffle that held-out images come from. */
  private static final long HELD_OUT_SEED = 20_000;

  private final DataSource source;
  private final int referenceBatch;
  private final List<DataSet> heldOut;
  private final List<DataSet> test;

  /**
   * @param heldOut how many images of the training part settings are chosen by
   * @param references sizes of the samples
   * @param seeds of the samples
   * @param referenceBatch images in a batch that criteria look at
   */
  StudyData(
      DataSource source,
      int heldOut,
      List<Integer> references,
      List<Long> seeds,
      int referenceBatch) {
    this.source = source;
    this.referenceBatch = referenceBatch;
    Set<Integer> seen = new HashSet<>();
    for (long seed : seeds) {
      for (int size : references) {
        reference(seed, size)
            .forEachRemaining(batch -> rows(batch).forEach(r -> seen.add(hash(r))));
      }
    }
    this.heldOut = others(seen, heldOut);
    this.test = list(source.test(BATCH));
  }

  /** A sample, evenly of all classes. */
  DataSetIterator reference(long seed, int size) {
    return source.train(referenceBatch, seed, size);
  }

  DataSetIterator heldOut() {
    return new ExistingDataSetIterator(heldOut);
  }

  int heldOutImages() {
    return heldOut.stream().mapToInt(DataSet::numExamples).sum();
  }

  DataSetIterator test() {
    return new ExistingDataSetIterator(test);
  }

  private List<DataSet> others(Set<Integer> seen, int wanted) {
    List<DataSet> others = new ArrayList<>();
    DataSetIterator all = source.train(BATCH, HELD_OUT_SEED);
    int left = wanted;
    while (left > 0 && all.hasNext()) {
      List<DataSet> unseen = new ArrayList<>();
      for (DataSet row : rows(all.next())) {
        if (unseen.size() < left && !seen.contains(hash(row))) {
          unseen.add(row);
        }
      }
      left -= unseen.size();
      if (!unseen.isEmpty()) {
        others.add(DataSet.merge(unseen));
      }
    }
    return others;
  }

  private static List<DataSet> rows(DataSet batch) {
    return batch.asList();
  }

  private static int hash(DataSet row) {
    return Arrays.hashCode(row.getFeatures().dup('c').data().asFloat());
  }

  private static List<DataSet> list(DataSetIterator data) {
    List<DataSet> batches = new ArrayList<>();
    data.forEachRemaining(batches::add);
    return batches;
  }
}
