package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.network.Network;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Chance, to compare others with: every weight or unit gets a number drawn uniformly from [0, 1).
 *
 * @param seed the same seed gives the same scores
 */
public record RandomCriterion(long seed) implements Criterion {

  @Override
  public boolean needsData() {
    return false;
  }

  @Override
  public boolean scores(Granularity granularity) {
    return true;
  }

  @Override
  public WeightScores scores(Network network, DataSetIterator reference, LongConsumer progress) {
    SplittableRandom random = new SplittableRandom(seed);
    return PrunableLayers.score(network, w -> draw(random, w));
  }

  @Override
  public UnitScores unitScores(Network network, DataSetIterator reference, LongConsumer progress) {
    SplittableRandom random = new SplittableRandom(seed);
    SortedMap<Integer, double[]> scores = new TreeMap<>();
    for (HiddenUnits units : HiddenUnits.of(network)) {
      long count = IncomingWeights.of(units.layer()).get(0).size(0);
      scores.put(units.index(), random.doubles(count).toArray());
    }
    return new UnitScores(scores);
  }

  private static INDArray draw(SplittableRandom random, INDArray w) {
    double[] numbers = random.doubles(w.length()).toArray();
    return Nd4j.createFromArray(numbers).castTo(w.dataType()).reshape('c', w.shape());
  }
}
