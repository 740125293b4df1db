package io.github.lfp4j.pruning.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Finds model files in folders. */
public final class ModelFolders {
  private static final List<String> ENDINGS = List.of(".zip", ".h5", ".hdf5");
  private static final int ZIP = 0x504b0304;

  /**
   * What was found.
   *
   * @param models files to look at: those that were named, whatever they are, and zip and HDF5
   *     files in folders
   * @param others how many other files there are in folders
   */
  public record Contents(List<Path> models, long others) {}

  private ModelFolders() {}

  /**
   * Finds the files that are meant.
   *
   * @param paths files, and folders, which stand for all zip and HDF5 files below them; links to
   *     folders are not followed there, so that there is an end
   * @return files in the order in which they were named, those of a folder in that of their names
   */
  public static Contents find(List<Path> paths) {
    List<Path> models = new ArrayList<>();
    long others = 0;
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        Visitor visitor = new Visitor();
        visitor.walk(path);
        models.addAll(visitor.models);
        others += visitor.others;
      } else {
        models.add(path);
      }
    }
    return new Contents(Collections.unmodifiableList(models), others);
  }

  /** Collects files; a folder that may not be read is listed itself, and gets its verdict so. */
  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final List<Path> models = new ArrayList<>();
    private long others;

    void walk(Path folder) {
      try {
        Files.walkFileTree(folder, this);
      } catch (IOException e) {
        models.add(folder);
      }
      Collections.sort(models);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (isModel(file)) {
        models.add(file);
      } else {
        others++;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      models.add(file);
      return FileVisitResult.CONTINUE;
    }

    private static boolean isModel(Path file) {
      String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
      return Files.isRegularFile(file)
          && (ENDINGS.stream().anyMatch(name::endsWith)
              || KerasFiles.isHdf5(file)
              || beginsAsZip(file));
    }

    private static boolean beginsAsZip(Path file) {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] begin = in.readNBytes(Integer.BYTES);
        return begin.length == Integer.BYTES && ByteBuffer.wrap(begin).getInt() == ZIP;
      } catch (IOException e) {
        return false;
      }
    }
  }
}
