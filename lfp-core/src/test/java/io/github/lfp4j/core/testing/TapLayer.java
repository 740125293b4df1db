package io.github.lfp4j.core.testing;

import java.util.List;

/**
 * One evaluation of an affine layer, written out connection by connection.
 *
 * @param inputShape shape of x
 * @param outputShape shape of z
 * @param taps all connections; padding has none
 * @param unit the unit (index into the bias) of each output
 * @param x inputs, in C order
 * @param w weights in C order; null if the taps' constant factors are all there is
 * @param b biases; null for none
 * @param channelAxis the axis of x that counts channels (features)
 */
// Numbers of a test: neither compared as a whole nor hashed.
@SuppressWarnings("ArrayRecordComponent")
public record TapLayer(
    long[] inputShape,
    long[] outputShape,
    List<Tap> taps,
    int[] unit,
    double[] x,
    double[] w,
    double[] b,
    int channelAxis) {

  /**
   * One connection.
   *
   * @param input flat index into x
   * @param output flat index into z
   * @param weight flat index into w, or -1 where the weight is the constant {@code factor}
   * @param factor the constant weight, 1 for learnt ones
   */
  public record Tap(int input, int output, int weight, double factor) {}

  /** Number of outputs. */
  public int outputs() {
    return unit.length;
  }

  /** Weight of a tap. */
  public double weight(Tap tap) {
    return tap.weight() < 0 ? tap.factor() : w[tap.weight()];
  }

  /** {@code c = x w} of a tap. */
  public double contribution(Tap tap) {
    return x[tap.input()] * weight(tap);
  }

  /** Bias of an output, 0 for none. */
  public double bias(int output) {
    return b == null ? 0 : b[unit[output]];
  }

  /** {@code z}, bias included. */
  public double[] preActivation() {
    double[] z = linear();
    for (int j = 0; j < z.length; j++) {
      z[j] += bias(j);
    }
    return z;
  }

  /** {@code x * w}, without bias. */
  public double[] linear() {
    double[] z = new double[outputs()];
    for (Tap tap : taps) {
      z[tap.output()] += contribution(tap);
    }
    return z;
  }

  /** {@code out_i = sum_j w_ij q_j}. */
  public double[] transposed(double[] q) {
    double[] out = new double[x.length];
    for (Tap tap : taps) {
      out[tap.input()] += weight(tap) * q[tap.output()];
    }
    return out;
  }

  /** {@code sum_j x_i q_j} per weight. */
  public double[] weightGradient(double[] q) {
    double[] out = new double[w.length];
    for (Tap tap : taps) {
      out[tap.weight()] += x[tap.input()] * q[tap.output()];
    }
    return out;
  }

  /** Sum of q per unit. */
  public double[] biasGradient(double[] q, int units) {
    double[] out = new double[units];
    for (int j = 0; j < q.length; j++) {
      out[unit[j]] += q[j];
    }
    return out;
  }
}
