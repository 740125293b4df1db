package io.github.lfp4j.pruning.accumulation;

import io.github.lfp4j.pruning.PruningException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How an accumulation is stored. All numbers are big-endian:
 *
 * <pre>
 * int     0x4c465041 ("LFPA")
 * int     version, 1
 * byte[]  SHA-256 of the network and of what is accumulated, 32 bytes
 * long    number of examples
 * int     number of sums, each:
 *           int     layer
 *           short   length of the name in bytes, then the name in UTF-8
 *           byte    4 for float32, 8 for float64
 *           byte    rank, then as many longs: the shape
 *           numbers in row order, bit for bit
 * long    CRC-32 of all before
 * </pre>
 *
 * <p>A reader trusts nothing: whatever is declared is checked against the limits of the network
 * before memory is taken for it, and no Java object is ever deserialised.
 */
final class AccumulationFormat {

  private static final int MAGIC = 0x4c465041;
  private static final int VERSION = 1;
  private static final int LONGEST_NAME = 100;
  private static final int HIGHEST_RANK = 8;
  private static final int PIECE = 8192;
  private static final String DAMAGED =
      "this is not a complete accumulation; it is damaged or another kind of file: ";

  private AccumulationFormat() {}

  /**
   * What an accumulation of a network can hold at most.
   *
   * @param layers how many layers there are
   * @param sums how many sums of a layer
   * @param numbers how many numbers in a sum
   */
  record Limits(int layers, int sums, long numbers) {}

  static void write(Accumulation accumulation, byte[] fingerprint, OutputStream target)
      throws IOException {
    CheckedOutputStream checked = new CheckedOutputStream(target, new CRC32());
    DataOutputStream out = new DataOutputStream(checked);
    out.writeInt(MAGIC);
    out.writeInt(VERSION);
    out.write(fingerprint);
    out.writeLong(accumulation.examples());
    out.writeInt(accumulation.sums().size());
    for (Map.Entry<Accumulation.Key, INDArray> entry : accumulation.sums().entrySet()) {
      out.writeInt(entry.getKey().layer());
      byte[] name = entry.getKey().name().getBytes(StandardCharsets.UTF_8);
      out.writeShort(name.length);
      out.write(name);
      writeArray(entry.getValue(), out);
    }
    out.flush();
    out.writeLong(checked.getChecksum().getValue());
    out.flush();
  }

  private static void writeArray(INDArray sum, DataOutputStream out) throws IOException {
    INDArray inRows = sum.dup('c');
    boolean isDouble = sum.dataType() == DataType.DOUBLE;
    out.writeByte(isDouble ? Double.BYTES : Float.BYTES);
    out.writeByte(sum.rank());
    for (long size : sum.shape()) {
      out.writeLong(size);
    }
    for (long i = 0; i < inRows.length(); i++) {
      if (isDouble) {
        out.writeDouble(inRows.data().getDouble(i));
      } else {
        out.writeFloat(inRows.data().getFloat(i));
      }
    }
  }

  /**
   * @throws PruningException if the stream does not hold an accumulation with this fingerprint
   * @throws IOException if the stream fails
   */
  static Accumulation read(InputStream source, byte[] fingerprint, Limits limits)
      throws IOException {
    CheckedInputStream checked = new CheckedInputStream(source, new CRC32());
    DataInputStream in = new DataInputStream(checked);
    try {
      Accumulation result = readContents(in, fingerprint, limits);
      long expected = checked.getChecksum().getValue();
      require(in.readLong() == expected, "its checksum is wrong");
      require(in.read() < 0, "something follows its end");
      return result;
    } catch (EOFException e) {
      throw new PruningException(DAMAGED + "it ends too early", e);
    }
  }

  private static Accumulation readContents(DataInputStream in, byte[] fingerprint, Limits limits)
      throws IOException {
    require(in.readInt() == MAGIC, "it does not begin as one");
    int version = in.readInt();
    if (version != VERSION) {
      throw new PruningException(
          "an accumulation of format "
              + version
              + " cannot be read by this version, which knows format "
              + VERSION);
    }
    byte[] stored = new byte[fingerprint.length];
    in.readFully(stored);
    if (!Arrays.equals(stored, fingerprint)) {
      throw new PruningException(
          "what was accumulated belongs to another network, or was accumulated in another way;"
              + " go on with the network, criterion and rules that it was begun with");
    }
    Accumulation result = new Accumulation();
    long examples = in.readLong();
    require(examples >= 0, "its number of examples is negative");
    result.count(examples);
    int count = in.readInt();
    require(
        count >= 0 && count <= (long) limits.layers() * limits.sums(),
        "it cannot have " + count + " sums");
    for (int i = 0; i < count; i++) {
      int layer = in.readInt();
      require(layer >= 0 && layer < limits.layers(), "there is no layer " + layer);
      String name = readName(in);
      require(
          !result.sums().containsKey(new Accumulation.Key(layer, name)), "a sum is there twice");
      result.add(layer, name, readArray(in, limits.numbers()));
    }
    return result;
  }

  private static String readName(DataInputStream in) throws IOException {
    int length = in.readUnsignedShort();
    require(length <= LONGEST_NAME, "a name of " + length + " bytes is too long");
    byte[] name = new byte[length];
    in.readFully(name);
    return new String(name, StandardCharsets.UTF_8);
  }

  private static INDArray readArray(DataInputStream in, long limit) throws IOException {
    int width = in.readByte();
    require(width == Float.BYTES || width == Double.BYTES, "a number cannot have its width");
    int rank = in.readByte();
    require(rank >= 0 && rank <= HIGHEST_RANK, "an array cannot have rank " + rank);
    long[] shape = new long[rank];
    long length = 1;
    for (int axis = 0; axis < rank; axis++) {
      shape[axis] = in.readLong();
      require(
          shape[axis] >= 1 && shape[axis] <= limit / length,
          "a sum has more numbers than the network allows");
      length *= shape[axis];
    }
    boolean isDouble = width == Double.BYTES;
    // In pieces: memory is only taken for what is really there.
    java.util.List<byte[]> pieces = new java.util.ArrayList<>();
    for (long left = length * width; left > 0; left -= PIECE) {
      byte[] piece = new byte[(int) Math.min(left, PIECE)];
      in.readFully(piece);
      pieces.add(piece);
    }
    INDArray array =
        Nd4j.createUninitialized(isDouble ? DataType.DOUBLE : DataType.FLOAT, shape, 'c');
    long next = 0;
    for (byte[] piece : pieces) {
      ByteBuffer numbers = ByteBuffer.wrap(piece);
      while (numbers.hasRemaining()) {
        if (isDouble) {
          array.data().put(next++, numbers.getDouble());
        } else {
          array.data().put(next++, numbers.getFloat());
        }
      }
    }
    return array;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new PruningException(DAMAGED + otherwise);
    }
  }
}
