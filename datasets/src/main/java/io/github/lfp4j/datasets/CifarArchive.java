package io.github.lfp4j.datasets;

import io.github.lfp4j.datasets.cache.DataCache;
import io.github.lfp4j.datasets.cache.Gzip;
import io.github.lfp4j.datasets.cache.RemoteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

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
      unpack(packed, cache.folder());
      for (RemoteFile member : members) {
        if (!cache.holds(member)) {
          throw new IOException("it has no undamaged " + member.name());
        }
      }
      Files.delete(packed);
    } catch (IOException e) {
      throw new DataException(
          packed
              + " cannot be unpacked ("
              + e.getMessage()
              + "): check the space on the disk and repeat.",
          e);
    }
  }

  // Only what is wanted, by its bare name, wherever in the archive it is.
  private void unpack(Path packed, Path folder) throws IOException {
    List<String> wanted = members.stream().map(RemoteFile::name).toList();
    try (TarArchiveInputStream tar = new TarArchiveInputStream(Gzip.open(packed))) {
      for (ArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        if (!entry.isDirectory() && wanted.contains(name)) {
          Path scratch = Files.createTempFile(folder, name, ".part");
          try {
            Files.copy(tar, scratch, StandardCopyOption.REPLACE_EXISTING);
            Files.move(scratch, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
          } finally {
            Files.deleteIfExists(scratch);
          }
        }
      }
    }
  }
}
