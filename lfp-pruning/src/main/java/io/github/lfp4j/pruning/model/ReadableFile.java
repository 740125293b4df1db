package io.github.lfp4j.pruning.model;

import io.github.lfp4j.pruning.PruningException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Refuses what cannot be read, or has no end. */
final class ReadableFile {
  private ReadableFile() {}

  /**
   * Makes sure that there is a regular file.
   *
   * @param kind what is looked for, such as {@code model file}
   * @throws PruningException if a file is missing, or none, or may not be read; one sentence
   */
  static void require(Path file, String kind) {
    if (Files.isDirectory(file)) {
      throw new PruningException(file + " is a directory; give the " + kind + " itself instead");
    }
    if (!Files.exists(file)) {
      throw new PruningException(
          "there is no " + kind + ": " + file + " does not exist; check the path");
    }
    if (!Files.isRegularFile(file)) {
      throw new PruningException(file + " is a device or a pipe; give a " + kind + " instead");
    }
    if (!Files.isReadable(file)) {
      throw new PruningException(
          "the " + kind + " " + file + " may not be read; check its permissions");
    }
  }
}
