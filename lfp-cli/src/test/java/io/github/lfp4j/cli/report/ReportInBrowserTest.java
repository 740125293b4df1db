package io.github.lfp4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report as a reader sees it. Pictures are left in {@code target/report-pictures}. */
class ReportInBrowserTest {
  private static final Path PICTURES = Path.of("target", "report-pictures");

  @TempDir private static Path folder;
  private static Chromium chromium;
  private static Path page;

  @BeforeAll
  static void openBrowser() throws IOException {
    chromium = Chromium.start(folder.resolve("profile"));
    Files.createDirectories(PICTURES);
    page =
        Files.writeString(
            PICTURES.resolve("report.html").toAbsolutePath(),
            HtmlReport.render(SampleReport.full()));
  }

  @AfterAll
  static void closeBrowser() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void showsChartsWithoutComplaintOrNetwork(String scheme) throws IOException {
    chromium.complaints();
    chromium.requests();
    chromium.open(page, scheme, 1280);
    Files.write(PICTURES.resolve("report-" + scheme + ".png"), chromium.picture());

    assertThat(chromium.complaints()).isEmpty();
    assertThat(chromium.requests())
        .isNotEmpty()
        .allMatch(url -> url.equals(page.toUri().toString()) || url.startsWith("data:"));
    assertThat(sizes("svg.chart")).hasSize(8).allMatch(size -> size >= 100);
    assertThat(sizes("svg.chart .s1")).hasSizeGreaterThan(20).allMatch(size -> size > 0);
    assertThat((long) number("document.querySelectorAll('svg.chart text.tick').length"))
        .isGreaterThan(40);
  }

  @Test
  void followsTheReadersColourScheme() {
    chromium.open(page, "light", 1280);
    Colours light = colours();
    chromium.open(page, "dark", 1280);
    Colours dark = colours();

    assertThat(light.paper()).isGreaterThan(0.8);
    assertThat(dark.paper()).isLessThan(0.1);
    for (Colours c : List.of(light, dark)) {
      // WCAG 2.2: 4.5 for text, 3 for graphics.
      assertThat(contrast(c.text(), c.paper())).isGreaterThan(4.5);
      assertThat(contrast(c.tick(), c.panel())).isGreaterThan(4.5);
      assertThat(contrast(c.series(), c.panel())).isGreaterThan(3);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1600, 1280, 800, 500})
  void fitsTheWindow(int width) throws IOException {
    chromium.open(page, "light", width);
    Files.write(PICTURES.resolve("report-" + width + ".png"), chromium.picture());

    assertThat(number("document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(number("document.documentElement.clientWidth"));
  }

  @Test
  void labelsDoNotLeaveTheirChart() {
    chromium.open(page, "light", 1280);

    assertThat(
            (List<?>)
                chromium.evaluate(
                    "[...document.querySelectorAll('svg.chart text')].filter(t => {"
                        + "const a = t.getBoundingClientRect(),"
                        + " b = t.ownerSVGElement.parentElement.getBoundingClientRect();"
                        + "return a.left < b.left || a.right > b.right || a.bottom > b.bottom;"
                        + "}).map(t => t.textContent)"))
        .isEmpty();
  }

  private record Colours(double paper, double panel, double text, double tick, double series) {}

  private static Colours colours() {
    return new Colours(
        luminance("getComputedStyle(document.body).backgroundColor"),
        luminance("getComputedStyle(document.querySelector('figure')).backgroundColor"),
        luminance("getComputedStyle(document.body).color"),
        luminance("getComputedStyle(document.querySelector('svg text.tick')).fill"),
        luminance("getComputedStyle(document.querySelector('svg .s1.line')).stroke"));
  }

  /** Relative luminance as WCAG defines it. */
  private static double luminance(String expression) {
    String css = (String) chromium.evaluate(expression);
    String[] channels = css.replaceAll("[^0-9,]", "").split(",", -1);
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double c = Integer.parseInt(channels[i]) / 255.0;
      sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
  }

  private static double contrast(double a, double b) {
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static List<Double> sizes(String selector) {
    Object found =
        chromium.evaluate(
            "[...document.querySelectorAll('"
                + selector
                + "')].map(e => { const r = e.getBoundingClientRect();"
                + " return {size: Math.max(r.width, r.height)}; })");
    return ((List<?>) found)
        .stream().map(m -> ((Number) ((Map<?, ?>) m).get("size")).doubleValue()).toList();
  }

  private static double number(String expression) {
    return ((Number) chromium.evaluate(expression)).doubleValue();
  }
}
