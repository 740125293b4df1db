package io.github.lfp4j.datasets.cache;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipException;

/**
 * A published file.
 *
 * @param name what it is called in the cache
 * @param addresses where it can be had, tried in this order
 * @param contentBytes the size of what the checksum covers
 * @param sha256 checksum in hexadecimal digits
 * @param unpacked whether size and checksum are those of the content of a gzip archive: archives of
 *     equal content differ from one program that packed them to another
 */
public record RemoteFile(
    String name, List<URI> addresses, long contentBytes, String sha256, boolean unpacked) {

  /** An archive that does not shrink its content grows it by less than this. */
  private static final long PACKING_OVERHEAD = 1 << 16;

  public RemoteFile {
    addresses = List.copyOf(addresses);
  }

  /** No correct download of this file is larger, in bytes. */
  long mostBytes() {
    return unpacked ? contentBytes + PACKING_OVERHEAD : contentBytes;
  }

  /**
   * Whether a file has the published content. A damaged archive has not.
   *
   * @throws IOException if the file cannot be read at all
   */
  boolean matches(Path file) throws IOException {
    if (!unpacked && Files.size(file) != contentBytes) {
      return false;
    }
    MessageDigest digest = newDigest();
    byte[] buffer = new byte[1 << 16];
    long bytes = 0;
    try (InputStream content = unpacked ? Gzip.open(file) : Files.newInputStream(file)) {
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        bytes += read;
        if (bytes > contentBytes) {
          return false;
        }
        digest.update(buffer, 0, read);
      }
    } catch (EOFException | ZipException e) {
      return false;
    }
    return HexFormat.of().formatHex(digest.digest()).equals(sha256);
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
