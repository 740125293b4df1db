package io.github.lfp4j.pruning.plan;

import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.criterion.UnitScores;
import java.util.Arrays;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * What the scores of a layer are divided by before they are compared with those of other layers. A
 * layer whose divisor is zero keeps its scores.
 */
public enum Normalization implements UnaryOperator<double[]> {
  /** Nothing: scores are compared as they are. */
  NONE,
  /** The sum of their sizes. */
  SUM,
  /** Their Euclidean length. Source: Molchanov et al., arXiv 1611.06440. */
  L2,
  /** The mean of their sizes: layers of any width lose the same share if they are as even. */
  MEAN,
  /** The largest size. */
  MAX;

  @Override
  public double[] apply(double[] scores) {
    double by = divisor(scores);
    return by == 0 ? scores.clone() : Arrays.stream(scores).map(s -> s / by).toArray();
  }

  /** Scores of units, each divided by what belongs to its layer. */
  public UnitScores apply(UnitScores scores) {
    SortedMap<Integer, double[]> result = new TreeMap<>();
    scores.byLayer().forEach((layer, each) -> result.put(layer, apply(each)));
    return new UnitScores(result);
  }

  private double divisor(double[] scores) {
    DoubleStream sizes = Arrays.stream(scores).map(Math::abs);
    return switch (this) {
      case NONE -> 1;
      case SUM -> sizes.sum();
      case L2 -> Math.sqrt(sizes.map(size -> size * size).sum());
      case MEAN -> sizes.average().orElse(0);
      case MAX -> sizes.max().orElse(0);
    };
  }

  /**
   * The normalisation of a name: none, sum, l2, mean, max.
   *
   * @throws PruningException if there is no such normalisation
   */
  public static Normalization byName(String name) {
    return Arrays.stream(values())
        .filter(value -> value.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new PruningException(
                    "there is no normalisation '"
                        + name
                        + "'; choose one of "
                        + Arrays.stream(values())
                            .map(Normalization::label)
                            .collect(Collectors.joining(", "))));
  }

  /** The name that people use. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
