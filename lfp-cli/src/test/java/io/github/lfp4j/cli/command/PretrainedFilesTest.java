package io.github.lfp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lfp4j.cli.InProcess;
import io.github.lfp4j.dl4j.network.Flow;
import io.github.lfp4j.dl4j.network.Network;
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

/**
 * Models that others saved with versions of Deeplearning4j from 0.5 to 1.0.0: each is inspected,
 * and converted there and back, unless a layer has no LFP rule, which is then the reason given.
 */
class PretrainedFilesTest {

  private static Path models;
  @TempDir private Path folder;

  @BeforeAll
  static void find() {
    models = Path.of(System.getProperty("lfp.shared", "missing"), "models", "dl4j");
    assumeTrue(
        Files.isDirectory(models),
        "no models of Deeplearning4j below the folder of the property lfp.shared");
  }

  private JsonNode inspect(Path file) throws IOException {
    Path json = folder.resolve("inspect.json");
    InProcess.done("inspect", "--model", file, "--json", json);
    return new ObjectMapper().readTree(Files.readString(json));
  }

  /** The parameters follow from the sizes of the layers; a shape is that of an example. */
  @ParameterizedTest
  @CsvSource({
    "SyntheticBidirectionalRNNGraph_100b6.zip, ComputationGraph,  4515,  10x6",
    "SyntheticCNN_100b6.zip,                   MultiLayerNetwork, 1304,  1x28x28",
    "lenet-mnist-20-50-500-old-json.zip,       MultiLayerNetwork, 431080, 784",
    "lenet-mnist-20-50-500.zip,                MultiLayerNetwork, 431080, 784",
    "lenet-mnist-97.zip,                       MultiLayerNetwork, 431080, 784",
    "predict-gender-mlp.zip,                   MultiLayerNetwork, 27542, 235",
    "regression_080_CG_LSTM_1.zip,             ComputationGraph,  477,   3x6",
    // Its output layer was made for other images than its convolution gives.
    "regression_080_CNN_1.zip,                 MultiLayerNetwork, 10184,",
    "regression_080_MLP_1.zip,                 MultiLayerNetwork, 41,    3",
    "upsampling_net_100a.zip,                  MultiLayerNetwork, 94178, 1x28x28"
  })
  void isReadAndConverted(String name, String kind, long parameters, String shape)
      throws IOException {
    Path file = models.resolve(name);
    JsonNode json = inspect(file);
    assertThat(json.path("kind").textValue()).isEqualTo(kind);
    assertThat(json.path("parameters").longValue()).isEqualTo(parameters);

    Network network = ModelFiles.read(file);
    Optional<String> refusal = Refusals.expected(network);
    assertThat(json.at("/lfp/convertible").booleanValue()).isEqualTo(refusal.isEmpty());
    Path lfp = folder.resolve("lfp.zip");
    InProcess said = InProcess.run("convert", "--model", file, "--to", "lfp", "--output", lfp);
    if (refusal.isPresent()) {
      Refusals.assertSaid(said, "convert", refusal.get());
      assertThat(json.at("/lfp/reason").textValue()).contains(refusal.get());
      assertThat(lfp).doesNotExist();
      System.out.println(name + " waits: " + said.err().strip());
      return;
    }
    assertThat(said.status()).as(said.err()).isZero();
    Path stock = folder.resolve("stock.zip");
    InProcess.done("convert", "--model", lfp, "--to", "stock", "--output", stock);
    assertThat(ModelFiles.read(lfp).params()).isEqualTo(network.params());
    assertThat(ModelFiles.read(stock).params()).isEqualTo(network.params());
    if (shape != null) {
      assertSameOutputs(network, ModelFiles.read(lfp), example(shape));
      assertSameOutputs(network, ModelFiles.read(stock), example(shape));
    }
  }

  private static INDArray example(String shape) {
    long[] one = Arrays.stream(("2x" + shape).split("x", -1)).mapToLong(Long::parseLong).toArray();
    return Nd4j.rand(one);
  }

  private static void assertSameOutputs(Network expected, Network actual, INDArray x) {
    INDArray wanted = last(expected.flow(x));
    assertThat(last(actual.flow(x)).equalsWithEps(wanted, 1e-6)).isTrue();
  }

  private static INDArray last(List<Flow> flow) {
    return flow.get(flow.size() - 1).output();
  }

  /** Its layer is a class of its author's. */
  @Test
  void isRefusedByTheNameOfTheClassThatIsMissing() {
    Path file = models.resolve("CustomLayerExample_100b6_float.zip");
    String reason = "regressiontest.customlayer100a.CustomLayer is not on the class path";
    Path target = folder.resolve("x.zip");

    Refusals.assertSaid(InProcess.run("inspect", "--model", file), "inspect", reason);
    for (String to : List.of("lfp", "stock")) {
      Refusals.assertSaid(
          InProcess.run("convert", "--model", file, "--to", to, "--output", target),
          "convert",
          reason);
    }
    assertThat(target).doesNotExist();
  }

  /** None is left out of the table. */
  @Test
  void thereAreElevenOfThem() throws IOException {
    try (var files = Files.list(models)) {
      assertThat(files).hasSize(11);
    }
  }
}
