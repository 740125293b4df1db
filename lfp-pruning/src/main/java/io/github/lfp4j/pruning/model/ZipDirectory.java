package io.github.lfp4j.pruning.model;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;

/**
 * Reads the directory at the end of a zip (PKWARE's APPNOTE 6.3, sections 4.3.12 and 4.3.16). It
 * accepts what Deeplearning4j and common tools write, and no more: nothing may follow the end, and
 * sizes are in the old format of 32 bits, which holds all that Deeplearning4j can read.
 */
final class ZipDirectory {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int ENTRY_SIGNATURE = 0x02014b50;
  private static final int ENTRY_LENGTH = 46;
  private static final long IN_ZIP64 = 0xffffffffL;

  /**
   * What was found.
   *
   * @param records the entries, in the order of the directory
   * @param begin where the directory begins and the entries' data must end
   */
  record Contents(List<ZipRecord> records, long begin) {}

  private ZipDirectory() {}

  /**
   * Reads the directory; entries' names and data are not looked at.
   *
   * @throws ZipException if there is none, or it is damaged
   * @throws UnsafeModelException if it has more entries than a model
   */
  static Contents read(FileChannel file) throws IOException {
    ByteBuffer end = end(file);
    int count = unsigned16(end, 10);
    long length = unsigned32(end, 12);
    long begin = unsigned32(end, 16);
    if (begin == IN_ZIP64 || length == IN_ZIP64) {
      throw new ZipException("it is in the format ZIP64, which Deeplearning4j cannot read");
    }
    if (unsigned32(end, 4) != 0 || unsigned16(end, 8) != count) {
      throw new ZipException("its directory says that there are more parts of it");
    }
    if (begin + length != file.size() - END_LENGTH) {
      throw new ZipException("its directory is not where its end says");
    }
    if (count > ReadLimits.ENTRIES || length > ReadLimits.DIRECTORY_BYTES) {
      throw new UnsafeModelException(
          "it holds " + count + " entries, but a model has no more than " + ReadLimits.ENTRIES);
    }
    ByteBuffer directory = read(file, begin, (int) length);
    List<ZipRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(next(directory));
    }
    if (directory.hasRemaining()) {
      throw new ZipException("its directory is longer than its entries");
    }
    return new Contents(records, begin);
  }

  /** The record at the very end. */
  private static ByteBuffer end(FileChannel file) throws IOException {
    if (file.size() < END_LENGTH) {
      throw new ZipException("its directory is missing");
    }
    ByteBuffer end = read(file, file.size() - END_LENGTH, END_LENGTH);
    if (end.getInt(0) == END_SIGNATURE && unsigned16(end, 20) == 0) {
      return end;
    }
    int length = (int) Math.min(file.size(), END_LENGTH + LONGEST_COMMENT);
    ByteBuffer tail = read(file, file.size() - length, length);
    for (int i = length - END_LENGTH; i >= 0; i--) {
      if (tail.getInt(i) == END_SIGNATURE) {
        throw new ZipException((length - END_LENGTH - i) + " bytes follow its end");
      }
    }
    throw new ZipException("its directory is missing");
  }

  private static ZipRecord next(ByteBuffer directory) throws ZipException {
    if (directory.remaining() < ENTRY_LENGTH) {
      throw new ZipException("its directory is cut short");
    }
    ByteBuffer fixed = slice(directory, ENTRY_LENGTH);
    if (fixed.getInt(0) != ENTRY_SIGNATURE) {
      throw new ZipException("its directory is damaged");
    }
    int nameLength = unsigned16(fixed, 28);
    int otherLength = unsigned16(fixed, 30) + unsigned16(fixed, 32);
    if (directory.remaining() < nameLength + otherLength) {
      throw new ZipException("its directory is cut short");
    }
    String name = name(slice(directory, nameLength));
    slice(directory, otherLength);
    return new ZipRecord(
        name,
        unsigned16(fixed, 8),
        unsigned16(fixed, 10),
        unsigned32(fixed, 16),
        unsigned32(fixed, 20),
        unsigned32(fixed, 24),
        unsigned32(fixed, 42));
  }

  /** A name in UTF-8, which ASCII is part of. */
  static String name(ByteBuffer bytes) throws ZipException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new ZipException("the name of an entry is not in UTF-8");
    }
  }

  /** Bytes of a file in little-endian order. */
  static ByteBuffer read(FileChannel file, long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException("it ended while it was read");
      }
    }
    return bytes.flip();
  }

  private static ByteBuffer slice(ByteBuffer from, int length) {
    ByteBuffer slice = from.slice(from.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    from.position(from.position() + length);
    return slice;
  }

  static int unsigned16(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }

  static long unsigned32(ByteBuffer bytes, int at) {
    return Integer.toUnsignedLong(bytes.getInt(at));
  }
}
