package io.github.lfp4j.cli.console;

import java.util.Locale;

/** Numbers as people read them, the same in tables and reports and in every country. */
public final class Numbers {
  private static final String[] SCALES = {"", " k", " M", " G", " T"};
  private static final String UNKNOWN = "-";

  private Numbers() {}

  /**
   * A share as a percentage.
   *
   * @param share 0 to 1
   * @return for example {@code 98.40 %}, or {@code -} if it is not finite
   */
  public static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.2f %%", 100 * share) : UNKNOWN;
  }

  /**
   * A share that somebody chose, without more digits than it has.
   *
   * @param share 0 to 1
   * @return for example {@code 80 %} or {@code 99.5 %}
   */
  public static String share(double share) {
    return String.format(Locale.ROOT, "%.2f", 100 * share).replaceFirst("\\.?0+$", "") + " %";
  }

  /** A whole number with separators, for example {@code 1,256,080}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A whole number in three digits, for example {@code 1.26 M}. */
  public static String compact(long number) {
    double value = number;
    int scale = 0;
    while (Math.abs(value) >= 999.5 && scale < SCALES.length - 1) {
      value /= 1000;
      scale++;
    }
    if (scale == 0) {
      return Long.toString(number);
    }
    int digits = Math.abs(value) < 9.995 ? 2 : Math.abs(value) < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + digits + "f", value) + SCALES[scale];
  }

  /**
   * A measured value.
   *
   * @return four significant digits, or {@code -} if it is not finite
   */
  public static String measured(double value) {
    if (!Double.isFinite(value)) {
      return UNKNOWN;
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-3 || size >= 1e6)) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    int before = size < 1 ? 0 : (int) Math.floor(Math.log10(size));
    return String.format(Locale.ROOT, "%." + Math.max(0, 3 - before) + "f", value);
  }

  /** A duration, for example {@code 850 ms}, {@code 12.3 s} or {@code 3 min 5 s}. */
  public static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return UNKNOWN;
    }
    if (seconds < 1) {
      return String.format(Locale.ROOT, "%.0f ms", 1000 * seconds);
    }
    if (seconds < 59.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }
}
