package io.github.lfp4j.pruning.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;

/**
 * How a file is replaced so that at any moment, a loss of power included, either the old content or
 * the new one is there: the new one is written beside it, forced to the disk, and moved over the
 * old one in one step, which is forced to the disk in turn.
 */
public final class DurableFile {
  private DurableFile() {}

  /**
   * What is replaced if something is written to a path: what a link points to, not the link.
   *
   * @return an absolute path
   */
  public static Path throughLinks(Path given) {
    Path target = given.toAbsolutePath().normalize();
    try {
      return Files.exists(target) ? target.toRealPath() : target;
    } catch (IOException e) {
      return target;
    }
  }

  /**
   * Makes sure that the bytes of a file are on the disk, so that the move cannot outrun them.
   *
   * @throws IOException if that fails
   */
  public static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /**
   * Moves a file that has been forced to the disk over another one, whose permissions it takes.
   *
   * @param temporary is gone afterwards
   * @param target in the same folder
   * @throws IOException if that fails; what was at the target is there still
   */
  public static void moveIntoPlace(Path temporary, Path target) throws IOException {
    keepPermissions(temporary, target);
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
    forceFolder(target.toAbsolutePath().getParent());
  }

  private static void keepPermissions(Path temporary, Path target) throws IOException {
    PosixFileAttributeView to = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
    if (to != null && Files.exists(target)) {
      to.setPermissions(Files.getPosixFilePermissions(target));
    }
  }

  /** The new name is part of the folder. Not every system lets folders be opened (Windows). */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The file is in place; there is only no way to make sure of it.
    }
  }
}
