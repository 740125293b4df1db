package io.github.lfp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lfp4j.cli.Backend;
import io.github.lfp4j.cli.InProcess;
import io.github.lfp4j.cli.LfpMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own shows: everything on its streams, and Ctrl-C. */
class RealProcessTest {
  @TempDir private static Path inputs;
  @TempDir private Path outputs;
  private static Path model;

  @BeforeAll
  static void train() {
    model = inputs.resolve("model.zip");
    InProcess.done(
        "train",
        "--arch",
        "lenet",
        "--data",
        "digits?train=100&test=50",
        "--epochs",
        1,
        "--output",
        model);
  }

  private static ProcessBuilder lfp(Object... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(LfpMain.class.getName());
    for (Object word : words) {
      command.add(word.toString());
    }
    return new ProcessBuilder(command);
  }

  @Test
  void printsResultsAndNothingElse() throws Exception {
    Path errors = outputs.resolve("err");
    Process process =
        lfp("inspect", "--model", model, "--input-shape", "1x28x28")
            .redirectError(errors.toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(Files.readString(errors)).isEmpty();
    assertThat(out.lines()).hasSize(13);
    assertThat(out).startsWith("layer ").contains(" multiply-adds per example");
    assertThat(out.lines().toList().get(12)).isEqualTo(Backend.detect().line());
  }

  @Test
  void endsTrainingOnInterruption() throws Exception {
    Process process =
        lfp(
                "train",
                "--arch",
                "lenet",
                "--data",
                "digits?train=500&test=50",
                "--epochs",
                100000,
                "--output",
                outputs.resolve("new/m.zip"),
                "--json",
                outputs.resolve("m.json"))
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).startsWith("epoch 1 of 100000");
      // By then the checkpoint of the first epoch is there.
      assertThat(out.readLine()).startsWith("epoch 2 of 100000");
      Path checkpoint = outputs.resolve("new/m.checkpoint.zip");
      assertInterrupted(process, "already written: " + checkpoint);
      assertThat(files()).containsExactly(checkpoint.getParent(), checkpoint);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void endsPruningOnInterruption() throws Exception {
    Path old = Files.writeString(outputs.resolve("old.zip"), "precious");
    Process process =
        lfp(
                "prune",
                "--verbose",
                "--model",
                model,
                "--data",
                "digits?train=100&test=20000",
                "--amount",
                0.5,
                "--output",
                old)
            .start();
    try (BufferedReader err =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      String line = err.readLine();
      while (line != null && !line.startsWith("relevance: ")) {
        line = err.readLine();
      }
      assertThat(line).contains("100 of 100 examples");
      signal(process);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(err.lines().toList()).last().isEqualTo("interrupted; nothing was written");
    } finally {
      process.destroyForcibly();
    }
    assertThat(files()).containsExactly(old);
    assertThat(old).hasContent("precious");
  }

  private static void assertInterrupted(Process process, String said) throws Exception {
    signal(process);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualToNormalizingNewlines("interrupted; " + said + "\n");
  }

  /** SIGTERM: unlike Ctrl-C, it reaches children of shells that run in the background, too. */
  private static void signal(Process process) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "no /bin/kill to send signals with");
    new ProcessBuilder("/bin/kill", "-s", "TERM", Long.toString(process.pid())).start().waitFor();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(outputs)) {
      return files.filter(file -> !file.equals(outputs)).toList();
    }
  }
}
