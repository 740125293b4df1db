package io.github.lfp4j.cli.output;

import io.github.lfp4j.cli.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files that one command writes, as a group: all are checked before the work starts, and none
 * is in place before all are complete.
 *
 * <pre>{@code
 * try (Outputs outputs = new Outputs(interruption)) {
 *   OutputFile model = outputs.add("--output", path);   // refuses what cannot be written
 *   ...                                                 // hours of work
 *   ModelSerializer.writeModel(net, model.temporary().toFile(), true);
 *   outputs.commit();
 * }
 * }</pre>
 *
 * <p>For use by one thread; an interruption may come from another.
 */
public final class Outputs implements AutoCloseable {
  private final Interruption interruption;
  private final Interruption.Registration registration;
  private final Map<String, OutputFile> files = new LinkedHashMap<>();
  private final List<Path> createdFolders = new ArrayList<>();
  private boolean committed;

  /**
   * An empty group.
   *
   * @param interruption removes what is half-made when the process is told to end
   */
  public Outputs(Interruption interruption) {
    this.interruption = interruption;
    this.registration = interruption.onInterrupt(this::discard);
  }

  /**
   * Adds a file and checks that it can be written. Missing folders are created.
   *
   * @param option by which it was named, for the error message, for example {@code --output}
   * @param target where it shall be
   * @return what to write it to
   * @throws UserException if it cannot be written, or is in the group already
   */
  public OutputFile add(String option, Path target) {
    TargetCheck.Prepared prepared = TargetCheck.prepare(option, target);
    synchronized (this) {
      createdFolders.addAll(prepared.createdFolders());
      Path resolved = prepared.file().target();
      if (files.values().stream().anyMatch(f -> f.target().equals(resolved))) {
        throw new UserException(
            option + " " + target + " is also the target of another option; name another file.");
      }
      files.put(option, prepared.file());
    }
    return prepared.file();
  }

  /**
   * Moves all files into place, each in one step.
   *
   * @throws IOException if that fails; files that could be moved before stay
   * @throws IllegalStateException if a file of the group was not written
   */
  public void commit() throws IOException {
    for (OutputFile file : files.values()) {
      if (!file.isWritten()) {
        throw new IllegalStateException("Nothing was written for " + file.target() + ".");
      }
      file.force();
    }
    interruption.indivisibly(
        targets(),
        () -> {
          for (OutputFile file : files.values()) {
            file.moveIntoPlace();
          }
          committed = true;
        });
  }

  /**
   * The file of an option.
   *
   * @param option as it was given to {@link #add}
   * @return what to write to, if that option was used
   */
  public Optional<OutputFile> find(String option) {
    return Optional.ofNullable(files.get(option));
  }

  /** Where the files of this group are or will be, in the order in which they were added. */
  public List<Path> targets() {
    return files.values().stream().map(OutputFile::target).toList();
  }

  /** Removes everything that was begun, unless it was committed. */
  @Override
  public void close() {
    registration.close();
    discard();
  }

  private synchronized void discard() {
    if (committed) {
      return;
    }
    for (OutputFile file : files.values()) {
      try {
        file.discard();
      } catch (IOException e) {
        // A leftover must not hide why the work failed; the rest is removed all the same.
      }
    }
    TargetCheck.removeFolders(createdFolders);
  }
}
