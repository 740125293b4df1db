package io.github.lfp4j.core.rule;

import io.github.lfp4j.core.testing.TapLayer;

/**
 * Every rule a second time, written from its equation as loops over connections. With {@code c_ij =
 * x_i w_ij}; for maps without weights, w is the constant factor of the average.
 */
final class RuleTwins {

  private RuleTwins() {}

  /** Applies the twin of a rule. */
  static Shares apply(Rule rule, TapLayer layer, double[] r, double roundOff, boolean exactSums) {
    Shares shares = new Shares(layer, roundOff, exactSums);
    if (rule instanceof EpsilonRule e) {
      epsilon(layer, r, e.epsilon(), e.ignoreBias(), shares);
    } else if (rule instanceof ZeroRule) {
      zero(layer, r, shares);
    } else if (rule instanceof GammaRule g) {
      gamma(layer, r, g.gamma(), g.epsilon(), g.ignoreBias(), shares);
    } else if (rule instanceof ZPlusRule z) {
      signed(layer, r, +1, 1, z.epsilon(), z.ignoreBias(), shares);
    } else if (rule instanceof AlphaBetaRule ab) {
      signed(layer, r, +1, ab.alpha(), ab.epsilon(), ab.ignoreBias(), shares);
      signed(layer, r, -1, -ab.beta(), ab.epsilon(), ab.ignoreBias(), shares);
    } else if (rule instanceof WSquareRule w) {
      wSquare(layer, r, w.epsilon(), w.ignoreBias(), shares);
    } else if (rule instanceof FlatRule f) {
      flat(layer, r, f.epsilon(), shares);
    } else if (rule instanceof ZBoxRule b) {
      zBox(layer, r, b, shares);
    } else {
      throw new IllegalArgumentException("no twin of " + rule);
    }
    return shares;
  }

  private static void epsilon(
      TapLayer layer, double[] r, double epsilon, boolean ignoreBias, Shares shares) {
    double[] d = new double[layer.outputs()];
    double[] sizes = new double[layer.outputs()];
    sumContributions(layer, d, sizes);
    addBias(layer, d, sizes, ignoreBias);
    shares.add(layer::contribution, r, d, sizes, epsilon);
  }

  /** As epsilon with epsilon 0, but outputs of exactly zero hand nothing on. */
  private static void zero(TapLayer layer, double[] r, Shares shares) {
    double[] d = new double[layer.outputs()];
    double[] sizes = new double[layer.outputs()];
    sumContributions(layer, d, sizes);
    addBias(layer, d, sizes, false);
    double[] handed = r.clone();
    for (int j = 0; j < d.length; j++) {
      if (!shares.signIsSure(d[j], sizes[j])) {
        shares.unsure(j);
      }
      if (d[j] == 0) {
        handed[j] = 0;
        d[j] = 1;
      }
    }
    shares.add(layer::contribution, handed, d, sizes, 0);
  }

  private static void gamma(
      TapLayer layer, double[] r, double gamma, double epsilon, boolean ignoreBias, Shares shares) {
    double[] z = layer.preActivation();
    double[] zSizes = new double[layer.outputs()];
    sumContributions(layer, new double[layer.outputs()], zSizes);
    for (int j = 0; j < z.length; j++) {
      if (!shares.signIsSure(z[j], zSizes[j] + Math.abs(layer.bias(j)))) {
        shares.unsure(j);
      }
    }
    for (int branch : new int[] {+1, -1}) {
      double[] d = new double[layer.outputs()];
      double[] sizes = new double[layer.outputs()];
      for (TapLayer.Tap tap : layer.taps()) {
        d[tap.output()] += favoured(layer.contribution(tap), gamma, branch);
        sizes[tap.output()] += (1 + gamma) * Math.abs(layer.contribution(tap));
      }
      double[] handed = new double[layer.outputs()];
      for (int j = 0; j < d.length; j++) {
        if (layer.b() != null) {
          // The sum with the bias is formed even where the bias is taken out of it again.
          sizes[j] += 2 * (1 + gamma) * Math.abs(layer.bias(j));
          d[j] += ignoreBias ? 0 : favoured(layer.bias(j), gamma, branch);
        }
        handed[j] = Math.signum(z[j]) == branch ? r[j] : 0;
      }
      shares.add(
          tap -> favoured(layer.contribution(tap), gamma, branch), handed, d, sizes, epsilon);
    }
  }

  /** {@code c + gamma [c]+} or {@code c + gamma [c]-}. */
  private static double favoured(double c, double gamma, int branch) {
    return c * branch > 0 ? c + gamma * c : c;
  }

