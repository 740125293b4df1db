package io.github.lfp4j.datasets;

import io.github.lfp4j.datasets.cache.DataCache;
import io.github.lfp4j.datasets.cache.RemoteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.common.util.ArchiveUtils;

/**
 * The archive that CIFAR-10 is published as.
 *
 * @param archive the download
 * @param members the files in it that are wanted, by name, with their checksums
 */
record CifarArchive(RemoteFile archive, List<RemoteFile> members) {

  /**
   * Sees to it that the cache has all members undamaged: unpacks the archive, which is fetched if
   * it is not in the cache either, and removes it then.
   *
   * @throws DataException if the archive cannot be had or unpacked
   */
  void unpackInto(DataCache cache) {
    if (members.stream().allMatch(cache::holds)) {
      return;
    }
    Path packed = cache.get(archive);
    try {
      Path scratch = Files.createTempDirectory(cache.folder(), "unpacking");
      try {
        ArchiveUtils.unzipFileTo(packed.toString(), scratch.toString(), false);
        for (RemoteFile member : members) {
          Files.move(
              find(scratch, member.name()),
              cache.folder().resolve(member.name()),
              StandardCopyOption.REPLACE_EXISTING);
        }
      } finally {
        remove(scratch);
      }
      for (RemoteFile member : members) {
        if (!cache.holds(member)) {
          throw new IOException(member.name() + " in it has another checksum than expected");
        }
      }
      Files.delete(packed);
    } catch (IOException e) {
      throw new DataException(
          packed + " cannot be unpacked: " + e.getMessage() + "; is there enough space?", e);
    }
  }

  private static Path find(Path folder, String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> Folders.name(file).equals(name))
          .findFirst()
          .orElseThrow(() -> new IOException("it has no " + name));
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
