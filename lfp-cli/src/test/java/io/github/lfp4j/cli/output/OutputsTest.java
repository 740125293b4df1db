package io.github.lfp4j.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lfp4j.cli.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputsTest {
  @TempDir private Path folder;
  private final Interruption interruption = new Interruption();
  private Outputs outputs;

  @BeforeEach
  void openOutputs() {
    outputs = new Outputs(interruption);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> !file.equals(folder))
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void showsNothingBeforeEverythingIsComplete() throws IOException {
    OutputFile a = outputs.add("--output", folder.resolve("a"));
    OutputFile b = outputs.add("--json", folder.resolve("new/deep/b"));
    a.write("first");
    try (OutputStream out = b.open()) {
      out.write('x');
    }

    assertThat(folder.resolve("a")).doesNotExist();
    outputs.commit();
    outputs.close();

    assertThat(names()).containsExactly("a", "new", "new/deep", "new/deep/b");
    assertThat(folder.resolve("a")).hasContent("first");
    assertThat(outputs.find("--json")).contains(b);
    assertThat(outputs.find("--report")).isEmpty();
  }

  @Test
  void leavesNothingBehindWithoutCommit() throws IOException {
    Files.writeString(folder.resolve("a"), "old");
    outputs.add("--output", folder.resolve("a")).write("new");
    outputs.add("--json", folder.resolve("new/deep/b")).write("x");

    outputs.close();

    assertThat(names()).containsExactly("a");
    assertThat(folder.resolve("a")).hasContent("old");
  }

  @Test
  void leavesNothingBehindWhenInterrupted() throws IOException {
    outputs.add("--output", folder.resolve("new/a")).write("half");

    assertThat(interruption.interrupt()).isEqualTo("interrupted; nothing was written");
    assertThat(names()).isEmpty();
    outputs.close();
  }

  @Test
  void saysWhatIsThereWhenInterruptedAfterwards() throws IOException {
    outputs.add("--output", folder.resolve("a")).write("whole");
    outputs.commit();

    assertThat(interruption.interrupt()).endsWith("already written: " + folder.resolve("a"));
    assertThat(names()).containsExactly("a");
    outputs.close();
  }

  @Test
  void doesNotCommitOnceInterrupted() throws IOException {
    OutputFile file = outputs.add("--output", folder.resolve("a"));
    interruption.interrupt();
    file.write("too late");

    outputs.commit();
    outputs.close();

    assertThat(names()).isEmpty();
  }

  @Test
  void refusesToCommitWhatWasNotWritten() {
    outputs.add("--output", folder.resolve("a"));

    assertThatThrownBy(outputs::commit).isInstanceOf(IllegalStateException.class);
    outputs.close();
  }

  @Test
  void refusesAFolder() {
    assertThatThrownBy(() -> outputs.add("--output", folder))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is a folder; name a file in it.");
  }

  @Test
  void refusesAFileInPlaceOfAFolder() throws IOException {
    Files.writeString(folder.resolve("a"), "file");

    assertThatThrownBy(() -> outputs.add("--output", folder.resolve("a/b")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("folder");
  }

  @Test
  void refusesTheSameFileTwice() throws IOException {
    outputs.add("--output", folder.resolve("a"));

    assertThatThrownBy(() -> outputs.add("--json", folder.resolve("./a")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("also the target of another option");
    outputs.close();
    assertThat(names()).isEmpty();
  }

  @Test
  void refusesAReadOnlyFileEvenForTheAdministrator() throws IOException {
    assumePosix();
    Path file = Files.writeString(folder.resolve("a"), "precious");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));

    assertThatThrownBy(() -> outputs.add("--output", file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is read-only");
    assertThat(file).hasContent("precious");
  }

  @Test
  void refusesAFolderThatTakesNoFiles() {
    Path kernel = Path.of("/proc/self");
    assumeTrue(Files.isDirectory(kernel), "no folder here in which nobody can create a file");

    assertThatThrownBy(() -> outputs.add("--output", kernel.resolve("a")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("choose another folder");
    assertThatThrownBy(() -> outputs.add("--output", kernel.resolve("new/a")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cannot be created");
  }

  @Test
  void keepsThePermissionsOfAFileThatItReplaces() throws IOException {
    assumePosix();
    Path file = Files.writeString(folder.resolve("a"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    outputs.add("--output", file).write("new");
    outputs.commit();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    assertThat(file).hasContent("new");
  }

  @Test
  void replacesWhatALinkPointsTo() throws IOException {
    assumePosix();
    Path file = Files.writeString(folder.resolve("a"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);

    outputs.add("--output", link).write("new");
    outputs.commit();

    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");
  }

  @Test
  void writesToADeviceWithoutReplacingIt() throws IOException {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), "no /dev/null here");

    outputs.add("--json", device).write("gone");
    outputs.commit();

    assertThat(Files.isRegularFile(device)).isFalse();
  }

  private static void assumePosix() {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
        "no POSIX permissions and links here");
  }

  /** What a process left that was killed; no process has this number. */
  @Test
  void tidiesUpFirst() throws IOException {
    Path left =
        Files.writeString(
            folder.resolve(".m.zip.99999999999-01234567-89ab-cdef-0123-456789abcdef.tmp"), "half");

    try (Outputs outputs = new Outputs(new Interruption())) {
      outputs.add("--output", folder.resolve("m.zip"));
      assertThat(left).doesNotExist();
    }
  }
}
