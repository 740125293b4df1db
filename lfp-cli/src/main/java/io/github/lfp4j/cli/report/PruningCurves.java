package io.github.lfp4j.cli.report;

import java.util.List;

/**
 * Accuracy over the pruned amount, for one criterion or for several in comparison.
 *
 * @param unit what is pruned, in the plural, for example {@code weights}
 * @param scale how amounts are laid out
 * @param accuracyBefore without pruning, 0 to 1; NaN to leave it out
 * @param chosenAmount what the command was asked for, marked in the chart; NaN to leave it out
 * @param curves at least one
 */
public record PruningCurves(
    String unit, Scale scale, double accuracyBefore, double chosenAmount, List<Curve> curves) {
  /** Copies the curves. */
  public PruningCurves {
    curves = List.copyOf(curves);
  }

  /** How amounts are laid out. */
  public enum Scale {
    /** By the share removed: good up to about 95 %. */
    LINEAR,
    /** By the factor of compression, 1 / (1 - amount), logarithmically: shows 99 % and 99.9 %. */
    LOGARITHMIC
  }

  /**
   * One criterion.
   *
   * @param name for example {@code relevance}
   * @param points by increasing amount
   */
  public record Curve(String name, List<Point> points) {
    /** Copies the points. */
    public Curve {
      points = List.copyOf(points);
    }
  }

  /**
   * One amount.
   *
   * @param amount share removed, 0 to less than 1
   * @param accuracy on the test data, 0 to 1
   */
  public record Point(double amount, double accuracy) {}
}
