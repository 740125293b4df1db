package io.github.lfp4j.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.TinyNetworks;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Whatever is wrong with a model file: one sentence. */
class BadModelFilesTest {
  private static final String JSON = "configuration.json";
  private static final String PARAMETERS = "coefficients.bin";
  private static final String STATE = "updaterState.bin";

  @TempDir private Path folder;
  private final MultiLayerNetwork network = TinyNetworks.dense();
  private final String json = network.getLayerWiseConfigurations().toJson();

  private static void assertRefused(Path file, String... words) {
    Throwable thrown = catchThrowable(() -> ModelFiles.read(file));

    assertThat(thrown).isInstanceOf(PruningException.class).hasMessageContainingAll(words);
    assertThat(thrown.getMessage()).contains(file.getFileName().toString());
    assertThat(thrown.getMessage().lines()).hasSize(1);
    assertThat(thrown.getMessage()).hasSizeLessThan(600);
  }

  private Path zip(ModelZip zip) throws IOException {
    return zip.write(folder.resolve("bad.zip"));
  }

  private Path good() throws IOException {
    Path file = folder.resolve("good.zip");
    try (OutputStream out = Files.newOutputStream(file)) {
      ModelFiles.write(Network.of(network), out);
    }
    return file;
  }

  @Test
  void missing() {
    assertRefused(folder.resolve("none.zip"), "there is no model file", "check the path");
  }

  @Test
  void directory() {
    assertRefused(folder, "is a directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PK", "not a zip at all", "PK\u0005\u0006"})
  void notAZip(String content) throws IOException {
    assertRefused(Files.writeString(folder.resolve("text.zip"), content), "it is not a zip file");
  }

  @Test
  void cutShort() throws IOException {
    byte[] whole = Files.readAllBytes(good());
    for (int length : new int[] {whole.length - 1, whole.length / 2, 100, 10}) {
      assertRefused(
          Files.write(folder.resolve("cut.zip"), Arrays.copyOf(whole, length)),
          "damaged or cut short");
    }
  }

  @Test
  void withoutConfiguration() throws IOException {
    assertRefused(zip(new ModelZip().with(PARAMETERS, network.params())), "holds no " + JSON);
  }

  @Test
  void withoutParameters() throws IOException {
    assertRefused(zip(new ModelZip().with(JSON, json)), "holds no parameters");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{}", "[]", "null", "{\"confs\":[]}", "{\"confs\":[{}]}", "hello", "''"})
  void otherConfiguration(String text) throws IOException {
    assertRefused(
        zip(new ModelZip().with(JSON, text).with(PARAMETERS, network.params())), "configuration");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 200})
  void wrongNumberOfParameters(int count) throws IOException {
    assertRefused(
        zip(new ModelZip().with(JSON, json).with(PARAMETERS, Nd4j.ones(DataType.DOUBLE, 1, count))),
        count + " parameters",
        network.numParams() + "");
  }

  @Test
  void wrongUpdaterState() throws IOException {
    assertRefused(
        zip(
            new ModelZip()
                .with(JSON, json)
                .with(PARAMETERS, network.params())
                .with(STATE, Nd4j.ones(DataType.DOUBLE, 1, 7))),
        "updater state",
        "7 numbers");
  }

  @ParameterizedTest
  @ValueSource(strings = {PARAMETERS, STATE})
  void arraysThatAreNone(String entry) throws IOException {
    for (byte[] content :
        new byte[][] {
          {}, {1, 2, 3}, "this is not an array, but a text".getBytes(StandardCharsets.UTF_8)
        }) {
      assertRefused(
          zip(
              new ModelZip()
                  .with(JSON, json)
                  .with(PARAMETERS, network.params())
                  .with(entry, content)),
          entry);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'vertexInputs':{}}",
        "{'vertexInputs':{},'vertices':{}}",
        "{'vertexInputs':{'a':['in']},'vertices':{'a':{}},'networkInputs':['in']}"
      })
  void graphsWithoutLayers(String text) throws IOException {
    assertRefused(
        zip(new ModelZip().with(JSON, text.replace('\'', '"')).with(PARAMETERS, network.params())),
        "configuration",
        "cannot be understood");
  }

  @Test
  void graphWithOtherParameters() throws IOException {
    ComputationGraph graph = TinyNetworks.graph();

    assertRefused(
        zip(
            new ModelZip()
                .with(JSON, graph.getConfiguration().toJson())
                .with(PARAMETERS, network.params())),
        network.numParams() + " parameters",
        graph.numParams() + "");
  }

  @Test
  void layerClassThatIsNotThere() throws IOException {
    String unknown =
        json.replace("org.deeplearning4j.nn.conf.layers.DenseLayer", "com.example.MyLayer");
    assertThat(unknown).isNotEqualTo(json);

    assertRefused(
        zip(new ModelZip().with(JSON, unknown).with(PARAMETERS, network.params())),
        "com.example.MyLayer",
        "class path");
  }

  @Test
  void doesNotLoadClassesThatAreNoConfiguration() throws IOException {
    String gadget =
        json.replace(
            "org.deeplearning4j.nn.conf.layers.DenseLayer",
            "javax.management.remote.rmi.RMIConnector");

    assertThatThrownBy(
            () ->
                ModelFiles.read(
                    zip(new ModelZip().with(JSON, gadget).with(PARAMETERS, network.params()))))
        .isInstanceOf(PruningException.class);
  }
}
