package io.github.lfp4j.datasets.cache;

import io.github.lfp4j.datasets.DataException;
import io.github.lfp4j.datasets.DataOptions;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that keeps the files of one kind of data. */
public final class DataCache {

  private final String kind;
  private final DataOptions options;
  private final Path folder;

  /**
   * @param kind of data, which is the name of the folder
   */
  public DataCache(String kind, DataOptions options) {
    this.kind = kind;
    this.options = options;
    this.folder = options.cache().resolve(kind);
  }

  /** Where the files are; it need not exist yet. */
  public Path folder() {
    return folder;
  }

  /**
   * Whether the file is here with the right content, under its own name or, unpacked, under its
   * name without {@code .gz}.
   *
   * @throws DataException if it is here but cannot be read
   */
  public boolean holds(RemoteFile file) {
    return find(file) != null;
  }

  /**
   * The file, from the cache if it is there undamaged, else fetched.
   *
   * @throws DataException if it is neither here nor to be had; the sentence says where to put it
   */
  public Path get(RemoteFile file) {
    Path found = find(file);
    if (found != null) {
      return found;
    }
    Path target = folder.resolve(file.name());
    String state = Files.exists(target) ? "is damaged" : "is missing";
    if (!options.download()) {
      throw new DataException(
          "The file " + target + " " + state + " and downloads are off: " + advice(file));
    }
    try {
      new Download(file, folder, options.progress()).run();
    } catch (InterruptedIOException e) {
      throw new DataException(
          "The download of " + file.name() + " was interrupted: repeat the command to continue it.",
          e);
    } catch (IOException e) {
      throw new DataException(
          "The file "
              + target
              + " "
              + state
              + " and cannot be downloaded ("
              + e.getMessage()
              + "): "
              + advice(file),
          e);
    }
    return target;
  }

  private String advice(RemoteFile file) {
    return "fetch "
        + file.addresses().get(0)
        + " by other means and put it there, or name the folder that has the files as "
        + kind
        + ":FOLDER.";
  }

  private Path find(RemoteFile file) {
    Path own = folder.resolve(file.name());
    Path plain = folder.resolve(file.name().replaceFirst("\\.gz$", ""));
    try {
      if (Files.isRegularFile(own) && file.matches(own)) {
        return own;
      }
      return file.unpacked() && Files.isRegularFile(plain) && file.matches(plain) ? plain : null;
    } catch (IOException e) {
      throw new DataException(
          "The folder " + folder + " cannot be read (" + e.getMessage() + "): check its rights.",
          e);
    }
  }
}
