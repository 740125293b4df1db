package io.github.lfp4j.pruning.plan;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.criterion.PrunableLayers;
import io.github.lfp4j.pruning.criterion.WeightScores;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Unstructured pruning: which weights become zero.
 *
 * <p>Exactly {@code round(amount * weights)} weights go, those with the lowest scores; of equal
 * scores, those of earlier layers and lower indices (in row order) go first, so that a plan is
 * deterministic.
 */
public final class WeightPlan {

  private final SortedMap<Integer, INDArray> masks;

  private WeightPlan(SortedMap<Integer, INDArray> masks) {
    this.masks = masks;
  }

  /**
   * Makes a plan.
   *
   * @param scores the worth of each weight
   * @param scope over all layers or within each
   * @param amount the share of weights that go, within [0, 1)
   * @throws PruningException if the amount is outside or a score is not a number
   */
  public static WeightPlan of(WeightScores scores, Scope scope, double amount) {
    requireAmount(amount);
    SortedMap<Integer, INDArray> masks = new TreeMap<>();
    if (scope == Scope.LAYER) {
      scores
          .byLayer()
          .forEach(
              (layer, s) -> {
                SortedMap<Integer, INDArray> one = new TreeMap<>();
                one.put(layer, s);
                masks.putAll(select(one, amount));
              });
    } else {
      masks.putAll(select(scores.byLayer(), amount));
    }
    return new WeightPlan(masks);
  }

  /**
   * Checks the share of what is to be pruned.
   *
   * @throws PruningException unless it lies within [0, 1)
   */
  public static void requireAmount(double amount) {
    if (!(amount >= 0 && amount < 1)) {
      throw new PruningException(
          "the amount to prune must be at least 0 and less than 1, but is " + amount);
    }
  }

  private static SortedMap<Integer, INDArray> select(
      SortedMap<Integer, INDArray> scores, double amount) {
    SortedMap<Integer, double[]> values = new TreeMap<>();
    scores.forEach((layer, s) -> values.put(layer, s.dup('c').data().asDouble()));
    double[] all = values.values().stream().flatMapToDouble(Arrays::stream).toArray();
    for (double score : all) {
      if (Double.isNaN(score)) {
        throw new PruningException(
            "a score is not a number; does the model hold NaN or infinite parameters?");
      }
    }
    int count = (int) Math.round(amount * all.length);
    Arrays.sort(all);
    double threshold = count == 0 ? Double.NEGATIVE_INFINITY : all[count - 1];
    int below = lowerBound(all, threshold);
    int ties = count - below;

    SortedMap<Integer, INDArray> masks = new TreeMap<>();
    for (var entry : values.entrySet()) {
      double[] mask = new double[entry.getValue().length];
      for (int i = 0; i < mask.length; i++) {
        double score = entry.getValue()[i];
        boolean goes = score < threshold || (score == threshold && ties-- > 0);
        mask[i] = goes ? 0 : 1;
      }
      INDArray shape = scores.get(entry.getKey());
      masks.put(
          entry.getKey(),
          Nd4j.createFromArray(mask).castTo(shape.dataType()).reshape('c', shape.shape()));
    }
    return masks;
  }

  private static int lowerBound(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The masks by layer index, in the shapes of the weights: 1 stays, 0 goes. */
  public SortedMap<Integer, INDArray> masks() {
    return java.util.Collections.unmodifiableSortedMap(masks);
  }

  /** A copy of the network without the weights that go. */
  public Network apply(Network network) {
    Network pruned = network.copy();
    applyTo(pruned);
    return pruned;
  }

  /** Sets the weights that go to zero, in the network itself. */
  public void applyTo(Network network) {
    SortedMap<Integer, INDArray> weights = PrunableLayers.weights(network);
    masks.forEach((layer, mask) -> weights.get(layer).muli(mask));
  }
}
