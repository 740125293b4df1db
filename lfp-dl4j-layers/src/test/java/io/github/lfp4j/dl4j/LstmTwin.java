package io.github.lfp4j.dl4j;

import io.github.lfp4j.core.recurrent.GateRule;

/**
 * One LSTM cell and one example in loops over single numbers, in the reward form of the equations
 * (R travels, not R / a): each message from a unit to one of its inputs is formed and added by
 * itself. Activations are tanh, gates are sigmoids.
 */
final class LstmTwin {

  private final int units;
  private final double[][] w;
  private final double[][] rw;
  private final double[] b;
  private final GateRule gates;
  private final double epsilon;

  final double[][] feedbackW;
  final double[][] feedbackRw;
  final double[] feedbackB;

  /**
   * @param w input weights [F, 4 H]
   * @param rw recurrent weights [H, 4 H], or [H, 4 H + 3] with peepholes
   * @param b biases, 4 H
   */
  LstmTwin(double[][] w, double[][] rw, double[] b, GateRule gates, double epsilon) {
    this.units = rw.length;
    this.w = w;
    this.rw = rw;
    this.b = b;
    this.gates = gates;
    this.epsilon = epsilon;
    this.feedbackW = new double[w.length][4 * units];
    this.feedbackRw = new double[units][rw[0].length];
    this.feedbackB = new double[4 * units];
  }

  /** Values of all steps: [T][H], pre-activations [T][4 H]. */
  static final class Values {
    double[][] z;
    double[][] i;
    double[][] f;
    double[][] o;
    double[][] g;
    double[][] c;
    double[][] h;
    double[][] carriedH;
    double[][] carriedC;
  }

  /**
   * @param x [T][F]
   * @param mask [T]
   */
  Values forward(double[][] x, double[] mask) {
    int length = x.length;
    Values v = new Values();
    v.z = new double[length][4 * units];
    v.i = new double[length][units];
    v.f = new double[length][units];
    v.o = new double[length][units];
    v.g = new double[length][units];
    v.c = new double[length][units];
    v.h = new double[length][units];
    v.carriedH = new double[length + 1][units];
    v.carriedC = new double[length + 1][units];
    for (int t = 0; t < length; t++) {
      for (int k = 0; k < 4 * units; k++) {
        double z = b[k];
        for (int j = 0; j < x[t].length; j++) {
          z += x[t][j] * w[j][k];
        }
        for (int j = 0; j < units; j++) {
          z += v.carriedH[t][j] * rw[j][k];
        }
        v.z[t][k] = z;
      }
      for (int j = 0; j < units; j++) {
        double before = v.carriedC[t][j];
        v.z[t][units + j] += peephole(j, 0) * before;
        v.z[t][3 * units + j] += peephole(j, 2) * before;
        v.i[t][j] = Math.tanh(v.z[t][j]);
        v.f[t][j] = sigmoid(v.z[t][units + j]);
        v.g[t][j] = sigmoid(v.z[t][3 * units + j]);
        v.c[t][j] = v.f[t][j] * before + v.g[t][j] * v.i[t][j];
        v.z[t][2 * units + j] += peephole(j, 1) * v.c[t][j];
        v.o[t][j] = sigmoid(v.z[t][2 * units + j]);
        v.h[t][j] = mask[t] * v.o[t][j] * Math.tanh(v.c[t][j]);
        v.carriedH[t + 1][j] = v.h[t][j];
        v.carriedC[t + 1][j] = mask[t] * v.c[t][j];
      }
    }
    return v;
  }

