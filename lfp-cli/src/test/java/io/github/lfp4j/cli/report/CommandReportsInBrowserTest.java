package io.github.lfp4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.cli.InProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reports that the commands really write. Pictures are left in target/report-pictures. */
class CommandReportsInBrowserTest {
  private static final Path PICTURES = Path.of("target", "report-pictures");
  private static final String DATA = "digits?train=300&test=100";

  @TempDir private static Path folder;
  private static Chromium chromium;

  @BeforeAll
  static void openBrowser() throws IOException {
    chromium = Chromium.start(folder.resolve("profile"));
    Files.createDirectories(PICTURES);
  }

  @AfterAll
  static void closeBrowser() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  void showTheirChartsWithoutComplaint() throws IOException {
    Path model = folder.resolve("m.zip");
    Map<String, Integer> charts = new LinkedHashMap<>();
    InProcess.done(
        "train",
        "--arch",
        "mlp",
        "--data",
        DATA,
        "--epochs",
        2,
        "--output",
        model,
        "--report",
        page("train"));
    charts.put("train", 2);
    InProcess.done(
        "rank",
        "--model",
        model,
        "--data",
        DATA,
        "--output",
        folder.resolve("r.csv"),
        "--report",
        page("rank"));
    charts.put("rank", 2);
    InProcess.done(
        "prune",
        "--model",
        model,
        "--data",
        DATA,
        "--amount",
        0.8,
        "--output",
        folder.resolve("p.zip"),
        "--report",
        page("prune"));
    charts.put("prune", 3);
    InProcess.done("evaluate", "--model", model, "--data", DATA, "--report", page("evaluate"));
    charts.put("evaluate", 0);
    InProcess.done("inspect", "--model", model, "--report", page("inspect"));
    charts.put("inspect", 0);

    for (Map.Entry<String, Integer> report : charts.entrySet()) {
      assertShown(report.getKey(), report.getValue());
    }
  }

  private static Path page(String name) {
    return folder.resolve(name + ".html");
  }

  private static void assertShown(String name, int charts) throws IOException {
    chromium.complaints();
    chromium.requests();
    for (String scheme : new String[] {"light", "dark"}) {
      chromium.open(page(name), scheme, 1200);
      Files.write(PICTURES.resolve(name + "-" + scheme + ".png"), chromium.picture());
    }

    assertThat(chromium.complaints()).as(name).isEmpty();
    assertThat(chromium.requests())
        .as(name)
        .isNotEmpty()
        .allMatch(url -> url.equals(page(name).toUri().toString()) || url.startsWith("data:"));
    assertThat((long) chromium.evaluate("document.querySelectorAll('svg.chart').length"))
        .as(name)
        .isEqualTo(charts);
    assertThat((String) chromium.evaluate("document.body.innerText"))
        .as(name)
        .doesNotContain("NaN", "null", "Rule[", "Infinity");
    assertThat(
            (boolean)
                chromium.evaluate(
                    "document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
        .as(name + " fits the window")
        .isTrue();
  }
}
