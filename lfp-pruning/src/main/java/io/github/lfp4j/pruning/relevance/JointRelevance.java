package io.github.lfp4j.pruning.relevance;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * In which order the units of a layer are given up so that together they take as little as possible
 * with them.
 *
 * <p>If units S of a layer vanish, what the outputs get from them vanishes: {@code sum over S of
 * R_j}. Units that contribute alike add up, others cancel, which no score of single units can say.
 * With {@code K_jk = sum R_j R_k} over examples and outputs, the loss is {@code L(S) = sum over j,
 * k in S of K_jk}. The next unit to go is always the one that adds least to it: {@code K_jj + 2 sum
 * over k in S of K_jk}, which may be less than nothing where it makes up for others.
 */
final class JointRelevance {

  private JointRelevance() {}

  /**
   * What each unit is worth: the root of what it adds to the loss of those that go before it, and
   * more than any of these is worth, so that sorting gives the order in which units go. Its square,
   * summed over a layer, is about what the whole layer hands on, so that layers compare.
   *
   * @param products {@code K}, [units, units], symmetric
   * @return one number per unit, at least 0
   */
  static double[] worth(INDArray products) {
    double[][] k = products.toDoubleMatrix();
    int units = k.length;
    double[] added = new double[units];
    double[] worth = new double[units];
    boolean[] gone = new boolean[units];
    for (int j = 0; j < units; j++) {
      added[j] = k[j][j];
    }
    double last = -Double.MIN_VALUE;
    for (int step = 0; step < units; step++) {
      int next = least(added, gone);
      gone[next] = true;
      last = Math.max(Math.nextUp(last), Math.sqrt(Math.max(0, added[next])));
      worth[next] = last;
      for (int j = 0; j < units; j++) {
        added[j] += 2 * k[next][j];
      }
    }
    return worth;
  }

  private static int least(double[] added, boolean[] gone) {
    int least = -1;
    for (int j = 0; j < added.length; j++) {
      if (!gone[j] && (least < 0 || added[j] < added[least])) {
        least = j;
      }
    }
    return least;
  }
}
