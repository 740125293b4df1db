package io.github.lfp4j.cli.report;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Turns a report's data into one HTML file without scripts and without anything to load. */
public final class HtmlReport {
  private HtmlReport() {}

  /**
   * Renders a report. The same data gives the same page, byte for byte.
   *
   * @param data what to show
   * @return a whole HTML document
   */
  public static String render(ReportData data) {
    Map<String, Object> page = new ReportPage(data).contents();
    page.put("style", resource("report.css"));
    return Mustache.compiler()
        .emptyStringIsFalse(true)
        .withLoader(name -> new StringReader(resource(name + ".mustache")))
        .compile(resource("report.mustache"))
        .execute(page);
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
