package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.relevance.RelevanceAccumulator;
import java.util.function.LongConsumer;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Accumulated absolute relevance of each weight: {@code sum |w| |a| |q|} over reference examples
 * and positions, where relevance starts from the true class's logit. Source of the idea: Yeom et
 * al., Pattern Recognition 115, 2021.
 *
 * @param rules how relevance is handed down
 */
public record RelevanceCriterion(RuleMap rules) implements Criterion {

  /** With the epsilon rule in all layers. */
  public RelevanceCriterion() {
    this(RuleMap.preset("epsilon"));
  }

  @Override
  public boolean needsData() {
    return true;
  }

  /**
   * @throws PruningException if there is no reference data
   */
  @Override
  public WeightScores scores(Network network, DataSetIterator reference, LongConsumer progress) {
    if (reference == null || !reference.hasNext()) {
      throw new PruningException(
          "the relevance criterion needs reference data, but there is none; name a data set");
    }
    RelevanceAccumulator accumulated = new RelevanceAccumulator(network, rules, true);
    accumulated.addAll(reference, progress);
    return new WeightScores(accumulated.absoluteWeights());
  }

  @Override
  public boolean scores(Granularity granularity) {
    return true;
  }

  @Override
  public UnitScores unitScores(Network network, DataSetIterator reference, LongConsumer progress) {
    RelevanceAccumulator accumulated = new RelevanceAccumulator(network, rules, false);
    accumulated.addAll(reference, progress);
    java.util.SortedMap<Integer, double[]> r = new java.util.TreeMap<>();
    accumulated.units().forEach((l, u) -> r.put(l, u.absolute().toDoubleVector()));
    return new UnitScores(r);
  }
}
