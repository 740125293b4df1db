package io.github.lfp4j.cli.report;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/**
 * A chart, before it is drawn.
 *
 * @param id unique in the page
 * @param title what it shows, for people who cannot see it
 * @param description what is to be seen in it, for the same
 * @param width in units of the drawing, which the page scales
 * @param height likewise
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param series what is drawn, in this order
 */
record Chart(
    String id,
    String title,
    String description,
    int width,
    int height,
    Axis x,
    Axis y,
    List<Series> series) {

  /** A chart that may fill half of the page. */
  static Chart large(
      String id, String title, String description, Axis x, Axis y, List<Series> series) {
    return new Chart(id, title, description, 560, 280, x, y, series);
  }

  /** A chart of which three stand side by side. */
  static Chart small(
      String id, String title, String description, Axis x, Axis y, List<Series> series) {
    return new Chart(id, title, description, 340, 170, x, y, series);
  }

  /** All values of all series. */
  static List<Double> values(List<Series> series) {
    return series.stream().flatMap(s -> s.y().stream()).toList();
  }

  /** Where each series starts and ends. */
  static String describe(List<Series> series) {
    return series.stream()
        .map(
            s ->
                String.format(
                    Locale.ROOT,
                    "%s: from %.4g to %.4g.",
                    s.name(),
                    s.y().get(0),
                    s.y().get(s.y().size() - 1)))
        .collect(Collectors.joining(" "));
  }

  /**
   * An axis.
   *
   * @param title what is laid out along it
   * @param low where it starts
   * @param high where it ends
   * @param label the text at a tick; empty for none
   */
  record Axis(String title, double low, double high, DoubleFunction<String> label) {

    /** Refuses an axis without extent, at which the search for ticks would not end. */
    Axis {
      if (!(low < high) || !Double.isFinite(high - low)) {
        throw new IllegalArgumentException("An axis cannot go from " + low + " to " + high + ".");
      }
    }
  }

  /** How a series is drawn. */
  enum Style {
    /** A line with a mark at each point. */
    LINE,
    /** A dashed horizontal line at a value that others are compared with. */
    LEVEL,
    /** A dashed vertical line. */
    POSITION,
    /** A filled outline of bars. */
    BARS
  }

  /**
   * Points to draw.
   *
   * @param name unique in the chart
   * @param style how
   * @param ink in which colour
   * @param x positions, increasing
   * @param y values, as many
   */
  record Series(String name, Style style, Ink ink, List<Double> x, List<Double> y) {}
}
