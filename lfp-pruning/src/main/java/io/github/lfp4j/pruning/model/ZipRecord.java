package io.github.lfp4j.pruning.model;

/**
 * An entry of a zip, as its directory describes it.
 *
 * @param name its name
 * @param flags the general purpose flags
 * @param method 0 for stored, 8 for deflated
 * @param crc the CRC-32 of its content
 * @param packed bytes in the file
 * @param size bytes of its content, which nobody has counted yet
 * @param header where its local header begins
 */
record ZipRecord(
    String name, int flags, int method, long crc, long packed, long size, long header) {
  static final int STORED = 0;
  static final int DEFLATED = 8;

  private static final int ENCRYPTED = 1;
  private static final int DESCRIPTOR = 1 << 3;

  /** The level of compression, a descriptor behind the data, names in UTF-8. */
  private static final int HARMLESS = 0b110 | DESCRIPTOR | 1 << 11;

  boolean isEncrypted() {
    return (flags & ENCRYPTED) != 0;
  }

  /** Whether sizes and CRC follow the content instead of preceding it. */
  boolean hasDescriptor() {
    return (flags & DESCRIPTOR) != 0;
  }

  boolean hasStrangeFlags() {
    return (flags & ~HARMLESS) != 0;
  }
}
