package io.github.lfp4j.datasets.cache;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Reads files that may or may not be compressed, judging by their first bytes. */
public final class Gzip {

  private static final int BUFFER = 1 << 16;
  private static final int FIRST = 0x1f;
  private static final int SECOND = 0x8b;

  private Gzip() {}

  /**
   * Opens a file for reading its content, unpacked if the file is gzipped.
   *
   * @throws java.util.zip.ZipException here or while reading if the archive is damaged
   * @throws java.io.EOFException here or while reading if the archive is cut off
   * @throws IOException if the file cannot be read
   */
  public static InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      return packed(raw) ? new GZIPInputStream(raw, BUFFER) : raw;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /** Whether the file is gzipped. */
  public static boolean packed(Path file) throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 2)) {
      return packed(raw);
    }
  }

  private static boolean packed(InputStream raw) throws IOException {
    raw.mark(2);
    boolean packed = raw.read() == FIRST && raw.read() == SECOND;
    raw.reset();
    return packed;
  }
}
