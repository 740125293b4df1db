package io.github.lfp4j.cli.report;

import io.github.lfp4j.cli.report.Chart.Style;
import java.awt.BasicStroke;
import java.awt.Font;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.w3c.dom.Document;

/**
 * Computes a chart with XChart and draws it onto Batik's SVG canvas.
 *
 * <p>XChart draws labels as outlines of AWT's fonts. They are used to lay the chart out, left out
 * of the drawing, and put back as text: the formatting functions of the axes see each tick's value,
 * and the grid tells which of them were drawn.
 */
final class ChartPainter {
  private static final String SVG = "http://www.w3.org/2000/svg";
  private static final int MOST_MARKERS = 40;
  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.DIAMOND, SeriesMarkers.TRIANGLE_UP
  };
  private static final BasicStroke SOLID =
      new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  private static final BasicStroke DASHED =
      new BasicStroke(1.3f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0);
  private static final BasicStroke HAIRLINE = new BasicStroke(1);

  private ChartPainter() {}

  /**
   * Draws a chart.
   *
   * @return an {@code svg} element
   */
  static String paint(Chart chart) {
    XYChart computed = new XYChart(chart.width(), chart.height());
    style(computed.getStyler(), chart);
    Map<Double, String> xTicks = new TreeMap<>();
    Map<Double, String> yTicks = new TreeMap<>();
    computed.setCustomXAxisTickLabelsFormatter(recording(xTicks, chart.x().label()));
    computed.setCustomYAxisTickLabelsFormatter(recording(yTicks, chart.y().label()));
    int lines = 0;
    for (Chart.Series series : chart.series()) {
      add(computed, series, lines);
      lines += series.style() == Style.LINE ? 1 : 0;
    }
    SVGGraphics2D canvas = canvas();
    computed.paint(canvas, chart.width(), chart.height());
    SvgWriter writer = new SvgWriter(chart);
    writer.drawing(canvas.getRoot());
    writer.xLabels(xTicks, computed::getScreenXFromChart);
    writer.yLabels(yTicks, computed::getScreenYFromChart);
    return writer.svg();
  }

  private static void style(XYStyler styler, Chart chart) {
    styler.setLegendVisible(false);
    styler.setChartTitleVisible(false);
    styler.setAxisTitlesVisible(false);
    styler.setPlotBorderVisible(false);
    styler.setAxisTicksLineVisible(false);
    styler.setAxisTicksMarksVisible(false);
    styler.setPlotTicksMarksVisible(false);
    styler.setChartPadding(SvgWriter.PADDING);
    styler.setPlotMargin(0);
    styler.setPlotContentSize(1);
    styler.setAxisTickPadding(8);
    styler.setXAxisTickMarkSpacingHint(70);
    styler.setYAxisTickMarkSpacingHint(42);
    styler.setMarkerSize(7);
    styler.setChartBackgroundColor(Ink.PAPER.color());
    styler.setPlotBackgroundColor(Ink.PAPER.color());
    styler.setPlotGridLinesColor(Ink.GRID.color());
    styler.setPlotGridLinesStroke(HAIRLINE);
    styler.setAxisTickLabelsColor(Ink.LABEL.color());
    styler.setXAxisTickLabelsColor(Ink.LABEL.color());
    styler.setYAxisTickLabelsColor(Ink.LABEL.color());
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setXAxisMin(chart.x().low());
    styler.setXAxisMax(chart.x().high());
    styler.setYAxisMin(chart.y().low());
    styler.setYAxisMax(chart.y().high());
  }

  private static void add(XYChart computed, Chart.Series series, int n) {
    XYSeries added = computed.addSeries(series.name(), series.x(), series.y());
    boolean marked = series.style() == Style.LINE && series.x().size() <= MOST_MARKERS;
    added.setXYSeriesRenderStyle(
        series.style() == Style.BARS ? XYSeriesRenderStyle.Area : XYSeriesRenderStyle.Line);
    added.setLineStyle(
        series.style() == Style.LEVEL || series.style() == Style.POSITION ? DASHED : SOLID);
    added.setLineColor(series.style() == Style.BARS ? Ink.PAPER.color() : series.ink().color());
    added.setFillColor(series.ink().color());
    added.setMarker(marked ? marker(n) : SeriesMarkers.NONE);
    added.setMarkerColor(series.ink().color());
  }

  private static Marker marker(int n) {
    return MARKERS[n % MARKERS.length];
  }

  private static Function<Double, String> recording(
      Map<Double, String> ticks, DoubleFunction<String> label) {
    return value -> {
      String text = label.apply(value);
      ticks.put(value, text);
      // XChart looks for ticks with different labels, and for ever if there are none; nor can it
      // compute the outline of an empty text. So a tick without a label shows its number there.
      return text.isEmpty() ? Axes.decimal(value, 9) : text;
    };
  }

  private static SVGGraphics2D canvas() {
    try {
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument(SVG, "svg", null);
      SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
      context.setPrecision(2);
      context.setComment("");
      return new SVGGraphics2D(context, false);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("This Java has no XML parser.", e);
    }
  }
}
