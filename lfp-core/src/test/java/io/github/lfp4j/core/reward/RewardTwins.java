package io.github.lfp4j.core.reward;

/** Every reward a second time, written from its equation as loops. */
final class RewardTwins {

  private RewardTwins() {}

  /** The reward of logits o and targets t, both [sample][output]. */
  static double[][] apply(Reward reward, double[][] o, double[][] t) {
    double[][] r = new double[o.length][];
    for (int n = 0; n < o.length; n++) {
      r[n] = row(reward, o[n], t[n]);
    }
    return r;
  }

  private static double[] row(Reward reward, double[] o, double[] t) {
    double[] r = new double[o.length];
    double[] s = softmax(o);
    for (int c = 0; c < o.length; c++) {
      if (reward instanceof SoftmaxReward) {
        r[c] = o[c] * (t[c] - s[c]);
      } else if (reward instanceof SigmoidReward) {
        r[c] = o[c] * (t[c] - sigma(o[c]));
      } else if (reward instanceof BoundedSoftmaxReward b) {
        double bounded = s[c] > b.upper() ? 1 : s[c] < b.lower() ? 0 : s[c];
        r[c] = (b.signOnly() ? Math.signum(o[c]) : o[c]) * (t[c] - bounded);
      } else if (reward instanceof CorrectClassificationReward) {
        boolean right = firstMaximum(o) == firstMaximum(t);
        r[c] = right && c == firstMaximum(t) ? Math.signum(o[c]) : 0;
      } else if (reward instanceof MisclassificationReward) {
        r[c] = o[c] > o[firstMaximum(t)] ? -Math.signum(o[c]) : 0;
      } else if (reward instanceof NeuronReward m) {
        boolean meant = m.neuron() == null || m.neuron() == c;
        double sign = m.maximize() ? 1 : -1;
        r[c] = meant ? sign * Math.signum(o[c]) * (1 - sigma(o[c])) : 0;
      } else {
        throw new IllegalArgumentException("no twin of " + reward);
      }
    }
    return r;
  }

  private static double[] softmax(double[] o) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double value : o) {
      largest = Math.max(largest, value);
    }
    double sum = 0;
    for (double value : o) {
      sum += Math.exp(value - largest);
    }
    double[] s = new double[o.length];
    for (int c = 0; c < o.length; c++) {
      s[c] = Math.exp(o[c] - largest) / sum;
    }
    return s;
  }

  private static double sigma(double value) {
    return 1 / (1 + Math.exp(-value));
  }

  private static int firstMaximum(double[] values) {
    int winner = 0;
    for (int c = 1; c < values.length; c++) {
      if (values[c] > values[winner]) {
        winner = c;
      }
    }
    return winner;
  }
}
