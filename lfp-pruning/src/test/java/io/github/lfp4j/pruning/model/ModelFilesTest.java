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
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class ModelFilesTest {
  @TempDir private Path folder;

  private Path written(Network network) throws IOException {
    Path file = folder.resolve("model.zip");
    try (OutputStream out = Files.newOutputStream(file)) {
      ModelFiles.write(network, out);
    }
    return file;
  }

  static Stream<Network> networks() {
    return Stream.of(
            TinyNetworks.dense(),
            Lfp.convert(TinyNetworks.dense()),
            TinyNetworks.convolution(CNN2DFormat.NHWC),
            TinyNetworks.graph(),
            Lfp.convert(TinyNetworks.graph()))
        .map(Network::of);
  }

  private static void step(Network network) {
    long[] shape =
        network.layers().get(0).layer().getParam("W").rank() == 4
            ? new long[] {6, 5, 5, 2}
            : new long[] {6, TinyNetworks.INPUTS};
    DataSet batch = new DataSet(TinyNetworks.numbers(9, shape), TinyNetworks.labels(6));
    network.fit(new ListDataSetIterator<>(List.of(batch), 6));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void keepsParametersAndUpdaterState(Network network) throws IOException {
    step(network);
    step(network);

    Network read = ModelFiles.read(written(network));

    assertThat(read.params()).isEqualTo(network.params());
    assertThat(read.updaterState()).isEqualTo(network.updaterState());
    assertThat(read.kind()).isEqualTo(network.kind());
    assertThat(read.toJson()).isEqualTo(network.toJson());
    // Adam: a next step with lost or mixed up state would go elsewhere.
    step(network);
    step(read);
    assertThat(read.params()).isEqualTo(network.params());
  }

  @Test
  void agreesWithDeeplearning4j() throws IOException {
    Network network = Network.of(TinyNetworks.dense());
    Network graph = Network.of(TinyNetworks.graph());
    Path stock = folder.resolve("stock.zip");
    for (Network one : List.of(network, graph)) {
      step(one);
      ModelSerializer.writeModel(one.model(), stock.toFile(), true);
      assertThat(ModelFiles.read(stock).params()).isEqualTo(one.params());
    }

    assertThat(ModelSerializer.restoreMultiLayerNetwork(written(network).toFile(), true).params())
        .isEqualTo(network.params());
    assertThat(ModelSerializer.restoreComputationGraph(written(graph).toFile(), true).params())
        .isEqualTo(graph.params());
  }

  @Test
  void readsAModelWithoutUpdaterState() throws IOException {
    MultiLayerNetwork network = TinyNetworks.dense();
    Path file = folder.resolve("without.zip");
    ModelSerializer.writeModel(network, file.toFile(), false);

    Network read = ModelFiles.read(file);

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

    INDArray read = ModelFiles.read(file).params();

    assertThat(read).isEqualTo(network.params());
    assertThat(Hostile.RAN).isFalse();
    // The object is one that does run when it is deserialised.
    new ObjectInputStream(new java.io.ByteArrayInputStream(hostile.toByteArray())).readObject();
    assertThat(Hostile.RAN).isTrue();
  }
}
