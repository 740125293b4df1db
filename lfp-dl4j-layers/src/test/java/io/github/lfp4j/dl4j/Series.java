package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.CLASSES;
import static io.github.lfp4j.dl4j.Fixtures.FEATURES;

import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Time series for tests, of {@link Fixtures#FEATURES} features, with a class for every step. */
final class Series {

  /** Time steps of a series. */
  static final int STEPS = 4;

  private Series() {}

  /** Series [N, F, T] with labels [N, C, T]. */
  static DataSet of(int examples, DataType type) {
    INDArray x = Fixtures.normal(type, 6, examples, FEATURES, STEPS);
    INDArray y = Nd4j.zeros(type, examples, CLASSES, STEPS);
    for (int i = 0; i < examples; i++) {
      for (int t = 0; t < STEPS; t++) {
        y.putScalar(new int[] {i, (i + t * t) % CLASSES, t}, 1);
      }
    }
    return new DataSet(x, y);
  }

  /** The same with the time where the format has it. */
  static DataSet of(int examples, DataType type, RNNFormat format) {
    DataSet ncw = of(examples, type);
    return format == RNNFormat.NCW
        ? ncw
        : new DataSet(
            ncw.getFeatures().permute(0, 2, 1).dup('c'), ncw.getLabels().permute(0, 2, 1).dup('c'));
  }

  /** Series of different lengths, from 1 to {@link #STEPS}: features and labels are masked. */
  static DataSet masked(int examples, DataType type) {
    DataSet whole = of(examples, type);
    INDArray mask = Nd4j.zeros(type, examples, STEPS);
    for (int i = 0; i < examples; i++) {
      for (int t = 0; t <= i % STEPS; t++) {
        mask.putScalar(i, t, 1);
      }
    }
    return new DataSet(whole.getFeatures(), whole.getLabels(), mask, mask.dup());
  }

  /** A class for every whole series. */
  static DataSet classified(int examples, DataType type) {
    return new DataSet(
        of(examples, type).getFeatures(), Fixtures.blobs(examples, type).getLabels());
  }
}
