package io.github.lfp4j.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.TinyNetworks;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays of all of ND4J's versions, and what only looks like one. */
class ArrayHeaderTest {
  private static final int FLOAT_BIT = 8192;

  @TempDir private Path folder;

  private static MultiLayerConfiguration configuration() {
    return TinyNetworks.dense().getLayerWiseConfigurations();
  }

  private static ArrayHeader read(byte[] bytes) throws IOException {
    return ArrayHeader.read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  /** ND4J itself reads the same numbers from the same bytes. */
  @ParameterizedTest
  @CsvSource({
    "DIRECT, INT, DIRECT",
    "HEAP, INT, HEAP",
    "JAVACPP, INT, JAVACPP",
    "JAVACPP, LONG, JAVACPP",
    "LONG_SHAPE, LONG, LONG_SHAPE",
    "LONG_SHAPE, LONG, MIXED_DATA_TYPES",
    "MIXED_DATA_TYPES, LONG, MIXED_DATA_TYPES"
  })
  void readsAllVersions(String shapeMode, String shapeType, String mode) throws IOException {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration());
    network.getLayerWiseConfigurations().setDataType(DataType.FLOAT);
    network.init();
    int count = (int) network.numParams();
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i / 7f - 1;
    }
    byte[] header = ArrayBytes.header(shapeMode, shapeType, 1, count, mode, "FLOAT");
    byte[] array = ArrayBytes.with(header, numbers);
    Path file =
        new ModelZip()
            .with(ModelEntries.CONFIGURATION, network.getLayerWiseConfigurations().toJson())
            .with(ModelEntries.PARAMETERS, array)
            .write(folder.resolve("old.zip"));

    INDArray actual = ModelFiles.read(file).params();

    assertThat(read(array).length()).isEqualTo(count);
    assertThat(read(array).bytes()).isEqualTo(header.length);
    assertThat(actual.toFloatVector()).containsExactly(numbers);
    assertThat(Nd4j.read(new ByteArrayInputStream(array)).toFloatVector()).containsExactly(numbers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FLOAT", "DOUBLE", "HALF", "BFLOAT16"})
  void agreesWithWhatNd4jWrites(DataType type) throws IOException {
    byte[] bytes = ModelZip.bytes(Nd4j.ones(type, 1, 9));

    ArrayHeader header = read(bytes);

    assertThat(header.type()).isEqualTo(type);
    assertThat(header.length()).isEqualTo(9);
    assertThat(header.bytes() + 9L * type.width()).isEqualTo(bytes.length);
  }

  private static void assertRefused(byte[] bytes, String words) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(ZipException.class)
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"INT", "LONG", "UTF8", "BOOL", "BYTE", "UBYTE", "COMPRESSED", "UNKNOWN", "SHORT"})
  void otherTypes(String type) {
    assertRefused(
        ArrayBytes.header("JAVACPP", "INT", 1, 3, "JAVACPP", type), "numbers of the type " + type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FLOAT", "COMPRESSED", "BYTE"})
  void shapesOfOtherTypes(String type) {
    assertRefused(ArrayBytes.header("JAVACPP", type, 1, 3, "JAVACPP", "FLOAT"), "its shape");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FLOTA", "float", "", "java.lang.String"})
  void typesThatAreNone(String type) {
    assertThatThrownBy(() -> read(ArrayBytes.header("HEAP", "INT", 1, 3, "HEAP", type)))
        .isInstanceOf(ZipException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAPS", "", "heap", "MIXED-DATA-TYPES"})
  void modesThatAreNone(String mode) {
    assertRefused(
        ArrayBytes.header(mode, "INT", 1, 3, mode, "FLOAT"), "does not begin as an array");
  }

  private static byte[] shaped(String mode, long length, long... shape) {
    return ArrayBytes.header(mode, "LONG", shape, mode, length, "FLOAT");
  }

  @Test
  void shapesThatAreNoRow() {
    String mode = "MIXED_DATA_TYPES";
    assertRefused(shaped(mode, 6, 2, 2, 3, 1, 1, FLOAT_BIT, 1, 'c'), "not a row");
    assertRefused(shaped(mode, 0, 2, 1, 0, 1, 1, FLOAT_BIT, 1, 'c'), "not a row");
    assertRefused(shaped(mode, -3, 2, 1, -3, 1, 1, FLOAT_BIT, 1, 'c'), "not a row");
    assertRefused(
        shaped(mode, 6, 3, 1, 1, 6, 6, 6, 1, FLOAT_BIT, 1, 'c'), "its shape has 10 numbers");
    assertRefused(shaped(mode, 6, 3, 1, 6, 1, 1, FLOAT_BIT, 1, 'c'), "contradicts itself");
    assertRefused(shaped(mode, 6, 2, 1, 6, 1, 1 << 20, FLOAT_BIT, 1, 'c'), "side by side");
    assertRefused(shaped(mode, 6, 2, 1, 6, 1, -1, FLOAT_BIT, 1, 'c'), "side by side");
    assertRefused(shaped(mode, 6, 2, 1, 6, 1, 1, FLOAT_BIT, 1, 'x'), "neither c nor f");
    assertRefused(shaped(mode, 6, 2, 1, 6, 1, 1, FLOAT_BIT << 1, 1, 'c'), "different types");
    assertRefused(shaped(mode, 6, 2, 1, 6, 1, 1, 4, 1, 'c'), "different types");
    assertRefused(shaped(mode, 7, 2, 1, 6, 1, 1, FLOAT_BIT, 1, 'c'), "6 numbers, but 7");
    assertRefused(
        shaped(mode, 1L << 33, 2, 1L << 32, 2, 1, 1, FLOAT_BIT, 1, 'c'), "not a row of numbers");
    assertRefused(shaped(mode, Long.MIN_VALUE, 2, 1, 6, 1, 1, FLOAT_BIT, 1, 'c'), "6 numbers, but");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 7, 10, 20, 41, 47, 60, 66})
  void cutShort(int length) {
    byte[] header = ArrayBytes.header("JAVACPP", "INT", 1, 3, "JAVACPP", "FLOAT");
    assertThat(header.length).isGreaterThan(66);

    assertThatThrownBy(() -> read(Arrays.copyOf(header, length))).isInstanceOf(IOException.class);
  }

  /** The length in the header, that of the shape, and the bytes that are there must agree. */
  @ParameterizedTest
  @ValueSource(ints = {-8, -1, 1, 8, 4000})
  void otherNumberOfBytes(int difference) throws IOException {
    Network network = Network.of(TinyNetworks.dense());
    byte[] bytes = ModelZip.bytes(network.params());
    Path file =
        new ModelZip()
            .with(ModelEntries.CONFIGURATION, network.toJson())
            .with(ModelEntries.PARAMETERS, Arrays.copyOf(bytes, bytes.length + difference))
            .write(folder.resolve("x.zip"));

    assertThatThrownBy(() -> ModelFiles.read(file))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("its header asks for " + bytes.length);
  }
}
