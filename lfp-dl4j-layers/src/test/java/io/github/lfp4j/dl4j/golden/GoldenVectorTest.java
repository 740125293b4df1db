package io.github.lfp4j.dl4j.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Runs the golden vectors: those below the folder that the system property {@code lfp.golden}
 * names, else the selection among the test resources and, where it is present, the whole set.
 *
 * <p>Prints a line per case that is unsupported, with the reason, and ends with {@code golden: N
 * passed, M failed, K unsupported}.
 */
class GoldenVectorTest {

  @Test
  void allSupportedCasesMatch() throws URISyntaxException {
    check(suite().run(System.out));
  }

  /** Nothing is printed: what was said of the other run holds for this one. */
  @Test
  void allSupportedCasesMatchWithoutShortCuts() throws URISyntaxException {
    GoldenSuite suite = suite();
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    GoldenPath.runGeneral(() -> check(suite.run(nowhere)));
  }

  private static GoldenSuite suite() throws URISyntaxException {
    GoldenSuite suite = new GoldenSuite();
    String given = System.getProperty("lfp.golden", "");
    if (given.isEmpty()) {
      suite.addBelow(Path.of(GoldenVectorTest.class.getResource("/golden").toURI()));
      wholeSet().ifPresent(suite::addBelow);
    } else {
      suite.addBelow(find(given));
    }
    return suite;
  }

  private static void check(GoldenSuite.Outcome outcome) {
    assertThat(outcome.cases()).as("cases found").isPositive();
    assertThat(outcome.failures()).isEmpty();
  }

  private static Optional<Path> wholeSet() {
    return Optional.ofNullable(System.getProperty("lfp.shared"))
        .map(shared -> Path.of(shared, "golden"))
        .filter(Files::isDirectory);
  }

  /** A folder relative to where the build was started or to this module. */
  private static Path find(String folder) {
    Path path = Path.of(folder);
    Path fromRoot = Path.of("..").resolve(path);
    assertThat(Files.isDirectory(path) || Files.isDirectory(fromRoot))
        .as("lfp.golden names a folder, but %s is none", folder)
        .isTrue();
    return Files.isDirectory(path) ? path : fromRoot;
  }
}
