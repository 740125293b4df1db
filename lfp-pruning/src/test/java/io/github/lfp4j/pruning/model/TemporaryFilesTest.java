package io.github.lfp4j.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFilesTest {
  @TempDir private Path folder;

  private Path temporary(String target, long process) throws IOException {
    return Files.writeString(
        folder.resolve("." + target + "." + process + "-" + UUID.randomUUID() + ".tmp"), "half");
  }

  private static long endedProcess() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version")
            .start();
    process.waitFor();
    return process.pid();
  }

  @Test
  void removesWhatEndedProcessesLeft() throws Exception {
    Path target = folder.resolve("m.zip");
    Path left = temporary("m.zip", endedProcess());
    Path ofOthers = temporary("other-m.zip", endedProcess());
    Path ofWork = Files.writeString(TemporaryFiles.beside(target), "half");
    Path foreign = Files.writeString(folder.resolve(".m.zip.notes.tmp"), "mine");

    TemporaryFiles.removeLeftovers(target);

    assertThat(left).doesNotExist();
    assertThat(ofOthers).exists();
    assertThat(ofWork).as("this process still writes it").exists();
    assertThat(foreign).exists();
  }

  /** In a container every run may have the same number. */
  @Test
  void removesWhatAnEarlierProcessOfTheSameNumberLeft() throws IOException {
    Path left = temporary("m.zip", ProcessHandle.current().pid());
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minusSeconds(86_400)));

    TemporaryFiles.removeLeftovers(folder.resolve("m.zip"));

    assertThat(left).doesNotExist();
  }
}
