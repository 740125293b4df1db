package io.github.lfp4j.cli.output;

import io.github.lfp4j.pruning.model.DurableFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that a command will write. It is written to a temporary file beside the target, which
 * {@link Outputs#commit()} moves into place.
 */
public final class OutputFile {
  private final Path target;
  private final Path temporary;
  private final boolean device;

  /**
   * @param target where the file shall be, checked by {@link TargetCheck}
   * @param temporary where it is written to, not there yet
   * @param device whether the target is something like {@code /dev/stdout} that a file cannot
   *     replace
   */
  OutputFile(Path target, Path temporary, boolean device) {
    this.target = target;
    this.temporary = temporary;
    this.device = device;
  }

  /** Where the file will be. */
  public Path target() {
    return target;
  }

  /**
   * Where the file is to be written before that, for code that wants a path. Does not exist until
   * something writes it.
   */
  public Path temporary() {
    return temporary;
  }

  /**
   * Starts writing.
   *
   * @return to be closed by the caller
   * @throws IOException if the file cannot be written
   */
  public OutputStream open() throws IOException {
    return Files.newOutputStream(temporary);
  }

  /**
   * Writes a text in UTF-8.
   *
   * @throws IOException if the file cannot be written
   */
  public void write(String text) throws IOException {
    Files.writeString(temporary, text, StandardCharsets.UTF_8);
  }

  /**
   * How many bytes were written so far.
   *
   * @throws IOException if nothing was
   */
  public long bytes() throws IOException {
    return Files.size(temporary);
  }

  boolean isWritten() {
    return Files.exists(temporary);
  }

  /** Makes sure that the bytes are on the disk, so that the move cannot outrun them. */
  void force() throws IOException {
    DurableFile.force(temporary);
  }

  void moveIntoPlace() throws IOException {
    if (device) {
      try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
        Files.copy(temporary, out);
      }
      Files.delete(temporary);
      return;
    }
    DurableFile.moveIntoPlace(temporary, target);
  }

  void discard() throws IOException {
    Files.deleteIfExists(temporary);
  }
}
