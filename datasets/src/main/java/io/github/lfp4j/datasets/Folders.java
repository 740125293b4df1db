package io.github.lfp4j.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks into folders, with a sentence for each way in which that can fail. */
final class Folders {

  private Folders() {}

  /**
   * @param holds what the folder should hold, for the sentence
   * @throws DataException if there is no such folder
   */
  static Path require(Path folder, String holds) {
    if (Files.isRegularFile(folder)) {
      throw new DataException(
          folder + " is a file: name the folder instead that holds " + holds + ".");
    }
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          "The folder " + folder + " does not exist: name one that holds " + holds + ".");
    }
    return folder;
  }

  /** What is in a folder, hidden entries aside, sorted by name. */
  static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> !name(entry).startsWith(".")).sorted().toList();
    } catch (IOException e) {
      throw new DataException(
          "The folder " + folder + " cannot be read (" + e.getMessage() + "): check its rights.",
          e);
    }
  }

  /** The last part of a path. */
  static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? path.toString() : name.toString();
  }
}
