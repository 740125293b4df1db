package io.github.lfp4j.pruning.model;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;

/** Arrays as ND4J's versions wrote them, put together by hand. */
final class ArrayBytes {
  private static final Set<String> NARROW = Set.of("DIRECT", "HEAP", "JAVACPP");

  private ArrayBytes() {}

  /** The header of an array of rank 2 in row order. */
  static byte[] header(
      String shapeMode, String shapeType, long rows, long columns, String mode, String type) {
    long[] shape = {2, rows, columns, 1, 1, 0, 1, 'c'};
    return header(shapeMode, shapeType, shape, mode, rows * columns, type);
  }

  static byte[] header(
      String shapeMode, String shapeType, long[] shape, String mode, long length, String type) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      begin(out, shapeMode, shape.length, shapeType);
      for (long number : shape) {
        if (shapeType.equals("LONG")) {
          out.writeLong(number);
        } else {
          out.writeInt((int) number);
        }
      }
      begin(out, mode, length, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void begin(DataOutputStream out, String mode, long length, String type)
      throws IOException {
    out.writeUTF(mode);
    if (NARROW.contains(mode)) {
      out.writeInt((int) length);
    } else {
      out.writeLong(length);
    }
    out.writeUTF(type);
  }

  static byte[] with(byte[] header, float... numbers) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(header);
      for (float number : numbers) {
        out.writeFloat(number);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
