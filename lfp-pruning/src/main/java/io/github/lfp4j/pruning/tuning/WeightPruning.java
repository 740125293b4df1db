package io.github.lfp4j.pruning.tuning;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.criterion.Criterion;
import io.github.lfp4j.pruning.criterion.PrunableLayers;
import io.github.lfp4j.pruning.criterion.WeightScores;
import io.github.lfp4j.pruning.plan.Scope;
import io.github.lfp4j.pruning.plan.WeightPlan;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Pruning of single weights to an amount of all weights. What is zero already goes first, whatever
 * the criterion says of it.
 *
 * @param criterion scores the weights anew in each step
 * @param scope over all layers or within each
 * @param reference supplies the criterion's data anew for each step; may be null if it needs none
 * @param progress is told the number of reference examples seen in a step; may be null
 */
public record WeightPruning(
    Criterion criterion, Scope scope, Supplier<DataSetIterator> reference, LongConsumer progress)
    implements PruningStep {

  @Override
  public Network prune(Network network, double amount) {
    WeightScores scores =
        criterion.scores(network, criterion.needsData() ? reference.get() : null, progress);
    SortedMap<Integer, INDArray> weights = PrunableLayers.weights(network);
    SortedMap<Integer, INDArray> zerosFirst = new TreeMap<>();
    scores
        .byLayer()
        .forEach((layer, s) -> zerosFirst.put(layer, zerosFirst(s, weights.get(layer))));
    return WeightPlan.of(new WeightScores(zerosFirst), scope, amount).apply(network);
  }

  private static INDArray zerosFirst(INDArray scores, INDArray weights) {
    // The logarithm of 1 is 0, and that of 0 minus infinity, which no criterion gives.
    return scores.add(Transforms.log(weights.neq(0).castTo(scores.dataType()), false));
  }
}
