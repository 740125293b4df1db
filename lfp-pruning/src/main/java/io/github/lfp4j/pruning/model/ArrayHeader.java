package io.github.lfp4j.pruning.model;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Set;
import java.util.zip.ZipException;
import org.nd4j.linalg.api.buffer.DataBuffer.AllocationMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.shape.options.ArrayOptionsHelper;
import org.nd4j.linalg.exception.ND4JUnknownDataTypeException;

/**
 * What comes before the numbers of an array that ND4J wrote: its shape, as an array of whole
 * numbers, and then mode, length and data type of the numbers.
 *
 * <p>An array begins with the name of an allocation mode, a length, and the name of a data type.
 * The modes {@code DIRECT}, {@code HEAP} and {@code JAVACPP} (until 1.0.0-alpha) have a length of
 * 32 bits, {@code LONG_SHAPE} and {@code MIXED_DATA_TYPES} (since) one of 64 bits. The shape of an
 * array of rank r is {@code r, r sizes, r strides, options, element-wise stride, order}; since
 * 1.0.0-beta4 the options name the data type once more. Parameters and updater states are row
 * vectors.
 *
 * @param mode how the numbers are written
 * @param length how many there are, at least 1
 * @param type what they are
 * @param bytes how many bytes the header has
 */
record ArrayHeader(AllocationMode mode, long length, DataType type, long bytes) {
  private static final Set<DataType> NUMBERS =
      Set.of(DataType.FLOAT, DataType.DOUBLE, DataType.FLOAT16, DataType.BFLOAT16);
  private static final Set<String> WIDE = Set.of("LONG_SHAPE", "MIXED_DATA_TYPES");
  private static final int HIGHEST_RANK = 2;
  private static final int LONGEST_NAME = 32;

  /** Begin of the shape or of the numbers. */
  private record Begin(AllocationMode mode, long length, DataType type, long bytes) {}

  /**
   * Reads a header.
   *
   * @throws ZipException if it is none, or none of a row vector of floating point numbers
   * @throws IOException if the stream fails or ends
   */
  static ArrayHeader read(DataInputStream in) throws IOException {
    Begin shape = begin(in);
    boolean wide = shape.type == DataType.INT64;
    if (!wide && shape.type != DataType.INT32) {
      throw new ZipException("its shape consists of " + shape.type + " instead of whole numbers");
    }
    long[] numbers = shape(in, shape.length, wide);
    Begin data = begin(in);
    if (!NUMBERS.contains(data.type)) {
      throw new ZipException(
          "it holds numbers of the type " + data.type + "; parameters are FLOAT, DOUBLE or HALF");
    }
    requireRow(numbers, data);
    requireOptions(numbers, shape.mode, data.type);
    long bytes = shape.bytes + shape.length * (wide ? Long.BYTES : Integer.BYTES) + data.bytes;
    return new ArrayHeader(data.mode, data.length, data.type, bytes);
  }

  private static Begin begin(DataInputStream in) throws IOException {
    String mode = name(in);
    AllocationMode known;
    try {
      known = AllocationMode.valueOf(mode);
    } catch (IllegalArgumentException e) {
      throw new ZipException("it does not begin as an array of ND4J's");
    }
    boolean wide = WIDE.contains(mode);
    long length = wide ? in.readLong() : in.readInt();
    String type = name(in);
    try {
      int bytes = 2 + mode.length() + (wide ? Long.BYTES : Integer.BYTES) + 2 + type.length();
      return new Begin(known, length, DataType.valueOf(type), bytes);
    } catch (IllegalArgumentException e) {
      throw new ZipException("it names a data type that ND4J does not know");
    }
  }

  /** A short name in capitals, as {@link DataInputStream#readUTF} would read it. */
  private static String name(DataInputStream in) throws IOException {
    int length = in.readUnsignedShort();
    if (length == 0 || length > LONGEST_NAME) {
      throw new ZipException("it does not begin as an array of ND4J's");
    }
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int c = in.readUnsignedByte();
      if ((c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_') {
        throw new ZipException("it does not begin as an array of ND4J's");
      }
      name.append((char) c);
    }
    return name.toString();
  }

  private static long[] shape(DataInputStream in, long length, boolean wide) throws IOException {
    if (length < 4 || length > 4 + 2 * HIGHEST_RANK || length % 2 != 0) {
      throw new ZipException("its shape has " + length + " numbers, but that of a row vector 8");
    }
    long[] numbers = new long[(int) length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = wide ? in.readLong() : in.readInt();
    }
    if (numbers[0] * 2 + 4 != length) {
      throw new ZipException("its shape contradicts itself");
    }
    return numbers;
  }

  private static void requireRow(long[] shape, Begin data) throws ZipException {
    int rank = (int) shape[0];
    long elements = 1;
    for (int i = 1; i <= rank; i++) {
      long size = shape[i];
      if (size < 1 || (elements != 1 && size != 1)) {
        throw new ZipException("it is not a row of numbers");
      }
      elements *= size;
      if (size != 1 && shape[rank + i] != 1) {
        throw new ZipException("its numbers do not lie side by side");
      }
    }
    if (elements != data.length) {
      throw new ZipException(
          "its shape has " + elements + " numbers, but " + data.length + " are said to follow");
    }
  }

  private static void requireOptions(long[] shape, AllocationMode mode, DataType type)
      throws ZipException {
    long order = shape[shape.length - 1];
    if (order != 'c' && order != 'f') {
      throw new ZipException("the order of its numbers is neither c nor f");
    }
    if (mode == AllocationMode.MIXED_DATA_TYPES && !named(shape, type).equals(type)) {
      throw new ZipException("its shape and its numbers are of different types");
    }
  }

  /** The type that the options name; in early versions none, which leaves the numbers' own. */
  private static DataType named(long[] shape, DataType own) {
    try {
      return ArrayOptionsHelper.dataType(shape[shape.length - 3]);
    } catch (ND4JUnknownDataTypeException e) {
      return own;
    }
  }
}
