package io.github.lfp4j.pruning.model;

/** Counts what has been unpacked from one file, so that a bomb is noticed before it is done. */
final class UnpackedBytes {
  private final long fileSize;
  private long count;

  UnpackedBytes(long fileSize) {
    this.fileSize = fileSize;
  }

  /**
   * Counts more bytes.
   *
   * @throws UnsafeModelException if they are more than a file of this size may have
   */
  void add(int bytes) {
    count += bytes;
    require(count, fileSize);
  }

  /**
   * Checks a number of bytes.
   *
   * @throws UnsafeModelException if it is more than a file of this size may have
   */
  static void require(long bytes, long fileSize) {
    if (bytes > ReadLimits.unpackedBytes(fileSize)) {
      throw new UnsafeModelException(
          "it would unpack from "
              + fileSize
              + " to more than "
              + ReadLimits.unpackedBytes(fileSize)
              + " bytes, as only a zip bomb does");
    }
  }
}
