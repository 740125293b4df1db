package io.github.lfp4j.pruning.model;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.ZipException;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.compression.CompressedDataBuffer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An entry that holds an array. Its header is read first, so that who knows how many numbers there
 * must be can refuse it before memory is allocated.
 */
final class ArrayEntry implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final String name;
  private final DataInputStream in;
  private final ArrayHeader header;

  private ArrayEntry(String name, DataInputStream in, ArrayHeader header) {
    this.name = name;
    this.in = in;
    this.header = header;
  }

  /**
   * Reads the header.
   *
   * @throws ZipException if there is none, or the entry's size is not what the header asks for
   */
  static ArrayEntry open(ZipArchive zip, ZipRecord entry) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(zip.open(entry), BUFFER));
    try {
      ArrayHeader header = ArrayHeader.read(in);
      long expected = header.bytes() + header.length() * header.type().width();
      if (entry.size() != expected) {
        throw new ZipException(
            "it has " + entry.size() + " bytes, but its header asks for " + expected);
      }
      return new ArrayEntry(entry.name(), in, header);
    } catch (IOException e) {
      in.close();
      throw damaged(entry.name(), e);
    } catch (RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** How many numbers it has. */
  long length() {
    return header.length();
  }

  /** How many bytes they take in memory. */
  long bytes() {
    return header.length() * header.type().width();
  }

  /**
   * Reads the numbers.
   *
   * @return a row vector [1, n]
   * @throws ZipException if the entry is damaged
   */
  INDArray read() throws IOException {
    try {
      DataBuffer numbers =
          CompressedDataBuffer.readUnknown(in, header.mode(), header.length(), header.type());
      if (in.read() >= 0) {
        throw new ZipException("bytes follow the array");
      }
      return Nd4j.create(numbers, 1, header.length());
    } catch (IOException e) {
      throw damaged(name, e);
    } catch (RuntimeException e) {
      // ND4J wraps what the stream throws.
      for (Throwable t = e; t != null; t = t.getCause()) {
        if (t instanceof IOException io) {
          throw damaged(name, io);
        }
        if (t instanceof UnsafeModelException unsafe) {
          throw unsafe;
        }
      }
      throw e;
    }
  }

  private static ZipException damaged(String name, IOException e) {
    String reason =
        e instanceof EOFException
            ? "it ends before its numbers do"
            : String.valueOf(e.getMessage());
    ZipException damaged = new ZipException("the array in " + name + " cannot be read: " + reason);
    damaged.initCause(e);
    return damaged;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
