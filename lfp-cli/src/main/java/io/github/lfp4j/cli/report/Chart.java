package io.github.lfp4j.cli.report;

import java.util.List;
import java.util.function.DoubleFunction;

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

  /**
   * An axis.
   *
   * @param title what is laid out along it
   * @param low where it starts
   * @param high where it ends
   * @param logarithmic whether it is laid out by powers of ten
   * @param label the text at a tick; empty for none
   */
  record Axis(
      String title, double low, double high, boolean logarithmic, DoubleFunction<String> label) {}

  /** How a series is drawn. */
  enum Style {
    /** A line with a mark at each point. */
    LINE,
    /** A dashed line, for a value that others are compared with. */
    REFERENCE,
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
