package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.pruning.PruningException;

/** What criteria say when they do not apply. */
final class Refusals {

  private Refusals() {}

  static PruningException cannotScore(String criterion, Granularity granularity) {
    boolean weights = granularity == Granularity.WEIGHT;
    return new PruningException(
        "the criterion '"
            + criterion
            + "' scores "
            + (weights ? "units" : "weights")
            + ", not single "
            + (weights ? "weights" : "units")
            + "; choose the granularity "
            + (weights ? Granularity.UNIT : Granularity.WEIGHT).label()
            + " or another criterion");
  }
}