  /** One side of alpha-beta: contributions of one sign share {@code factor} times the reward. */
  private static void signed(
      TapLayer layer,
      double[] r,
      int sign,
      double factor,
      double epsilon,
      boolean ignoreBias,
      Shares shares) {
    double[] d = new double[layer.outputs()];
    double[] sizes = new double[layer.outputs()];
    for (TapLayer.Tap tap : layer.taps()) {
      d[tap.output()] += part(layer.contribution(tap), sign);
      sizes[tap.output()] += Math.abs(part(layer.contribution(tap), sign));
    }
    double[] handed = new double[layer.outputs()];
    for (int j = 0; j < d.length; j++) {
      if (!ignoreBias) {
        d[j] += part(layer.bias(j), sign);
        sizes[j] += Math.abs(part(layer.bias(j), sign));
      }
      handed[j] = factor * r[j];
    }
    shares.add(tap -> part(layer.contribution(tap), sign), handed, d, sizes, epsilon);
  }

  private static double part(double c, int sign) {
    return c * sign > 0 ? c : 0;
  }

  /** Weights squared, inputs one. The factors of an average stay as they are. */
  private static void wSquare(
      TapLayer layer, double[] r, double epsilon, boolean ignoreBias, Shares shares) {
    double[] d = new double[layer.outputs()];
    for (TapLayer.Tap tap : layer.taps()) {
      d[tap.output()] += squared(layer, tap);
    }
    for (int j = 0; j < d.length && !ignoreBias; j++) {
      d[j] += layer.bias(j) * layer.bias(j);
    }
    shares.add(tap -> squared(layer, tap), r, d, d, epsilon);
  }

  private static double squared(TapLayer layer, TapLayer.Tap tap) {
    return tap.weight() < 0 ? tap.factor() : layer.weight(tap) * layer.weight(tap);
  }

  /** Weights one, inputs one; no bias. The factors of an average stay as they are. */
  private static void flat(TapLayer layer, double[] r, double epsilon, Shares shares) {
    double[] d = new double[layer.outputs()];
    for (TapLayer.Tap tap : layer.taps()) {
      d[tap.output()] += tap.factor();
    }
    shares.add(TapLayer.Tap::factor, r, d, d, epsilon);
  }

  private static void zBox(TapLayer layer, double[] r, ZBoxRule rule, Shares shares) {
    double[] d = new double[layer.outputs()];
    double[] sizes = new double[layer.outputs()];
    for (TapLayer.Tap tap : layer.taps()) {
      d[tap.output()] += boxed(layer, tap, rule);
      // x w, l w+ and h w- are summed one by one, and each is larger than their sum.
      double low = bound(rule.low(), channel(layer, tap.input()));
      double high = bound(rule.high(), channel(layer, tap.input()));
      sizes[tap.output()] +=
          Math.abs(layer.weight(tap))
              * (Math.abs(layer.x()[tap.input()]) + Math.abs(low) + Math.abs(high));
    }
    shares.add(tap -> boxed(layer, tap, rule), r, d, sizes, rule.epsilon());
  }

  private static double boxed(TapLayer layer, TapLayer.Tap tap, ZBoxRule rule) {
    int channel = channel(layer, tap.input());
    double w = layer.weight(tap);
    double bound = w > 0 ? bound(rule.low(), channel) : bound(rule.high(), channel);
    return layer.x()[tap.input()] * w - bound * w;
  }

  private static double bound(java.util.List<Double> bounds, int channel) {
    return bounds.size() == 1 ? bounds.get(0) : bounds.get(channel);
  }

  private static int channel(TapLayer layer, int input) {
    long[] shape = layer.inputShape();
    int size = layer.channelAxis();
    int after = 1;
    for (int axis = size + 1; axis < shape.length; axis++) {
      after *= (int) shape[axis];
    }
    return input / after % (int) shape[size];
  }

  private static void sumContributions(TapLayer layer, double[] d, double[] sizes) {
    for (TapLayer.Tap tap : layer.taps()) {
      d[tap.output()] += layer.contribution(tap);
      sizes[tap.output()] += Math.abs(layer.contribution(tap));
    }
  }

  private static void addBias(TapLayer layer, double[] d, double[] sizes, boolean ignoreBias) {
    for (int j = 0; j < d.length; j++) {
      d[j] += ignoreBias ? 0 : layer.bias(j);
      // Where it is ignored it was added and is taken out again.
      sizes[j] += (ignoreBias ? 2 : 1) * Math.abs(layer.bias(j));
    }
  }
}
