package io.github.lfp4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Two networks trained side by side on the same batches, which have to stay the same. */
final class Training {

  static final int STEPS = 100;

  private static final int BATCHES = 4;

  private Training() {}

  /** What rounding may come to, relative to the largest number, after {@link #STEPS} steps. */
  static double rounding(DataType type) {
    return type == DataType.DOUBLE ? 1e-9 : 2e-3;
  }

  /** A set of examples in {@link #BATCHES} batches. */
  static List<DataSet> batches(DataSet examples) {
    INDArray x = examples.getFeatures();
    INDArray y = examples.getLabels();
    int size = examples.numExamples() / BATCHES;
    return IntStream.range(0, BATCHES)
        .mapToObj(i -> new DataSet(rows(x, i * size, size), rows(y, i * size, size)))
        .toList();
  }

  private static INDArray rows(INDArray all, int from, int count) {
    int[] rows = IntStream.range(from, from + count).toArray();
    long[] shape = all.shape().clone();
    shape[0] = count;
    INDArray flat = all.reshape('c', all.size(0), all.length() / all.size(0));
    return flat.getRows(rows).reshape('c', shape);
  }

  /**
   * Trains both and compares the score of each step and the parameters at the end. Whatever is
   * random in a step is drawn alike by both.
   *
   * @param firstStep seeds of the steps begin with this number
   */
  static void assertTrainAlike(
      MultiLayerNetwork a,
      MultiLayerNetwork b,
      List<DataSet> batches,
      int firstStep,
      int steps,
      double tolerance) {
    for (int step = firstStep; step < firstStep + steps; step++) {
      DataSet batch = batches.get(step % batches.size());
      Nd4j.getRandom().setSeed(step + 1); // of 0, ND4J makes a random one
      a.fit(batch);
      Nd4j.getRandom().setSeed(step + 1); // of 0, ND4J makes a random one
      b.fit(batch);
      assertThat(b.score())
          .as("score of step " + step)
          .isCloseTo(a.score(), Offset.offset(tolerance * (Math.abs(a.score()) + 0.1)));
    }
    assertSameParameters(a, b, tolerance);
  }

  static void assertSameParameters(MultiLayerNetwork a, MultiLayerNetwork b, double tolerance) {
    assertThat(b.paramTable().keySet()).isEqualTo(a.paramTable().keySet());
    for (String name : a.paramTable().keySet()) {
      INDArray expected = a.getParam(name);
      double scale = expected.amaxNumber().doubleValue() + 0.1;
      assertThat(Fixtures.maxDifference(expected, b.getParam(name)) / scale)
          .as("parameter " + name)
          .isLessThan(tolerance);
    }
  }

  /** Training did something: every layer's weights moved, and all numbers are finite. */
  static void assertMoved(INDArray before, MultiLayerNetwork network) {
    assertThat(network.params().sumNumber().doubleValue()).as("sum of parameters").isFinite();
    assertThat(Fixtures.maxDifference(before, network.params())).as("moved").isGreaterThan(0.02);
  }
}
