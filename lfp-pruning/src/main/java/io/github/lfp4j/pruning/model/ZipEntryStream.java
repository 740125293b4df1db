package io.github.lfp4j.pruning.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The content of an entry. It gives no more bytes than the entry's declared size, and ends only if
 * there are exactly as many, with the declared CRC, and all packed bytes were needed for them.
 *
 * <p>Closing it leaves the file open.
 */
final class ZipEntryStream extends InputStream {
  private static final int BLOCK = 1 << 16;

  private final FileChannel file;
  private final ZipRecord entry;
  private final UnpackedBytes unpacked;
  private final CRC32 crc = new CRC32();
  private final Inflater inflater;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK).limit(0);
  private long position;
  private final long end;
  private long count;
  private boolean done;

  ZipEntryStream(FileChannel file, ZipRecord entry, long begin, UnpackedBytes unpacked) {
    this.file = file;
    this.entry = entry;
    this.unpacked = unpacked;
    this.position = begin;
    this.end = begin + entry.packed();
    this.inflater = entry.method() == ZipRecord.DEFLATED ? new Inflater(true) : null;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (done) {
      return -1;
    }
    int read = inflater == null ? stored(bytes, offset, length) : inflated(bytes, offset, length);
    if (read < 0) {
      finish();
      return -1;
    }
    count += read;
    unpacked.add(read);
    if (count > entry.size()) {
      unpackRest();
    }
    crc.update(bytes, offset, read);
    return read;
  }

  /**
   * There is more than was claimed: a bomb if it does not end before the limits, else damage.
   *
   * @throws ZipException in any case but that of a bomb
   */
  private void unpackRest() throws IOException {
    byte[] rest = new byte[BLOCK];
    for (int read = inflated(rest, 0, BLOCK); read >= 0; read = inflated(rest, 0, BLOCK)) {
      count += read;
      unpacked.add(read);
    }
    throw damaged("it has " + count + " bytes instead of " + entry.size(), null);
  }

  private int stored(byte[] bytes, int offset, int length) throws IOException {
    if (!block.hasRemaining() && !fill()) {
      return -1;
    }
    int read = Math.min(length, block.remaining());
    block.get(bytes, offset, read);
    return read;
  }

  private int inflated(byte[] bytes, int offset, int length) throws IOException {
    try {
      while (true) {
        int read = inflater.inflate(bytes, offset, length);
        if (read > 0) {
          return read;
        }
        if (inflater.finished()) {
          return -1;
        }
        if (inflater.needsDictionary()) {
          throw damaged("it asks for a dictionary", null);
        }
        if (inflater.needsInput()) {
          if (!fill()) {
            throw damaged("it is cut short", null);
          }
          inflater.setInput(block);
        }
      }
    } catch (DataFormatException e) {
      throw damaged(e.getMessage(), e);
    }
  }

  /** Reads the next packed bytes; whether there are any. */
  private boolean fill() throws IOException {
    block.clear().limit((int) Math.min(BLOCK, end - position));
    while (block.hasRemaining()) {
      int read = file.read(block, position);
      if (read < 0) {
        throw damaged("the file ended while it was read", null);
      }
      position += read;
    }
    block.flip();
    return block.hasRemaining();
  }

  private void finish() throws ZipException {
    done = true;
    if (position < end || block.hasRemaining()) {
      throw damaged("it is followed by bytes that belong to nothing", null);
    }
    if (count != entry.size()) {
      throw damaged("it has " + count + " bytes instead of " + entry.size(), null);
    }
    if (crc.getValue() != entry.crc()) {
      throw damaged("its CRC is wrong", null);
    }
  }

  private ZipException damaged(String reason, Throwable cause) {
    ZipException damaged =
        new ZipException("the entry " + entry.name() + " cannot be unpacked: " + reason);
    damaged.initCause(cause);
    return damaged;
  }

  @Override
  public void close() {
    if (inflater != null) {
      inflater.end();
    }
    done = true;
  }
}
