package io.github.lfp4j.cli.output;

import io.github.lfp4j.cli.UserException;
import io.github.lfp4j.pruning.model.DurableFile;
import io.github.lfp4j.pruning.model.TemporaryFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds out before hours of work whether its result can be written, without changing a file that is
 * there.
 */
final class TargetCheck {
  private static final Set<PosixFilePermission> WRITE_BITS =
      Set.of(
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_WRITE);

  private TargetCheck() {}

  /**
   * What is known of a target that can be written.
   *
   * @param file the output
   * @param createdFolders folders that were missing, outermost first
   */
  record Prepared(OutputFile file, List<Path> createdFolders) {}

  static Prepared prepare(String option, Path given) {
    if (Files.isDirectory(given)) {
      throw new UserException(option + " " + given + " is a folder; name a file in it.");
    }
    if (Files.exists(given) && !Files.isRegularFile(given)) {
      return new Prepared(new OutputFile(given, temporaryForDevice(option), true), List.of());
    }
    Path target = DurableFile.throughLinks(given);
    if (target.getFileName() == null) {
      throw new UserException(option + " " + given + " is not the name of a file.");
    }
    refuseReadOnly(option, given, target);
    List<Path> created = createFolder(option, target.getParent());
    TemporaryFiles.removeLeftovers(target);
    Path temporary = TemporaryFiles.beside(target);
    try {
      probe(option, given, temporary);
    } catch (UserException e) {
      removeFolders(created);
      throw e;
    }
    return new Prepared(new OutputFile(target, temporary, false), created);
  }

  static void removeFolders(List<Path> created) {
    for (int i = created.size() - 1; i >= 0; i--) {
      try {
        Files.deleteIfExists(created.get(i));
      } catch (IOException e) {
        // Somebody else put something into it meanwhile; then it is theirs.
        return;
      }
    }
  }

  private static Path temporaryForDevice(String option) {
    try {
      Path temporary = Files.createTempFile("lfp-", ".tmp");
      Files.delete(temporary);
      return temporary;
    } catch (IOException e) {
      throw new UserException(
          option + " needs a folder for temporary files; set -Djava.io.tmpdir to one.", e);
    }
  }

  private static void refuseReadOnly(String option, Path given, Path target) {
    if (!Files.exists(target)) {
      return;
    }
    // A file without any write bit was protected on purpose; the administrator could still replace
    // it, but did not ask to.
    if (!Files.isWritable(target) || hasNoWriteBit(target)) {
      throw new UserException(
          option + " " + given + " is read-only; make it writable or choose another name.");
    }
    try {
      Files.newByteChannel(target, StandardOpenOption.WRITE).close();
    } catch (IOException e) {
      throw new UserException(option + " " + given + " cannot be written; choose another name.", e);
    }
  }

  private static boolean hasNoWriteBit(Path file) {
    try {
      PosixFileAttributeView view =
          Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      return view != null
          && view.readAttributes().permissions().stream().noneMatch(WRITE_BITS::contains);
    } catch (IOException e) {
      return false;
    }
  }

  private static List<Path> createFolder(String option, Path folder) {
    List<Path> missing = new ArrayList<>();
    for (Path p = folder; p != null && !Files.exists(p); p = p.getParent()) {
      missing.add(0, p);
    }
    List<Path> created = new ArrayList<>();
    for (Path p : missing) {
      try {
        Files.createDirectory(p);
        created.add(p);
      } catch (IOException e) {
        removeFolders(created);
        throw new UserException(
            option + " needs the folder " + folder + ", which cannot be created; choose another.",
            e);
      }
    }
    if (!Files.isDirectory(folder)) {
      throw new UserException(
          option + " needs the folder " + folder + ", but that is a file; choose another place.");
    }
    return created;
  }

  private static void probe(String option, Path given, Path temporary) {
    try {
      Files.createFile(temporary);
      Files.delete(temporary);
    } catch (IOException e) {
      throw new UserException(
          option
              + " "
              + given
              + " cannot be written, because its folder is read-only or full; choose another"
              + " folder.",
          e);
    }
  }
}
