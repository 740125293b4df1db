package io.github.lfp4j.pruning.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** A zip put together byte by byte, so that any part of it can be wrong. */
final class RawZip {
  private final List<Entry> entries = new ArrayList<>();
  private byte[] between = {};
  private byte[] before = {};
  private byte[] after = {};
  private int declaredEntries = -1;
  private boolean withoutDirectory;

  /** What the two headers of an entry say; at first the truth. */
  static final class Entry {
    final byte[] packed;
    String name;
    String localName;
    int flags;
    int method = ZipRecord.DEFLATED;
    int localMethod = ZipRecord.DEFLATED;
    long crc;
    long packedSize;
    long size;
    long localSize;
    int offset = -1;

    private Entry(String name, byte[] content, byte[] packed) {
      this.name = name;
      this.localName = name;
      this.packed = packed;
      CRC32 crc32 = new CRC32();
      crc32.update(content);
      this.crc = crc32.getValue();
      this.packedSize = packed.length;
      this.size = content.length;
      this.localSize = content.length;
    }
  }

  /** Adds an entry, which may then be changed. */
  Entry add(String name, byte[] content) {
    Entry entry = new Entry(name, content, deflated(content));
    entries.add(entry);
    return entry;
  }

  /** Adds an entry whose packed bytes are given. */
  Entry addPacked(String name, byte[] packed, long size) {
    Entry entry = new Entry(name, new byte[0], packed);
    entry.size = size;
    entry.localSize = size;
    entries.add(entry);
    return entry;
  }

  RawZip between(byte... bytes) {
    between = bytes.clone();
    return this;
  }

  RawZip before(byte... bytes) {
    before = bytes.clone();
    return this;
  }

  RawZip after(byte... bytes) {
    after = bytes.clone();
    return this;
  }

  RawZip declaring(int count) {
    declaredEntries = count;
    return this;
  }

  RawZip withoutDirectory() {
    withoutDirectory = true;
    return this;
  }

  Path write(Path file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(before);
    List<byte[]> directory = new ArrayList<>();
    for (Entry entry : entries) {
      int offset = out.size();
      byte[] localName = entry.localName.getBytes(StandardCharsets.UTF_8);
      byte[] local = new byte[30 + localName.length];
      ByteBuffer header = little(local);
      header.putInt(0x04034b50).putShort((short) 20).putShort((short) entry.flags);
      header.putShort((short) entry.localMethod).putInt(0).putInt((int) entry.crc);
      header.putInt((int) entry.packedSize).putInt((int) entry.localSize);
      header.putShort((short) localName.length).putShort((short) 0).put(localName);
      out.write(local);
      out.write(entry.packed);
      out.write(between);
      byte[] name = entry.name.getBytes(StandardCharsets.UTF_8);
      byte[] record = new byte[46 + name.length];
      ByteBuffer central = little(record);
      central.putInt(0x02014b50).putShort((short) 20).putShort((short) 20);
      central.putShort((short) entry.flags).putShort((short) entry.method).putInt(0);
      central.putInt((int) entry.crc).putInt((int) entry.packedSize).putInt((int) entry.size);
      central.putShort((short) name.length).putInt(0).putShort((short) 0).putShort((short) 0);
      central.putInt(0).putInt(entry.offset < 0 ? offset : entry.offset).put(name);
      directory.add(record);
    }
    if (!withoutDirectory) {
      int begin = out.size();
      for (byte[] record : directory) {
        out.write(record);
      }
      int count = declaredEntries < 0 ? entries.size() : declaredEntries;
      byte[] last = new byte[22];
      ByteBuffer end = little(last);
      end.putInt(0x06054b50).putInt(0).putShort((short) count).putShort((short) count);
      end.putInt(out.size() - begin).putInt(begin).putShort((short) 0);
      out.write(last);
    }
    out.write(after);
    return Files.write(file, out.toByteArray());
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static byte[] deflated(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try (DeflaterOutputStream stream = new DeflaterOutputStream(out, deflater)) {
      stream.write(content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }

  /** Many zeros, packed, without ever being in memory unpacked. */
  static byte[] deflatedZeros(long count) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    byte[] block = new byte[1 << 20];
    try (DeflaterOutputStream stream = new DeflaterOutputStream(out, deflater)) {
      for (long left = count; left > 0; left -= block.length) {
        stream.write(block, 0, (int) Math.min(left, block.length));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }
}
