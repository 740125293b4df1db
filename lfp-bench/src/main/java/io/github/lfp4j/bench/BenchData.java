package io.github.lfp4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Examples made before the clock runs: uniform noise in [0, 1), labels in turn. */
final class BenchData {

  private BenchData() {}

  /**
   * Several batches.
   *
   * @param shape of one example
   */
  static List<DataSet> batches(int batches, int batch, long[] shape, long seed) {
    Random random = Nd4j.getRandomFactory().getNewRandomInstance(seed);
    long[] whole = LongStream.concat(LongStream.of(batch), LongStream.of(shape)).toArray();
    List<DataSet> result = new ArrayList<>(batches);
    for (int i = 0; i < batches; i++) {
      INDArray features = Nd4j.rand(random, whole).castTo(DataType.FLOAT);
      INDArray labels = Nd4j.zeros(DataType.FLOAT, batch, BenchNetwork.CLASSES);
      for (int n = 0; n < batch; n++) {
        labels.putScalar(n, n % BenchNetwork.CLASSES, 1);
      }
      result.add(new DataSet(features, labels));
    }
    return result;
  }
}
