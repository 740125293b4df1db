package io.github.lfp4j.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.TinyNetworks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class ModelFilesTest {
  @TempDir private Path folder;

  private Path written(MultiLayerNetwork network) throws IOException {
    Path file = folder.resolve("model.zip");
    try (OutputStream out = Files.newOutputStream(file)) {
      ModelFiles.write(Network.of(network), out);
    }
    return file;
  }

  private static MultiLayerNetwork read(Path file) {
    return ModelFiles.read(file).as(MultiLayerNetwork.class);
  }

  static Stream<MultiLayerNetwork> networks() {
    return Stream.of(
        TinyNetworks.dense(),
        Lfp.convert(TinyNetworks.dense()),
        TinyNetworks.convolution(CNN2DFormat.NHWC));
  }

  private static void step(MultiLayerNetwork network) {
    long[] shape =
        network.getnLayers() == 3 && network.getLayer(0).getParam("W").rank() == 4
            ? new long[] {6, 5, 5, 2}
            : new long[] {6, TinyNetworks.INPUTS};
    network.fit(TinyNetworks.numbers(9, shape), TinyNetworks.labels(6));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void keepsParametersAndUpdaterState(MultiLayerNetwork network) throws IOException {
    step(network);
    step(network);

    MultiLayerNetwork read = read(written(network));

    assertThat(read.params()).isEqualTo(network.params());
    assertThat(read.getUpdater().getStateViewArray())
        .isEqualTo(network.getUpdater().getStateViewArray());
    assertThat(read.getLayerWiseConfigurations().toJson())
        .isEqualTo(network.getLayerWiseConfigurations().toJson());
    // Adam: a next step with lost or mixed up state would go elsewhere.
    step(network);
    step(read);
    assertThat(read.params()).isEqualTo(network.params());
  }

  @Test
  void agreesWithDeeplearning4j() throws IOException {
    MultiLayerNetwork network = TinyNetworks.dense();
    step(network);
    Path stock = folder.resolve("stock.zip");
    ModelSerializer.writeModel(network, stock.toFile(), true);

    assertThat(read(stock).params()).isEqualTo(network.params());
    assertThat(ModelSerializer.restoreMultiLayerNetwork(written(network).toFile(), true).params())
        .isEqualTo(network.params());
  }

  @Test
  void readsAModelWithoutUpdaterState() throws IOException {
    MultiLayerNetwork network = TinyNetworks.dense();
    Path file = folder.resolve("without.zip");
    ModelSerializer.writeModel(network, file.toFile(), false);

    MultiLayerNetwork read = read(file);

    assertThat(read.params()).isEqualTo(network.params());
    step(read);
  }

  /** Notes down that it was brought to life. */
  static final class Hostile implements Serializable {
    private static final long serialVersionUID = 1;
    static final AtomicBoolean RAN = new AtomicBoolean();

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      RAN.set(true);
    }
  }

  @Test
  void runsNothingThatTheFileHolds() throws Exception {
    ByteArrayOutputStream hostile = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(hostile)) {
      out.writeObject(new Hostile());
    }
    MultiLayerNetwork network = TinyNetworks.dense();
    Path file =
        new ModelZip()
            .with("preprocessor.bin", hostile.toByteArray())
            .with("normalizer.bin", hostile.toByteArray())
            .with("configuration.json", network.getLayerWiseConfigurations().toJson())
            .with("coefficients.bin", network.params())
            .write(folder.resolve("hostile.zip"));
    Hostile.RAN.set(false);

    INDArray read = read(file).params();

    assertThat(read).isEqualTo(network.params());
    assertThat(Hostile.RAN).isFalse();
    // The object is one that does run when it is deserialised.
    new ObjectInputStream(new java.io.ByteArrayInputStream(hostile.toByteArray())).readObject();
    assertThat(Hostile.RAN).isTrue();
  }
}
