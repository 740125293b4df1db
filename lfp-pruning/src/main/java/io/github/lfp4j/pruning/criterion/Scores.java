package io.github.lfp4j.pruning.criterion;

import java.util.SortedMap;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes scores of sums over examples: their means. */
final class Scores {

  private Scores() {}

  /**
   * @param sums [units], by layer index
   */
  static UnitScores ofUnits(SortedMap<Integer, INDArray> sums, long examples) {
    SortedMap<Integer, double[]> scores = new TreeMap<>();
    sums.forEach((layer, sum) -> scores.put(layer, mean(sum, examples).toDoubleVector()));
    return new UnitScores(scores);
  }

  /**
   * @param sums in the shapes of the weights, by layer index
   */
  static WeightScores ofWeights(SortedMap<Integer, INDArray> sums, long examples) {
    SortedMap<Integer, INDArray> scores = new TreeMap<>();
    sums.forEach((layer, sum) -> scores.put(layer, mean(sum, examples)));
    return new WeightScores(scores);
  }

  private static INDArray mean(INDArray sum, long examples) {
    return sum.div((double) Math.max(1, examples));
  }
}
