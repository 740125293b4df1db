package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.output.CurvePoint;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningCurve;
import io.github.lfp4j.pruning.measure.NetworkFigures;
import io.github.lfp4j.pruning.plan.Sensitivity;
import io.github.lfp4j.pruning.tuning.IterativePruning;
import io.github.lfp4j.pruning.tuning.PlannedUnits;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came out of pruning.
 *
 * @param plural what was removed: weights or units
 * @param network as it was
 * @param pruned what is left
 * @param accuracyBefore on the test data
 * @param accuracyAfter likewise
 * @param amount the share of weights or units that is gone
 * @param curves accuracy over amounts without fine-tuning, by criterion, the chosen one first
 * @param curve of the chosen criterion with sizes and times
 * @param steps if it went in steps
 * @param units which units go together and go first, if units were pruned
 * @param single milliseconds for one example, in stock layers
 * @param batch milliseconds for 64 examples, or all if there are fewer
 * @param sensitivity of layers, if it was asked for
 */
record PruningResult(
    String plural,
    Network network,
    Network pruned,
    double accuracyBefore,
    double accuracyAfter,
    NetworkFigures figuresBefore,
    NetworkFigures figuresAfter,
    double amount,
    Map<String, List<PruningCurve.Point>> curves,
    List<CurvePoint> curve,
    Optional<IterativePruning.Result> steps,
    Optional<PlannedUnits> units,
    Times single,
    Times batch,
    Optional<Sensitivity> sensitivity) {

  /** Medians before and after. */
  record Times(double before, double after) {}

  /** Whether units were removed. */
  boolean ofUnits() {
    return units.isPresent();
  }
}
