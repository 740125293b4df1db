package io.github.lfp4j.core.rule;

import io.github.lfp4j.core.testing.TapLayer;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * Hands reward from outputs to inputs, {@code R_i = sum_j n_ij R_j / stab(d_j)}, one connection at
 * a time, and keeps an account of the rounding errors that a computation of limited precision may
 * have made meanwhile.
 */
final class Shares {

  /** Round-offs granted per sum; sums here have at most a few dozen terms. */
  private static final double ROUND_OFFS = 64;

  private final TapLayer layer;
  private final double roundOff;
  private final boolean exactSums;
  private final double[] relevance;
  private final double[] error;

  /**
   * @param roundOff unit round-off of the computation that is to be compared with
   * @param exactSums whether its sums are exact because all numbers lie on a coarse grid
   */
  Shares(TapLayer layer, double roundOff, boolean exactSums) {
    this.layer = layer;
    this.roundOff = roundOff;
    this.exactSums = exactSums;
    this.relevance = new double[layer.x().length];
    this.error = new double[layer.x().length];
  }

  /** {@code z + eps} for z >= 0, {@code z - eps} below. */
  static double stab(double z, double epsilon) {
    return z >= 0 ? z + epsilon : z - epsilon;
  }

  /** Whether the sign of a sum is sure, given the sum of its terms' sizes. */
  boolean signIsSure(double sum, double sizes) {
    return exactSums || sizes == 0 || Math.abs(sum) > ROUND_OFFS * roundOff * sizes;
  }

  /**
   * Adds {@code n_ij r_j / stab(d_j)} to each input.
   *
   * @param numerator n of a tap
   * @param r what is handed down at each output
   * @param d denominators
   * @param sizes sums of the sizes of the terms in each denominator
   */
  void add(
      ToDoubleFunction<TapLayer.Tap> numerator,
      double[] r,
      double[] d,
      double[] sizes,
      double epsilon) {
    for (TapLayer.Tap tap : layer.taps()) {
      int j = tap.output();
      if (r[j] == 0) {
        continue;
      }
      double denominator = stab(d[j], epsilon);
      double share = numerator.applyAsDouble(tap) * r[j] / denominator;
      relevance[tap.input()] += share;
      double relativeError = ROUND_OFFS * roundOff * (1 + sizes[j] / Math.abs(denominator));
      boolean unsure = !signIsSure(d[j], sizes[j]) || relativeError > 0.1;
      error[tap.input()] +=
          unsure && share != 0 ? Double.POSITIVE_INFINITY : Math.abs(share) * relativeError;
    }
  }

  /** Marks all inputs of an output as impossible to compare: rounding decides what they get. */
  void unsure(int output) {
    for (TapLayer.Tap tap : layer.taps()) {
      if (tap.output() == output) {
        error[tap.input()] = Double.POSITIVE_INFINITY;
      }
    }
  }

  /** R of each input. */
  double[] relevance() {
    return relevance;
  }

  /** Largest difference from R that rounding explains, per input. */
  double[] tolerance() {
    return Arrays.stream(error).map(e -> e + 1e-30).toArray();
  }
}
