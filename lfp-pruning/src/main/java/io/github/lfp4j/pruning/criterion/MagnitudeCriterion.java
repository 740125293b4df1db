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
}
