package io.github.lfp4j.pruning.model;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that outputs are written to before they are moved into place, beside their target. A
 * process that is killed leaves them behind; the next one that writes to the same target removes
 * them. Their names say which process they belong to, so that one that is still at work keeps its.
 */
public final class TemporaryFiles {

  private static final Pattern NAME =
      Pattern.compile("\\.(?<target>.+)\\.(?<process>[0-9]{1,18})-[0-9a-f-]{36}\\.tmp");

  private TemporaryFiles() {}

  /** A name of this process beside the target, hidden and not there yet. */
  public static Path beside(Path target) {
    return target.resolveSibling(
        "."
            + target.getFileName()
            + "."
            + ProcessHandle.current().pid()
            + "-"
            + UUID.randomUUID()
            + ".tmp");
  }

  /** Removes what processes that have ended left beside the target, as far as that is possible. */
  public static void removeLeftovers(Path target) {
    try (DirectoryStream<Path> hidden = Files.newDirectoryStream(target.getParent(), ".*.tmp")) {
      for (Path file : hidden) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()
            && name.group("target").equals(target.getFileName().toString())
            && !isInUse(file, Long.parseLong(name.group("process")))) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      // It is in nobody's way.
    }
  }

  /** Whether a process may still write to a file. Numbers of processes are used again. */
  private static boolean isInUse(Path file, long process) throws IOException {
    Optional<ProcessHandle> owner = ProcessHandle.of(process).filter(ProcessHandle::isAlive);
    Instant changed = Files.getLastModifiedTime(file).toInstant();
    return owner.isPresent()
        && owner.get().info().startInstant().map(start -> !start.isAfter(changed)).orElse(true);
  }
}