  /**
   * Adds to the feedback and hands reward down.
   *
   * @param reward R at the outputs [T][H]
   * @param steps how many of the last steps to go back
   * @return R at the input [T][F]
   */
  double[][] backward(double[][] x, double[] mask, Values v, double[][] reward, int steps) {
    int length = x.length;
    double[][] atInput = new double[length][x[0].length];
    double[] fromNextH = new double[units];
    double[] fromNextC = new double[units];
    for (int t = length - 1; t >= Math.max(0, length - steps); t--) {
      double[] nextH = new double[units];
      double[] nextC = new double[units];
      double[] atZ = new double[4 * units];
      for (int j = 0; j < units; j++) {
        double h = mask[t] * (reward[t][j] + fromNextH[j]);
        double a = Math.tanh(v.c[t][j]);
        double toGate = gateShare(v.o[t][j], a);
        double toSignal = signalShare(v.o[t][j], a);
        atZ[2 * units + j] = throughGate(v.o[t][j], toGate * h);
        double seen =
            message(peephole(j, 1) * v.c[t][j], atZ[2 * units + j], v.z[t][2 * units + j]);
        double memory = toSignal * h + mask[t] * fromNextC[j] + seen;
        double kept = v.f[t][j] * v.carriedC[t][j];
        double added = v.g[t][j] * v.i[t][j];
        double toKept = message(kept, memory, v.c[t][j]);
        double toAdded = message(added, memory, v.c[t][j]);
        double toForget = gateShare(v.f[t][j], v.carriedC[t][j]);
        double toInputGate = gateShare(v.g[t][j], v.i[t][j]);
        atZ[units + j] = throughGate(v.f[t][j], toForget * toKept);
        atZ[3 * units + j] = throughGate(v.g[t][j], toInputGate * toAdded);
        atZ[j] = signalShare(v.g[t][j], v.i[t][j]) * toAdded;
        nextC[j] = signalShare(v.f[t][j], v.carriedC[t][j]) * toKept;
        nextC[j] += message(peephole(j, 0) * v.carriedC[t][j], atZ[units + j], v.z[t][units + j]);
        nextC[j] +=
            message(peephole(j, 2) * v.carriedC[t][j], atZ[3 * units + j], v.z[t][3 * units + j]);
      }
      for (int k = 0; k < 4 * units; k++) {
        double q = atZ[k] / stabilized(v.z[t][k]);
        feedbackB[k] += Math.abs(b[k]) * q;
        for (int j = 0; j < x[t].length; j++) {
          feedbackW[j][k] += Math.abs(w[j][k]) * x[t][j] * q;
          atInput[t][j] += x[t][j] * w[j][k] * q;
        }
        for (int j = 0; j < units; j++) {
          feedbackRw[j][k] += Math.abs(rw[j][k]) * v.carriedH[t][j] * q;
          nextH[j] += v.carriedH[t][j] * rw[j][k] * q;
        }
      }
      addPeepholes(v, t, atZ);
      fromNextH = nextH;
      fromNextC = nextC;
    }
    return atInput;
  }

  private void addPeepholes(Values v, int t, double[] atZ) {
    if (rw[0].length == 4 * units) {
      return;
    }
    int[] gate = {1, 2, 3};
    for (int p = 0; p < 3; p++) {
      for (int j = 0; j < units; j++) {
        int k = gate[p] * units + j;
        double memory = p == 1 ? v.c[t][j] : v.carriedC[t][j];
        feedbackRw[j][4 * units + p] +=
            Math.abs(peephole(j, p)) * memory * atZ[k] / stabilized(v.z[t][k]);
      }
    }
  }

  private double peephole(int unit, int which) {
    return rw[0].length == 4 * units ? 0 : rw[unit][4 * units + which];
  }

  /** The share of the reward of a product that its gate gets. */
  private double gateShare(double gate, double signal) {
    return switch (gates) {
      case BOTH -> 1;
      case SIGNAL_TAKES_ALL -> 0;
      case HALF -> 0.5;
      case PROPORTIONAL -> Math.abs(gate) / (Math.abs(gate) + Math.abs(signal));
    };
  }

  private double signalShare(double gate, double signal) {
    return gates == GateRule.BOTH ? 1 : 1 - gateShare(gate, signal);
  }

  /** The constant half of a sigmoid takes its share as a bias does. */
  private static double throughGate(double gate, double reward) {
    return reward * (gate - 0.5) / gate;
  }

  private double message(double contribution, double reward, double sum) {
    return contribution * reward / stabilized(sum);
  }

  private double stabilized(double z) {
    return z >= 0 ? z + epsilon : z - epsilon;
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }
}
