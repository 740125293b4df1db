package io.github.lfp4j.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.cli.output.Interruption;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleTest {
  private static final Terminal WATCHED = new Terminal(true, 100, false);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private Console console(Verbosity verbosity, Terminal terminal) {
    return new Console(
        new PrintWriter(out), new PrintWriter(err), verbosity, terminal, new Interruption());
  }

  private void work(Console console) {
    try (Progress progress = console.progress("training", 200, "examples")) {
      progress.step(150);
      progress.say("score 0.25");
      progress.step(50);
    }
  }

  @Test
  void drawsABarForAPerson() {
    work(console(Verbosity.NORMAL, WATCHED));

    assertThat(err.toString()).contains("\r", "training", "100%", "200/200", "score 0.25");
    assertThat(err.toString()).endsWith(System.lineSeparator());
    assertThat(err.toString().split("[\r\n]")).allMatch(line -> line.length() < 100);
    assertThat(err.toString()).matches(text -> text.chars().allMatch(c -> c < 128));
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void drawsNothingForAFileOrWhenQuiet() {
    work(console(Verbosity.NORMAL, Terminal.NONE));
    work(console(Verbosity.QUIET, WATCHED));

    assertThat(err.toString()).isEmpty();
  }

  @Test
  void writesLinesToALogWhenVerbose() {
    work(console(Verbosity.VERBOSE, Terminal.NONE));

    assertThat(err.toString())
        .doesNotContain("\r\u001b")
        .startsWith("training: 200 of 200 examples");
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void endsTheBarsLineOnInterruption() {
    Interruption interruption = new Interruption();
    Console console =
        new Console(
            new PrintWriter(out), new PrintWriter(err), Verbosity.NORMAL, WATCHED, interruption);
    Progress progress = console.progress("training", -1, "examples");

    interruption.interrupt();

    assertThat(err.toString()).endsWith(System.lineSeparator());
    progress.close();
  }

  @Test
  void alignsNumbersToTheRight() {
    TextTable table =
        new TextTable("layer", "parameters", "note")
            .row("conv1", "25,050", "")
            .row("d", "-", "x y");

    assertThat(table.lines())
        .containsExactly(
            "layer  parameters  note",
            "-----  ----------  ----",
            "conv1      25,050",
            "d               -  x y");
    assertThatThrownBy(() -> table.row("too few")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "999, 999",
    "1000, 1.00 k",
    "9995, 10.0 k",
    "431080, 431 k",
    "999499, 999 k",
    "999500, 1.00 M",
    "2293000, 2.29 M",
    "12345678901, 12.3 G",
    "-1500, -1.50 k"
  })
  void shortensNumbers(long number, String text) {
    assertThat(Numbers.compact(number)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.000",
    "0.12345, 0.123",
    "1.5, 1.500",
    "123.456, 123.5",
    "NaN, -",
    "1e-9, 1.000e-09"
  })
  void roundsMeasurements(double number, String text) {
    assertThat(Numbers.measured(number)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0.85, 850 ms",
    "12.34, 12.3 s",
    "59.96, 1 min 0 s",
    "185, 3 min 5 s",
    "7300, 2 h 1 min"
  })
  void readsDurations(double seconds, String text) {
    assertThat(Numbers.duration(seconds)).isEqualTo(text);
  }

  @Test
  void readsShares() {
    assertThat(Numbers.percent(0.98745)).isEqualTo("98.75 %");
    assertThat(Numbers.percent(Double.NaN)).isEqualTo("-");
    assertThat(Numbers.count(1256080)).isEqualTo("1,256,080");
  }
}
