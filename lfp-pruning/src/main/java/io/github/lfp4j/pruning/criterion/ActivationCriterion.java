package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.accumulation.ActivationAccumulator;

/**
 * How active a unit is: the mean of {@code |a|} over reference examples and positions. Units only.
 * Source of the idea: Molchanov et al., arXiv 1611.06440, section 2.2 (there without the absolute
 * value, behind ReLU).
 */
public record ActivationCriterion() implements AccumulatingCriterion<ActivationAccumulator> {

  @Override
  public String name() {
    return "activation";
  }

  @Override
  public boolean scores(Granularity granularity) {
    return granularity == Granularity.UNIT;
  }

  @Override
  public ActivationAccumulator accumulator(Network network, Granularity granularity) {
    if (!scores(granularity)) {
      throw Refusals.cannotScore(name(), granularity);
    }
    return new ActivationAccumulator(network);
  }

  @Override
  public WeightScores weightScores(ActivationAccumulator accumulated) {
    throw Refusals.cannotScore(name(), Granularity.WEIGHT);
  }

  @Override
  public UnitScores unitScores(ActivationAccumulator accumulated) {
    return Scores.ofUnits(accumulated.units(), accumulated.examples());
  }
}
