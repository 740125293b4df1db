package io.github.lfp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lfp4j.cli.InProcess;
import io.github.lfp4j.dl4j.network.Flow;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.model.KerasFiles;
import io.github.lfp4j.pruning.model.KerasModel;
import io.github.lfp4j.pruning.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Models that others saved with Keras: imported, or refused with the reason. */
class KerasModelsTest {

  private static Path models;
  @TempDir private Path folder;

  @BeforeAll
  static void find() {
    models = Path.of(System.getProperty("lfp.shared", "missing"), "models", "keras");
    assumeTrue(
        Files.isDirectory(models),
        "no models of Keras below the folder of the property lfp.shared");
  }

  private InProcess convert(String name, String to) {
    return InProcess.run(
        "convert", "--model", models.resolve(name), "--to", to, "--output", folder.resolve(to));
  }

  /** Parameters by hand from the shapes of the layers. */
  @ParameterizedTest
  @CsvSource({
    "keras_examples_12net.h5,                         ComputationGraph,  6632,   12x12x3",
    "keras_examples_cnn1d_cnn1d_flatten_tf_keras2.h5, MultiLayerNetwork, 126945, 20x100",
    "keras_tfkeras_GAPError.h5,                       ComputationGraph,  251955, 400x128"
  })
  void isImported(String name, String kind, long parameters, String shape) {
    InProcess said = convert(name, "stock");

    assertThat(said.status()).as(said.err()).isZero();
    assertThat(said.out()).startsWith("converted a Keras model to stock layers: " + kind);
    assertThat(said.err().lines()).as(said.err()).hasSize(2);
    assertThat(said.err()).contains("has no output or loss layer", "wrote ");
    Network stock = ModelFiles.read(folder.resolve("stock"));
    assertThat(stock.params().length()).isEqualTo(parameters);
    INDArray x = Nd4j.rand(shape(shape));
    List<Flow> expected = stock.flow(x);
    assertThat(expected).allMatch(flow -> flow.output().sumNumber().doubleValue() < 1e30);

    Optional<String> refusal = Refusals.expected(stock);
    InProcess toLfp = convert(name, "lfp");
    if (refusal.isPresent()) {
      Refusals.assertSaid(toLfp, "convert", refusal.get());
      System.out.println(name + " waits: " + toLfp.err().strip());
      return;
    }
    assertThat(toLfp.status()).as(toLfp.err()).isZero();
    Network lfp = ModelFiles.read(folder.resolve("lfp"));
    assertThat(lfp.params()).isEqualTo(stock.params());
    // Stock activation layers overwrite what the layer before put out, so that only the end counts.
    INDArray wanted = expected.get(expected.size() - 1).output();
    assertThat(wanted.amaxNumber().doubleValue()).isPositive();
    List<Flow> actual = lfp.flow(x);
    assertThat(actual.get(actual.size() - 1).output().equalsWithEps(wanted, 1e-6)).isTrue();
  }

  private static long[] shape(String example) {
    return Arrays.stream(("2x" + example).split("x", -1)).mapToLong(Long::parseLong).toArray();
  }

  /** Deeplearning4j has no counterpart of this layer in its importer. */
  @Test
  void isRefusedForALayerThatIsNotImported() {
    for (String to : List.of("stock", "lfp")) {
      Refusals.assertSaid(
          convert("keras_tfkeras_cnn2d_32.h5", to),
          "convert",
          "Unsupported keras layer type LocallyConnected2D");
    }
  }

  /**
   * Named after what goes wrong in Deeplearning4j: it imports the model, and then fails at its
   * dilated convolution over time. What LFP layers make of it is tried as well.
   */
  @Test
  void isRefusedForAnOperationThatFails() {
    String name = "keras_tfkeras_batchNormError2.h5";
    Refusals.assertSaid(convert(name, "stock"), "convert", "but cannot compute with it: ");
    assertThat(folder.resolve("stock")).doesNotExist();

    KerasModel model = KerasFiles.read(models.resolve(name));
    assertThat(model.exampleShapes()).hasSize(1);
    assertThat(model.exampleShapes().get(0)).containsExactly(25, 25);
    assertThat(model.network().params().length()).isEqualTo(16422);
    InProcess toLfp = convert(name, "lfp");
    Optional<String> refusal = Refusals.expected(model.network());
    if (refusal.isPresent()) {
      Refusals.assertSaid(toLfp, "convert", refusal.get());
    } else {
      assertThat(toLfp.status()).as(toLfp.err()).isZero();
    }
  }

  @Test
  void isRefusedWhenCutShort() throws IOException {
    byte[] whole = Files.readAllBytes(models.resolve("keras_tfkeras_batchNormError2.h5"));
    for (int length : new int[] {8, 100, 2000, whole.length / 2}) {
      Path cut = Files.write(folder.resolve("cut.h5"), Arrays.copyOf(whole, length));

      Refusals.assertSaid(
          InProcess.run(
              "convert", "--model", cut, "--to", "stock", "--output", folder.resolve("x")),
          "convert",
          "is damaged or cannot be imported");
    }
  }

  @Test
  void areFive() throws IOException {
    try (var files = Files.list(models)) {
      assertThat(files).hasSize(5);
    }
  }
}
