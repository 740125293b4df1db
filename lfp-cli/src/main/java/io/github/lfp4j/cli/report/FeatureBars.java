package io.github.lfp4j.cli.report;

import io.github.lfp4j.cli.console.Numbers;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The relevance of an example's features as bars to the left and right of zero, the largest first.
 * The drawing brings its own colours along, so that it can stand alone as well as in a page.
 */
public final class FeatureBars {

  private static final int MOST = 30;
  private static final int ROW = 20;
  private static final int TOP = 30;
  private static final int NAMES = 260;
  private static final int BARS = 260;
  private static final int VALUES = 90;
  private static final int LONGEST_NAME = 24;

  private FeatureBars() {}

  /**
   * One example.
   *
   * @param title what it is
   * @param names of the features
   * @param values of the features
   * @param relevance of the features
   */
  public record Example(
      String title, List<String> names, List<Double> values, List<Double> relevance) {

    /** Copies the lists and checks their lengths. */
    public Example {
      names = List.copyOf(names);
      values = List.copyOf(values);
      relevance = List.copyOf(relevance);
      if (names.size() != values.size() || names.size() != relevance.size()) {
        throw new IllegalArgumentException("Names, values and relevance differ in number.");
      }
    }

    /** The features' positions, those of the largest relevance first. */
    public List<Integer> order() {
      return IntStream.range(0, names.size())
          .boxed()
          .sorted(Comparator.comparingDouble(i -> -Math.abs(relevance.get(i))))
          .toList();
    }
  }

  /** Draws examples below each other, as an {@code svg} element. */
  public static String svg(List<Example> examples) {
    StringBuilder body = new StringBuilder();
    int y = 0;
    for (Example example : examples) {
      y = draw(example, y, body);
    }
    return String.format(
        Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%d\" height=\"%d\""
            + " viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\""
            + " fill=\"currentColor\"><title>Relevance of features</title>%s</svg>",
        NAMES + BARS + VALUES,
        y,
        NAMES + BARS + VALUES,
        y,
        body);
  }

  private static int draw(Example example, int top, StringBuilder body) {
    text(0, top + 18, "start", example.title(), body);
    List<Integer> order = example.order().stream().limit(MOST).toList();
    double most =
        order.stream().mapToDouble(i -> Math.abs(example.relevance().get(i))).max().orElse(0);
    int y = top + TOP;
    double zero = NAMES + BARS / 2.0;
    for (int i : order) {
      double relevance = example.relevance().get(i);
      double length = most > 0 ? Math.abs(relevance) / most * BARS / 2 : 0;
      text(NAMES - 10, y + 14, "end", label(example, i), body);
      body.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
              relevance < 0 ? zero - length : zero,
              y + 2,
              length,
              ROW - 4,
              DivergingScale.css(
                  relevance < 0 ? DivergingScale.NEGATIVE : DivergingScale.POSITIVE)));
      text(NAMES + BARS + 8, y + 14, "start", Numbers.measured(relevance), body);
      y += ROW;
    }
    if (order.size() < example.names().size()) {
      text(NAMES, y + 14, "start", "and " + (example.names().size() - MOST) + " more", body);
      y += ROW;
    }
    return y + ROW;
  }

  private static String label(Example example, int feature) {
    String name = example.names().get(feature);
    String shown =
        name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME - 1) + "\u2026" : name;
    return shown + " = " + Numbers.measured(example.values().get(feature));
  }

  private static void text(int x, int y, String anchor, String text, StringBuilder body) {
    body.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>",
            x,
            y,
            anchor,
            SvgWriter.escape(text)));
  }
}
