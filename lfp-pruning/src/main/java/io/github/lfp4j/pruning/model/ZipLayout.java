package io.github.lfp4j.pruning.model;

import static io.github.lfp4j.pruning.model.ZipDirectory.unsigned16;
import static io.github.lfp4j.pruning.model.ZipDirectory.unsigned32;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;

/**
 * Compares a zip's directory with the headers in front of the entries' data (APPNOTE, sections
 * 4.3.7 and 4.3.9). Programs that read a zip from its beginning, as Deeplearning4j does, see only
 * the headers, others only the directory; both must see the same entries, one behind the other,
 * with nothing between or before them.
 */
final class ZipLayout {
  private static final int HEADER_SIGNATURE = 0x04034b50;
  private static final int HEADER_LENGTH = 30;
  private static final int DESCRIPTOR_SIGNATURE = 0x08074b50;
  private static final int DESCRIPTOR_LENGTH = 12;

  private final FileChannel file;
  private final ZipDirectory.Contents contents;

  private ZipLayout(FileChannel file, ZipDirectory.Contents contents) {
    this.file = file;
    this.contents = contents;
  }

  /**
   * Checks that headers and directory agree.
   *
   * @return where the data of each entry begins
   * @throws ZipException if sizes or the order do not fit
   * @throws UnsafeModelException if entries overlap or have two names
   */
  static Map<ZipRecord, Long> check(FileChannel file, ZipDirectory.Contents contents)
      throws IOException {
    return new ZipLayout(file, contents).data();
  }

  private Map<ZipRecord, Long> data() throws IOException {
    List<ZipRecord> inOrder = new ArrayList<>(contents.records());
    inOrder.sort(Comparator.comparingLong(ZipRecord::header));
    Map<ZipRecord, Long> data = new HashMap<>();
    long position = 0;
    for (ZipRecord entry : inOrder) {
      if (entry.header() < position) {
        throw new UnsafeModelException("its entry " + entry.name() + " overlaps another one");
      }
      if (entry.header() > position) {
        throw new ZipException(
            (entry.header() - position) + " bytes before " + entry.name() + " belong to no entry");
      }
      long begin = begin(entry);
      data.put(entry, begin);
      position = begin + entry.packed();
      if (position > contents.begin()) {
        throw new ZipException("the data of " + entry.name() + " reach into its directory");
      }
      if (entry.hasDescriptor()) {
        position += descriptor(entry, position);
      }
    }
    if (position != contents.begin()) {
      throw new ZipException(
          (contents.begin() - position) + " bytes before its directory belong to no entry");
    }
    return data;
  }

  /** Checks the local header. */
  private long begin(ZipRecord entry) throws IOException {
    if (entry.header() + HEADER_LENGTH > contents.begin()) {
      throw new ZipException("the header of " + entry.name() + " is missing");
    }
    ByteBuffer header = ZipDirectory.read(file, entry.header(), HEADER_LENGTH);
    if (header.getInt(0) != HEADER_SIGNATURE) {
      throw new ZipException("the header of " + entry.name() + " is missing");
    }
    int nameLength = unsigned16(header, 26);
    long begin = entry.header() + HEADER_LENGTH + nameLength + unsigned16(header, 28);
    if (begin > contents.begin()) {
      throw new ZipException("the header of " + entry.name() + " reaches into its directory");
    }
    String name =
        ZipDirectory.name(ZipDirectory.read(file, entry.header() + HEADER_LENGTH, nameLength));
    if (!name.equals(entry.name())) {
      throw new UnsafeModelException(
          "its entry " + entry.name() + " has another name in its header, " + ZipNames.shown(name));
    }
    boolean same =
        unsigned16(header, 6) == entry.flags()
            && unsigned16(header, 8) == entry.method()
            && sizesAgree(entry, header);
    if (!same) {
      throw new ZipException(
          "the header of " + entry.name() + " says something else than its directory");
    }
    return begin;
  }

  private static boolean sizesAgree(ZipRecord entry, ByteBuffer header) {
    long crc = unsigned32(header, 14);
    long packed = unsigned32(header, 18);
    long size = unsigned32(header, 22);
    boolean same = crc == entry.crc() && packed == entry.packed() && size == entry.size();
    return same || (entry.hasDescriptor() && crc == 0 && packed == 0 && size == 0);
  }

  /** Checks what follows the data; its signature may be left out. */
  private int descriptor(ZipRecord entry, long position) throws IOException {
    int rest = (int) Math.min(DESCRIPTOR_LENGTH + 4, contents.begin() - position);
    if (rest >= DESCRIPTOR_LENGTH) {
      ByteBuffer bytes = ZipDirectory.read(file, position, rest);
      int at = rest > DESCRIPTOR_LENGTH && bytes.getInt(0) == DESCRIPTOR_SIGNATURE ? 4 : 0;
      if (at + DESCRIPTOR_LENGTH <= rest
          && unsigned32(bytes, at) == entry.crc()
          && unsigned32(bytes, at + 4) == entry.packed()
          && unsigned32(bytes, at + 8) == entry.size()) {
        return at + DESCRIPTOR_LENGTH;
      }
    }
    throw new ZipException(
        "the sizes behind " + entry.name() + " say something else than its directory");
  }
}
