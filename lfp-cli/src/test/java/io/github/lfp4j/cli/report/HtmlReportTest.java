package io.github.lfp4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.lfp4j.cli.report.PruningCurves.Curve;
import io.github.lfp4j.cli.report.PruningCurves.Point;
import io.github.lfp4j.cli.report.PruningCurves.Scale;
import io.github.lfp4j.cli.report.TrainingCurve.Epoch;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HtmlReportTest {
  private static final double NOT_MEASURED = Double.NaN;

  private static String rendered(ReportData data) {
    return assertTimeoutPreemptively(Duration.ofSeconds(60), () -> HtmlReport.render(data));
  }

  private static List<String> ticks(String html) {
    Matcher m = Pattern.compile("class=\"tick\">([^<]*)<").matcher(html);
    return m.results().map(r -> r.group(1)).toList();
  }

  @Test
  void leavesOutWhatIsNotThere() {
    String html = rendered(SampleReport.bare());

    assertThat(html).contains("<h1>Nothing but a heading &lt;&amp;&gt;</h1>");
    assertThat(html).doesNotContain("<section", "<h2>", "<svg", "<table");
  }

  @Test
  void holdsEverySectionAndNothingToLoad() {
    String html = rendered(SampleReport.full());

    assertThat(html)
        .contains(
            "<h2>Before and after</h2>",
            "<h2>Training</h2>",
            "<h2>Pruning</h2>",
            "<h2>Sensitivity of layers</h2>",
            "<h2>Layers</h2>",
            "<td class=\"number\">-44.2 %</td>",
            "<h2>Relevance per layer</h2>",
            "<h2>Confusion matrix</h2>",
            "<h2>Settings</h2>",
            "<h2>Notes</h2>",
            "--epochs 8",
            "431,080",
            "98.61 %")
        .doesNotContain("<script", "<link rel=\"stylesheet\"", "@import", "url(", "<img", "{{");
    assertThat(html.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http");
  }

  @Test
  void isTheSameEveryTime() {
    assertThat(rendered(SampleReport.full())).isEqualTo(rendered(SampleReport.full()));
  }

  @Test
  void namesEveryChartForPeopleWhoCannotSeeIt() {
    String html = rendered(SampleReport.full());

    List<String> ids =
        Pattern.compile("aria-labelledby=\"(\\S+) (\\S+)\"")
            .matcher(html)
            .results()
            .flatMap(r -> List.of(r.group(1), r.group(2)).stream())
            .toList();
    assertThat(ids).hasSize(16).doesNotHaveDuplicates();
    assertThat(ids).allMatch(id -> html.contains(" id=\"" + id + "\""));
  }

  @Test
  void drawsALineThroughItsPoints() {
    // Four points at 0, 1/3, 2/3 and 1 of the way, which a straight line joins.
    Curve straight =
        new Curve(
            "straight",
            IntStream.range(0, 4).mapToObj(i -> new Point(0.2 * i, 0.9 - 0.2 * i)).toList());
    String html =
        rendered(
            ReportData.builder("t", "1")
                .pruning(
                    new PruningCurves(
                        "weights", Scale.LINEAR, NOT_MEASURED, NOT_MEASURED, List.of(straight)))
                .build());

    List<double[]> points =
        Pattern.compile("<circle cx=\"([0-9.]+)\" cy=\"([0-9.]+)\"")
            .matcher(html)
            .results()
            .map(r -> new double[] {number(r.group(1)), number(r.group(2))})
            .toList();
    assertThat(points).hasSize(4);
    double stepX = points.get(1)[0] - points.get(0)[0];
    double stepY = points.get(1)[1] - points.get(0)[1];
    assertThat(stepX).isPositive();
    assertThat(stepY).isPositive();
    for (int i = 1; i < 4; i++) {
      assertThat(points.get(i)[0] - points.get(i - 1)[0]).isBetween(stepX - 1, stepX + 1);
      assertThat(points.get(i)[1] - points.get(i - 1)[1]).isBetween(stepY - 1, stepY + 1);
    }
    assertThat(ticks(html)).contains("0 %", "20 %", "60 %", "80 %");
  }

  private static double number(String text) {
    return Double.parseDouble(text);
  }

  @Test
  void showsHighCompressionLogarithmically() {
    String html =
        rendered(ReportData.builder("t", "1").pruning(SampleReport.logarithmicPruning()).build());

    assertThat(ticks(html)).contains("1\u00d7", "10\u00d7", "100\u00d7");
    assertThat(html).contains("99.5 %");
  }

  @ParameterizedTest
  @EnumSource(Scale.class)
  void copesWithPoorFigures(Scale scale) {
    for (List<Point> points :
        List.of(
            List.<Point>of(),
            List.of(new Point(0, NOT_MEASURED)),
            List.of(new Point(0, 0)),
            List.of(new Point(0.5, 1), new Point(0.999999, 1)),
            List.of(new Point(0.1, 0.98), new Point(0.2, NOT_MEASURED)))) {
      String html =
          rendered(
              ReportData.builder("t", "1")
                  .pruning(
                      new PruningCurves(
                          "units", scale, NOT_MEASURED, 0.5, List.of(new Curve("c", points))))
                  .build());
      assertThat(html).contains("<h2>Pruning</h2>").doesNotContain("NaN");
    }
  }

  @Test
  void copesWithPoorTraining() {
    for (List<Epoch> epochs :
        List.of(
            List.<Epoch>of(),
            List.of(new Epoch(1, NOT_MEASURED, NOT_MEASURED, NOT_MEASURED, NOT_MEASURED)),
            List.of(new Epoch(1, 0, 1, 1, 0)),
            List.of(new Epoch(1, 1e-9, 0, 0, 1), new Epoch(2, 1e9, 0, 0, 1)),
            List.of(new Epoch(1, Double.POSITIVE_INFINITY, 0.1, 0.1, 1)))) {
      String html =
          rendered(
              ReportData.builder("t", "1")
                  .training(new TrainingCurve("a", epochs))
                  .training(new TrainingCurve("b", epochs))
                  .build());
      assertThat(html)
          .contains("<h2>Training</h2>")
          .doesNotContain("NaN")
          .doesNotContain("Infinity");
    }
  }

  @Test
  void copesWithPoorRelevance() {
    String html =
        rendered(
            ReportData.builder("t", "1")
                .histogram(RelevanceHistogram.of("none", new double[0], 10, NOT_MEASURED))
                .histogram(RelevanceHistogram.of("zero", new double[3], 10, 0.1))
                .histogram(RelevanceHistogram.of("one", new double[] {5}, 10, 0))
                .histogram(RelevanceHistogram.of("wide", new double[] {1e-300, 1e300}, 10, 1e9))
                .build());

    assertThat(html).contains("3 zero").doesNotContain("NaN");
    assertThat(html.split("<svg", -1)).hasSize(3);
  }
}
