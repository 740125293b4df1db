package io.github.lfp4j.pruning.model;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * A zip whose structure has been checked before anything of it is unpacked: see {@link
 * ZipDirectory}, {@link ZipNames}, {@link ZipLayout} and {@link ReadLimits}. What it declares of
 * its sizes is checked again while entries are unpacked.
 *
 * <p>Messages of its exceptions speak of the file as "it".
 */
final class ZipArchive implements Closeable {
  private final FileChannel file;
  private final List<ZipRecord> records;
  private final Map<ZipRecord, Long> data;
  private final UnpackedBytes unpacked;

  private ZipArchive(FileChannel file) throws IOException {
    this.file = file;
    ZipDirectory.Contents contents = ZipDirectory.read(file);
    this.records = List.copyOf(contents.records());
    ZipNames.check(records);
    requireSizes(file.size());
    requireFormat();
    this.data = ZipLayout.check(file, contents);
    this.unpacked = new UnpackedBytes(file.size());
  }

  /**
   * Opens a file and checks its structure.
   *
   * @throws ZipException if it is damaged, cut short, encrypted, or compressed by something else
   *     than deflate
   * @throws UnsafeModelException if it declares more bytes than a model has, or has dangerous names
   */
  static ZipArchive open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new ZipArchive(file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** The declared sizes; a bomb seldom hides its own. */
  private void requireSizes(long fileSize) {
    long total = 0;
    for (ZipRecord entry : records) {
      if (entry.size() > ReadLimits.ENTRY_BYTES) {
        throw new UnsafeModelException(
            "its entry "
                + entry.name()
                + " would unpack to "
                + entry.size()
                + " bytes; no more than "
                + ReadLimits.ENTRY_BYTES
                + " can be read");
      }
      if (entry.size() > (entry.packed() + 1) * ReadLimits.DEFLATE_RATIO) {
        throw new UnsafeModelException(
            "its entry "
                + entry.name()
                + " claims to unpack to "
                + entry.size()
                + " bytes, which "
                + entry.packed()
                + " packed bytes cannot hold");
      }
      total += entry.size();
    }
    UnpackedBytes.require(total, fileSize);
  }

  private void requireFormat() throws ZipException {
    for (ZipRecord entry : records) {
      if (entry.isEncrypted()) {
        throw new ZipException("its entry " + entry.name() + " is encrypted");
      }
      if (entry.method() != ZipRecord.STORED && entry.method() != ZipRecord.DEFLATED) {
        throw new ZipException(
            "its entry "
                + entry.name()
                + " is compressed by method "
                + entry.method()
                + " instead of deflate");
      }
      if (entry.hasStrangeFlags()) {
        throw new ZipException("its entry " + entry.name() + " has flags that are not supported");
      }
      if (entry.method() == ZipRecord.STORED && entry.packed() != entry.size()) {
        throw new ZipException("its entry " + entry.name() + " is stored with two sizes");
      }
    }
  }

  /** The entries, in the order of the directory. */
  List<ZipRecord> records() {
    return records;
  }

  Optional<ZipRecord> find(String name) {
    return records.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /**
   * Unpacks an entry while it is read. At its end, size and CRC have been compared with what the
   * directory says.
   */
  InputStream open(ZipRecord entry) {
    return new ZipEntryStream(file, entry, data.get(entry), unpacked);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
