package io.github.lfp4j.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C, in a process of its own. */
class SignalTest {
  @TempDir private Path folder;

  /** Writes half a file, says so, and is then busy for ever. */
  static final class Busy {
    private Busy() {}

    /** Starts it; the argument is the folder to write into. */
    public static void main(String[] args) throws IOException {
      Interruption interruption = new Interruption();
      interruption.endProcessOnSignal(System.err);
      Outputs outputs = new Outputs(interruption);
      outputs.add("--output", Path.of(args[0], "new", "model.zip")).write("half");
      System.out.println("busy");
      double sum = 0;
      while (sum >= 0) {
        sum += Math.abs(Math.sin(sum));
      }
      outputs.commit();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void endsWithStatus130AndLeavesNothing(String signal) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "no /bin/kill to send signals with");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Busy.class.getName(),
                folder.toString())
            .start();
    try (BufferedReader out = reader(process.getInputStream());
        BufferedReader err = reader(process.getErrorStream())) {
      assertThat(out.readLine()).isEqualTo("busy");
      assertThat(files()).hasSize(2);
      assumeTrue(!isIgnored(process, signal), "this shell has made its children ignore " + signal);

      new ProcessBuilder("/bin/kill", "-s", signal, Long.toString(process.pid())).start().waitFor();

      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(err.lines()).containsExactly("interrupted; nothing was written");
      assertThat(files()).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  private static BufferedReader reader(java.io.InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> !file.equals(folder)).toList();
    }
  }

  /** Shells start background processes without a say in Ctrl-C. */
  private static boolean isIgnored(Process process, String signal) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!signal.equals("INT") || !Files.exists(status)) {
      return false;
    }
    String mask =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElse("0");
    return (Long.parseUnsignedLong(mask, 16) & 2) != 0;
  }
}
