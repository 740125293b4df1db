package io.github.lfp4j.dl4j.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class NpyFileTest {

  @TempDir private Path folder;

  private Path write(int version, String header, ByteBuffer numbers) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes =
        ByteBuffer.allocate(12 + text.length + numbers.capacity()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    bytes.put((byte) version).put((byte) 0);
    if (version == 1) {
      bytes.putShort((short) text.length);
    } else {
      bytes.putInt(text.length);
    }
    bytes.put(text).put(numbers.flip()).flip();
    byte[] content = new byte[bytes.limit()];
    bytes.get(content);
    return Files.write(folder.resolve("numbers.npy"), content);
  }

  private static String header(String type, String shape) {
    return "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }\n";
  }

  private static ByteBuffer floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void readsFloatsInOrder(int version) throws IOException {
    INDArray read =
        NpyFile.read(write(version, header("<f4", "2, 3"), floats(1, -2, 3, 0.5f, 5, 6)));
    assertThat(read.dataType()).isEqualTo(DataType.DOUBLE);
    assertThat(read.shape()).containsExactly(2, 3);
    assertThat(read.getDouble(0, 1)).isEqualTo(-2);
    assertThat(read.getDouble(1, 0)).isEqualTo(0.5);
  }

  @Test
  void readsOtherTypes() throws IOException {
    ByteBuffer longs = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    longs.putLong(-7).putLong(1L << 40);
    assertThat(NpyFile.read(write(1, header("<i8", "2,"), longs)).toDoubleVector())
        .containsExactly(-7, 1L << 40);
    ByteBuffer flags = ByteBuffer.allocate(3).put((byte) 1).put((byte) 0).put((byte) 1);
    assertThat(NpyFile.read(write(1, header("|b1", "3,"), flags)).toDoubleVector())
        .containsExactly(1, 0, 1);
    ByteBuffer scalar = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(2.5);
    assertThat(NpyFile.read(write(1, header("<f8", ""), scalar)).toDoubleVector())
        .containsExactly(2.5);
  }

  @Test
  void refusesWhatItCannotRead() throws IOException {
    Path tooFew = write(1, header("<f4", "2, 3"), floats(1, 2));
    assertThatIOException()
        .isThrownBy(() -> NpyFile.read(tooFew))
        .withMessageContaining("8 bytes of numbers, not those of its shape");
    Path complex = write(1, header("<c8", "1,"), floats(1, 2));
    assertThatIOException()
        .isThrownBy(() -> NpyFile.read(complex))
        .withMessageContaining("numbers of type <c8");
    Path fortran = write(1, header("<f4", "1,").replace("False", "True"), floats(1));
    assertThatIOException()
        .isThrownBy(() -> NpyFile.read(fortran))
        .withMessageContaining("only C order is read");
    Path text = Files.writeString(folder.resolve("text.npy"), "this is no array of numbers");
    assertThatIOException()
        .isThrownBy(() -> NpyFile.read(text))
        .withMessageContaining("is not an .npy file");
    Path empty = Files.write(folder.resolve("empty.npy"), new byte[0]);
    assertThatIOException()
        .isThrownBy(() -> NpyFile.read(empty))
        .withMessageContaining("too short");
  }
}
