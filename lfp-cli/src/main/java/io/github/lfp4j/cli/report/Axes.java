package io.github.lfp4j.cli.report;

import io.github.lfp4j.cli.report.Chart.Axis;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Axes and the labels at their ticks. */
final class Axes {
  /** Ticks at the very end of an axis are not drawn, so it goes on a little further. */
  private static final double ROOM = 0.015;

  private static final String SUPERSCRIPTS =
      "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
  private static final double ROUNDING = 1e-6;

  private Axes() {}

  /** An axis from one value to another, both included. */
  static Axis linear(String title, double low, double high, DoubleFunction<String> label) {
    double room = ROOM * (high - low);
    return new Axis(title, low - room, high + room, label);
  }

  /**
   * An axis that shows all values with some room.
   *
   * @param ceiling what cannot be exceeded, for example 1 for shares
   */
  static Axis around(
      String title, List<Double> values, double ceiling, DoubleFunction<String> label) {
    double low = values.stream().reduce(Double.POSITIVE_INFINITY, Math::min);
    double high = values.stream().reduce(Double.NEGATIVE_INFINITY, Math::max);
    double room = Math.max(0.06 * (high - low), Math.max(1e-3, 1e-3 * Math.abs(high)));
    return linear(title, Math.max(0, low - room), Math.min(ceiling, high + room), label);
  }

  /** A share between 0 and 1 as a percentage. */
  static String percent(double share) {
    return share < -ROUNDING || share > 1 + ROUNDING ? "" : decimal(100 * share, 2) + " %";
  }

  /** Whole numbers only. */
  static String whole(double value) {
    return isWhole(value) ? decimal(value, 0) : "";
  }

  /** How many; from a thousand on in thousands and so forth. */
  static String count(double value) {
    if (!isWhole(value) || value < 0) {
      return "";
    }
    return value < 1e3
        ? decimal(value, 0)
        : value < 1e6 ? decimal(value / 1e3, 2) + " k" : decimal(value / 1e6, 2) + " M";
  }

  /** A power of ten, given its whole exponent. */
  static String powerOfTen(double exponent) {
    if (!isWhole(exponent)) {
      return "";
    }
    StringBuilder text = new StringBuilder("10");
    for (char c : Long.toString(Math.round(exponent)).toCharArray()) {
      text.append(c == '-' ? '\u207b' : SUPERSCRIPTS.charAt(c - '0'));
    }
    return text.toString();
  }

  /** A factor, given its decimal logarithm. */
  static String factor(double logarithm) {
    double factor = Math.pow(10, logarithm);
    return logarithm < -ROUNDING ? "" : decimal(factor, factor < 9.95 ? 1 : 0) + "\u00d7";
  }

  /** A number with at most so many digits behind the point. */
  static String decimal(double value, int digits) {
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }

  private static boolean isWhole(double value) {
    return near(value, Math.rint(value));
  }

  private static boolean near(double a, double b) {
    return Math.abs(a - b) < ROUNDING * Math.max(1, Math.abs(a));
  }
}
