package io.github.lfp4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers and containers often have no font at all. */
class NoFontsTest {
  private static final String NOTHING =
      "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig></fontconfig>";

  @TempDir private Path folder;

  /** Prints a report in a process of its own. */
  static final class Printer {
    private Printer() {}

    /** Starts it, without arguments. */
    public static void main(String[] args) {
      System.out.println(HtmlReport.render(SampleReport.full()));
    }
  }

  @Test
  void leavesOutChartsButNoFigures() throws IOException {
    assumeTrue(
        System.getProperty("os.name").equals("Linux"), "only on Linux can fonts be hidden so");
    Path fonts = Files.writeString(folder.resolve("fonts.conf"), NOTHING);
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                // Java remembers there what fonts it has found.
                "-Duser.home=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Printer.class.getName())
            .redirectErrorStream(true);
    builder.environment().put("FONTCONFIG_FILE", fonts.toString());
    Process process = builder.start();
    String html = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(html)
        .doesNotContain("<svg")
        .contains("<h2>Pruning</h2>", "98.61 %", "Charts are left out", "install fontconfig");
  }
}
