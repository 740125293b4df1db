package io.github.lfp4j.cli.command;

import io.github.lfp4j.pruning.criterion.Granularity;
import io.github.lfp4j.pruning.plan.Limits;
import io.github.lfp4j.pruning.plan.Normalization;
import io.github.lfp4j.pruning.plan.Scope;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options that say what is pruned and what has to stay. */
public final class PlanOptions {

  @Option(
      names = "--granularity",
      defaultValue = "weight",
      paramLabel = "weight|unit",
      description =
          "What is removed: single weights, which become zero, or units (neurons, channels, hidden"
              + " units), which makes the network smaller and faster (default: ${DEFAULT-VALUE}).")
  private String granularity;

  @Option(
      names = "--scope",
      defaultValue = "global",
      paramLabel = "global|layer",
      description =
          "Whether the least valuable are looked for in all layers at once or in each"
              + " (default: ${DEFAULT-VALUE}).")
  private String scope;

  @Option(
      names = "--normalize",
      paramLabel = "NAME",
      description =
          "What the scores of a layer's units are divided by before they are compared with other"
              + " layers': none, sum, l2, mean or max (default: what suits the criterion).")
  private String normalization;

  @Option(
      names = "--protect",
      split = ",",
      paramLabel = "LAYER",
      description = "Layers that lose no unit, by name, separated by commas.")
  private Set<String> protectedLayers = Set.of();

  @Option(
      names = "--max-share",
      defaultValue = "1",
      paramLabel = "SHARE",
      description = "The largest share of a layer's units that may go (default: ${DEFAULT-VALUE}).")
  private double cap;

  @Option(
      names = "--min-units",
      defaultValue = "1",
      paramLabel = "N",
      description = "How many units stay in a layer at least (default: ${DEFAULT-VALUE}).")
  private int minimum;

  @Option(
      names = "--multiple",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "Keep units in multiples of this where a layer loses any, which hardware may like"
              + " (default: ${DEFAULT-VALUE}).")
  private int multiple;

  Granularity granularity() {
    return Granularity.byName(granularity);
  }

  Scope scope() {
    return Scope.byName(scope);
  }

  /** What was asked for, or else what suits the criterion. */
  Normalization normalization(Normalization usual) {
    return normalization == null ? usual : Normalization.byName(normalization);
  }

  /** What units a plan has to keep to. */
  Limits limits() {
    return new Limits(scope(), cap, minimum, multiple, protectedLayers);
  }

  /** Refuses options about units where weights are pruned. */
  void requireFitting() {
    boolean aboutUnits =
        normalization != null
            || !protectedLayers.isEmpty()
            || cap != 1
            || minimum != 1
            || multiple != 1;
    if (granularity() == Granularity.WEIGHT && aboutUnits) {
      throw new io.github.lfp4j.cli.UserException(
          "--normalize, --protect, --max-share, --min-units and --multiple go with --granularity"
              + " unit only; add it or leave them out.");
    }
    limits();
    normalization(Normalization.L2);
  }
}
