package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.network.Network;
import java.util.function.LongConsumer;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The absolute value of each weight. Source: Han et al., NeurIPS 2015. */
public record MagnitudeCriterion() implements Criterion {

  @Override
  public boolean needsData() {
    return false;
  }

  @Override
  public WeightScores scores(Network network, DataSetIterator reference, LongConsumer progress) {
    return PrunableLayers.score(network, w -> Transforms.abs(w, true));
  }

  @Override
  public boolean scores(Granularity granularity) {
    return true;
  }

  @Override
  public UnitScores unitScores(Network network, DataSetIterator reference, LongConsumer progress) {
    java.util.SortedMap<Integer, double[]> r = new java.util.TreeMap<>();
    weights(network)
        .forEach(
            (l, w) -> {
              int axis = w.rank() == 2 ? 1 : 0;
              double[] s = new double[(int) w.size(axis)];
              for (int i = 0; i < s.length; i++) {
                s[i] = w.slice(i, axis).norm2Number().doubleValue();
              }
              r.put(l, s);
            });
    return new UnitScores(r);
  }

  private static java.util.SortedMap<Integer, org.nd4j.linalg.api.ndarray.INDArray> weights(
      Network n) {
    return PrunableLayers.weights(n);
  }
}
