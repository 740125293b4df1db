package io.github.lfp4j.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/**
 * Rewrites Batik's drawing into a small {@code svg} element: geometry as it is, colours as classes
 * of the page's style sheet, labels as text.
 */
final class SvgWriter {
  /** Free space around the plot, which the axes' titles use. */
  static final int PADDING = 12;

  private static final int TITLE_SPACE = 18;
  private static final double SAME_PLACE = 1.5;

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

  private static final List<String> GEOMETRY =
      List.of(
          "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height",
          "points");
  private static final List<String> STROKE =
      List.of("stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin");

  private final Chart chart;
  private final StringBuilder body = new StringBuilder();
  private final List<Double> verticalGrid = new ArrayList<>();
  private final List<Double> horizontalGrid = new ArrayList<>();
  private double left = Double.POSITIVE_INFINITY;
  private double right;
  private double bottom;

  SvgWriter(Chart chart) {
    this.chart = chart;
  }

  /** Adds everything that Batik has drawn. */
  void drawing(Element root) {
    visit(root, Map.of());
  }

  private void visit(Element element, Map<String, String> inherited) {
    Map<String, String> style = inherited(element, inherited);
    switch (element.getTagName()) {
      case "defs" -> {}
      case "g", "svg" -> {
        String transform = element.getAttribute("transform");
        if (!transform.isEmpty()) {
          body.append("<g transform=\"").append(transform).append("\">");
        }
        for (Node n = element.getFirstChild(); n != null; n = n.getNextSibling()) {
          if (n instanceof Element child) {
            visit(child, style);
          }
        }
        body.append(transform.isEmpty() ? "" : "</g>");
      }
      default -> shape(element, style);
    }
  }

  private static Map<String, String> inherited(Element element, Map<String, String> inherited) {
    Map<String, String> style = new TreeMap<>(inherited);
    NamedNodeMap attributes = element.getAttributes();
    for (int i = 0; i < attributes.getLength(); i++) {
      String name = attributes.item(i).getNodeName();
      if (name.equals("fill") || STROKE.contains(name) || name.equals("stroke")) {
        style.put(name, attributes.item(i).getNodeValue());
      }
    }
    return style;
  }

  private void shape(Element element, Map<String, String> style) {
    boolean filled = !"none".equals(style.get("fill")) && !element.getTagName().equals("line");
    boolean stroked = style.containsKey("stroke") && !"none".equals(style.get("stroke"));
    Optional<Ink> ink =
        Ink.written(style.getOrDefault(filled ? "fill" : stroked ? "stroke" : "fill", "none"));
    if (ink.isEmpty() || ink.get().cssClass().isEmpty()) {
      return;
    }
    if (ink.get() == Ink.GRID) {
      grid(element.getAttribute("d"));
      return;
    }
    body.append('<').append(element.getTagName());
    for (String name : GEOMETRY) {
      String value = element.getAttribute(name);
      if (!value.isEmpty()) {
        body.append(' ').append(name).append("=\"").append(value).append('"');
      }
    }
    body.append(" class=\"").append(ink.get().cssClass()).append(filled ? " fill" : " line");
    body.append('"');
    if (!filled) {
      for (String name : STROKE) {
        String value = style.get(name);
        if (value != null && !value.equals("none")) {
          body.append(' ').append(name).append("=\"").append(value).append('"');
        }
      }
    }
    body.append("/>");
  }

  /**
   * Notes where the grid is, which the library draws as thin areas. Only its horizontal lines are
   * kept: they are enough to read values.
   */
  private void grid(String path) {
    double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
    Matcher numbers = NUMBER.matcher(path);
    for (int i = 0; numbers.find(); i++) {
      double value = Double.parseDouble(numbers.group());
      low[i % 2] = Math.min(low[i % 2], value);
      high[i % 2] = Math.max(high[i % 2], value);
    }
    left = Math.min(left, low[0]);
    right = Math.max(right, high[0]);
    bottom = Math.max(bottom, high[1]);
    if (high[0] - low[0] < high[1] - low[1]) {
      verticalGrid.add((low[0] + high[0]) / 2);
      return;
    }
    double y = (low[1] + high[1]) / 2;
    horizontalGrid.add(y);
    body.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"grid line\"/>",
            low[0],
            y,
            high[0],
            y));
  }

  /** Adds the labels below the plot. */
  void xLabels(Map<Double, String> ticks, DoubleUnaryOperator position) {
    ticks.forEach(
        (value, label) -> {
          double x = position.applyAsDouble(value);
          if (!label.isEmpty() && isAt(verticalGrid, x)) {
            text(x, bottom + 20, "middle", "tick", label);
          }
        });
  }

  /** Adds the labels to the left of the plot. */
  void yLabels(Map<Double, String> ticks, DoubleUnaryOperator position) {
    ticks.forEach(
        (value, label) -> {
          double y = position.applyAsDouble(value);
          if (!label.isEmpty() && isAt(horizontalGrid, y)) {
            text(left - 8, y + 4, "end", "tick", label);
          }
        });
  }

  private static boolean isAt(List<Double> grid, double position) {
    return grid.stream().anyMatch(g -> Math.abs(g - position) <= SAME_PLACE);
  }

  private void text(double x, double y, String anchor, String cssClass, String text) {
    body.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>",
            x,
            y,
            anchor,
            cssClass,
            escape(text)));
  }

  /** The whole element, with the axes' titles. */
  String svg() {
    text(0, -6, "start", "axis", chart.y().title());
    text(right, chart.height() + 10, "end", "axis", chart.x().title());
    return String.format(
        Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\""
            + " viewBox=\"0 %d %d %d\" aria-labelledby=\"%s-title %s-description\">"
            + "<title id=\"%s-title\">%s</title><desc id=\"%s-description\">%s</desc>%s</svg>",
        -TITLE_SPACE,
        chart.width(),
        chart.height() + 2 * TITLE_SPACE,
        chart.id(),
        chart.id(),
        chart.id(),
        escape(chart.title()),
        chart.id(),
        escape(chart.description()),
        body);
  }

  /** A text as XML writes it between tags. */
  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
