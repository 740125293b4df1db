package io.github.lfp4j.cli.report;

import java.awt.Color;
import java.util.List;

/**
 * Colours for numbers around zero: white at zero, red for positive, blue for negative ones, equally
 * strong for equal magnitudes.
 */
public final class DivergingScale {

  static final Color POSITIVE = new Color(178, 24, 43);
  static final Color NEGATIVE = new Color(33, 102, 172);

  private final double most;

  /**
   * @param most the magnitude that gets the full colour; at 0, all is white
   */
  public DivergingScale(double most) {
    this.most = most;
  }

  /** The scale on which the largest magnitude of some values has the full colour. */
  public static DivergingScale of(List<Double> values) {
    double most = 0;
    for (double value : values) {
      most = Math.max(most, Math.abs(value));
    }
    return new DivergingScale(most);
  }

  /** The colour of a number, as 0xRRGGBB. */
  public int rgb(double value) {
    double share = most > 0 ? Math.min(1, Math.abs(value) / most) : 0;
    Color full = value < 0 ? NEGATIVE : POSITIVE;
    return mixed(full.getRed(), share) << 16
        | mixed(full.getGreen(), share) << 8
        | mixed(full.getBlue(), share);
  }

  private static int mixed(int component, double share) {
    return (int) Math.round(255 + share * (component - 255));
  }

  /** A colour as CSS writes it. */
  static String css(Color color) {
    return String.format("#%06x", color.getRGB() & 0xffffff);
  }
}
