package io.github.lfp4j.dl4j.golden;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds cases, runs them and counts. */
final class GoldenSuite {

  /** Who runs which kind of case. */
  static final Map<String, CaseRunner> RUNNERS =
      Map.of(
          "reward", new RewardRunner(),
          "lrp_rule", new LrpRuleRunner(),
          "lrp_composite", new CompositeRunner(),
          "rule", new RuleRunner(),
          "train", new TrainRunner(),
          "theory", new TheoryRunner());

  /**
   * What came of a suite.
   *
   * @param passed number of cases that match
   * @param failures name and reason of each case that does not
   * @param unsupported number of cases that this library has no counterpart for
   */
  record Outcome(int passed, List<String> failures, int unsupported) {

    /** Number of cases found. */
    int cases() {
      return passed + failures.size() + unsupported;
    }

    /** The last line of the output. */
    String summary() {
      return "golden: %d passed, %d failed, %d unsupported"
          .formatted(passed, failures.size(), unsupported);
    }
  }

  private final Map<String, Path> cases = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private int passed;
  private int unsupported;

  /**
   * Adds all cases below a folder; a case that is there already by name (its last two folders)
   * stays.
   */
  GoldenSuite addBelow(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      files
          .filter(file -> file.endsWith("manifest.json"))
          .map(file -> file.toAbsolutePath().normalize().getParent())
          .forEach(folder -> cases.putIfAbsent(name(folder), folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private static String name(Path folder) {
    Path parent = folder.getParent();
    String group = parent == null || parent.getFileName() == null ? "" : parent.getFileName() + "/";
    return group + folder.getFileName();
  }

  /** Runs all cases; says on {@code out} which are unsupported, which fail, and how many. */
  Outcome run(PrintStream out) {
    cases.forEach((name, folder) -> runOne(name, folder, out));
    Outcome outcome = new Outcome(passed, List.copyOf(failures), unsupported);
    out.println(outcome.summary());
    return outcome;
  }

  private void runOne(String name, Path folder, PrintStream out) {
    try {
      GoldenCase golden = GoldenCase.read(folder);
      Optional<String> reason = unsupported(golden);
      if (reason.isPresent()) {
        unsupported++;
        out.println("unsupported " + name + ": " + reason.get());
        return;
      }
      List<String> mismatches = RUNNERS.get(golden.kind()).run(golden);
      if (mismatches.isEmpty()) {
        passed++;
      } else {
        fail(name, String.join("; ", mismatches), out);
      }
    } catch (IOException | RuntimeException | AssertionError | LinkageError e) {
      fail(name, e.toString(), out);
    }
  }

  private static Optional<String> unsupported(GoldenCase golden) {
    if (golden.oddity()) {
      String what = golden.oddityNote().map(note -> " (" + note + ")").orElse("");
      return Optional.of("oddity: behaviour of the reference that is not copied" + what);
    }
    if (golden.kind().equals("snn")) {
      return Optional.of("spiking networks have no layers in this module");
    }
    CaseRunner runner = RUNNERS.get(golden.kind());
    return runner == null
        ? Optional.of("unknown kind '" + golden.kind() + "'")
        : runner.unsupported(golden);
  }

  private void fail(String name, String reason, PrintStream out) {
    failures.add(name + ": " + reason);
    out.println("failed " + name + ": " + reason);
  }
}
