package io.github.lfp4j.cli.report;

import java.awt.Color;
import java.util.Arrays;
import java.util.Optional;

/**
 * The colours in which charts are computed. They stand for classes of the page's style sheet, which
 * decides what they look like in light and in dark.
 */
enum Ink {
  /** Backgrounds, left out: the page shows through. */
  PAPER(1, ""),
  /** Lines behind the data. */
  GRID(2, "grid"),
  /** Labels that the plotting library draws as outlines, left out: they are put back as text. */
  LABEL(3, ""),
  /** Lines that mark a value. */
  MARK(4, "mark"),
  FIRST(5, "s1"),
  SECOND(6, "s2"),
  THIRD(7, "s3"),
  FOURTH(8, "s4"),
  FIFTH(9, "s5"),
  SIXTH(10, "s6");

  private static final Ink[] SERIES = {FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH};

  private final int code;
  private final String cssClass;

  Ink(int code, String cssClass) {
    this.code = code;
    this.cssClass = cssClass;
  }

  Color color() {
    return new Color(code, 100 + code, 200 + code);
  }

  /** The class in the style sheet; empty for what is left out. */
  String cssClass() {
    return cssClass;
  }

  /** The ink of the n-th series of a chart, from 0; from the seventh on they repeat. */
  static Ink series(int n) {
    return SERIES[n % SERIES.length];
  }

  /** Which ink Batik has written, for example as {@code rgb(5,105,205)}. */
  static Optional<Ink> written(String css) {
    return Arrays.stream(values()).filter(ink -> ink.css().equals(css)).findFirst();
  }

  private String css() {
    Color color = color();
    return "rgb(" + color.getRed() + "," + color.getGreen() + "," + color.getBlue() + ")";
  }
}
