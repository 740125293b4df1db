package io.github.lfp4j.dl4j.golden;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Reads arrays in NumPy's {@code .npy} format: little-endian numbers and booleans in C order. */
final class NpyFile {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

  private NpyFile() {}

  /**
   * Reads a file.
   *
   * @return a new array of 64-bit floating point; a scalar becomes an array of shape [1]
   * @throws IOException if the file cannot be read or is not of the format
   */
  static INDArray read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    String header = header(file, bytes);
    String type = find(TYPE, header, file);
    if (find(FORTRAN, header, file).equals("True")) {
      throw new IOException(file + " is in Fortran order; only C order is read");
    }
    long[] shape =
        Arrays.stream(find(SHAPE, header, file).split(","))
            .map(String::trim)
            .filter(n -> !n.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (length * width(type, file) != bytes.remaining()) {
      throw new IOException(
          file + " has " + bytes.remaining() + " bytes of numbers, not those of its shape");
    }
    double[] values = new double[(int) length];
    for (int i = 0; i < values.length; i++) {
      values[i] = next(bytes, type);
    }
    return Nd4j.createFromArray(values).reshape(shape.length == 0 ? new long[] {1} : shape);
  }

  private static String header(Path file, ByteBuffer bytes) throws IOException {
    byte[] magic = new byte[MAGIC.length];
    if (bytes.remaining() < 12) {
      throw new IOException(file + " is too short for an .npy file");
    }
    bytes.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new IOException(file + " is not an .npy file");
    }
    int major = bytes.get();
    bytes.get();
    int length = major == 1 ? Short.toUnsignedInt(bytes.getShort()) : bytes.getInt();
    if (length < 0 || length > bytes.remaining()) {
      throw new IOException(file + " ends within its header");
    }
    byte[] header = new byte[length];
    bytes.get(header);
    return new String(header, StandardCharsets.UTF_8);
  }

  private static String find(Pattern pattern, String header, Path file) throws IOException {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new IOException(file + " has a header without " + pattern.pattern());
    }
    return matcher.group(1);
  }

  private static int width(String type, Path file) throws IOException {
    return switch (type) {
      case "<f8", "<i8" -> 8;
      case "<f4", "<i4" -> 4;
      case "|i1", "|u1", "|b1" -> 1;
      default -> throw new IOException(file + " holds numbers of type " + type);
    };
  }

  private static double next(ByteBuffer bytes, String type) {
    return switch (type) {
      case "<f8" -> bytes.getDouble();
      case "<f4" -> bytes.getFloat();
      case "<i8" -> bytes.getLong();
      case "<i4" -> bytes.getInt();
      case "|i1" -> bytes.get();
      default -> Byte.toUnsignedInt(bytes.get());
    };
  }
}
