package io.github.lfp4j.dl4j.listener;

import java.util.Arrays;

/**
 * The Gini index as a measure of sparsity: 0 if all entries are equally large, close to 1 if one is
 * large and all others are zero.
 *
 * <p>With the sizes in ascending order, {@code G = 1 - 2 sum_k |c_(k)| / ||c||_1 (N - k + 1/2) / N}
 * for k from 1 to N (Hurley and Rickard, "Comparing Measures of Sparsity", IEEE Transactions on
 * Information Theory 55, 2009; arXiv 0811.4706).
 */
public final class GiniIndex {

  private GiniIndex() {}

  /**
   * The index of any number of entries, of which the signs do not matter.
   *
   * @param values not changed
   * @return in [0, 1 - 1/N]; 0 if there are no entries or all are zero, so that all are alike
   */
  public static double of(double... values) {
    double[] sizes = Arrays.stream(values).map(Math::abs).toArray();
    Arrays.parallelSort(sizes);
    double sum = 0;
    double weighted = 0;
    for (int k = 1; k <= sizes.length; k++) {
      sum += sizes[k - 1];
      weighted += sizes[k - 1] * (sizes.length - k + 0.5);
    }
    return sum == 0 ? 0 : 1 - 2 * weighted / (sum * sizes.length);
  }
}
