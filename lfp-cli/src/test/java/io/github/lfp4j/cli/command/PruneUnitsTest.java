package io.github.lfp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lfp4j.cli.InProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lfp prune --granularity unit}: networks become smaller for real. */
class PruneUnitsTest {

  private static final String DATA = "digits?train=1500&test=300";
  private static final int UNITS = 16 + 16 + 120 + 84;

  @TempDir private static Path folder;
  private static Path lenet;

  @BeforeAll
  static void train() {
    lenet = folder.resolve("lenet.zip");
    InProcess.done(
        "train",
        "--arch",
        "lenet",
        "--data",
        DATA,
        "--epochs",
        2,
        "--batch",
        50,
        "--seed",
        3,
        "--output",
        lenet);
  }

  private static JsonNode prune(Path model, Path output, Object... more) throws IOException {
    Path json = folder.resolve("prune.json");
    List<Object> words =
        new ArrayList<>(
            List.of(
                "prune",
                "--model",
                model,
                "--data",
                DATA,
                "--granularity",
                "unit",
                "--reference",
                100,
                "--json",
                json));
    if (output != null) {
      words.addAll(List.of("--output", output));
    }
    words.addAll(Arrays.asList(more));
    InProcess.done(words.toArray());
    return new ObjectMapper().readTree(Files.readString(json));
  }

  private static double evaluate(Path file) throws IOException {
    Path json = folder.resolve("evaluate.json");
    InProcess.done("evaluate", "--model", file, "--data", DATA, "--json", json);
    return new ObjectMapper().readTree(Files.readString(json)).path("accuracy").doubleValue();
  }

  @Test
  void halfOfTheUnitsAreGoneAndDeeplearning4jLearnsOn() throws IOException {
    Path small = folder.resolve("small.zip");
    Path csv = folder.resolve("tables");
    JsonNode json =
        prune(
            lenet,
            small,
            "--amount",
            0.5,
            "--csv",
            csv,
            "--report",
            folder.resolve("r.html"),
            "--sensitivity");

    double before = json.at("/before/accuracy").doubleValue();
    assertThat(json.path("accuracy").doubleValue()).isGreaterThan(before - 0.2);
    assertThat(evaluate(small)).isEqualTo(json.path("accuracy").doubleValue());
    assertThat(json.at("/after/parameters").longValue())
        .isLessThan(json.at("/before/parameters").longValue() * 3 / 4);
    assertThat(json.at("/after/multiplyAdds").longValue())
        .isLessThan(json.at("/before/multiplyAdds").longValue());
    assertThat(json.at("/after/fileBytes").longValue()).isEqualTo(Files.size(small));
    assertThat(json.at("/after/latencyMillis").doubleValue()).isPositive();
    assertThat(json.at("/kept/0/reason").textValue()).contains("output");

    MultiLayerNetwork stock = ModelSerializer.restoreMultiLayerNetwork(small.toFile());
    assertThat(stock.numParams()).isEqualTo(json.at("/after/parameters").longValue());
    assertThat(stock.getLayerWiseConfigurations().toJson()).doesNotContain("lfp4j");
    int units = 0;
    for (int layer : new int[] {0, 2, 4, 5}) {
      units += (int) stock.getLayer(layer).getParam("b").length();
    }
    assertThat(units).isEqualTo(UNITS / 2);
    stock.fit(io.github.lfp4j.datasets.DataSources.open(DATA).train(50, 1).next());

    assertThat(Files.readAllLines(csv.resolve("units.csv"))).hasSize(UNITS + 1);
    assertThat(Files.readString(csv.resolve("units.csv"))).contains(",true", ",false");
    assertThat(Files.readAllLines(csv.resolve("sensitivity.csv"))).hasSize(4 * 4 + 1);
    assertThat(Files.readString(folder.resolve("r.html")))
        .contains(
            "Before and after",
            "Sensitivity of layers",
            "What goes together",
            "What stays",
            "Layers before and after");
  }

  @Test
  void goesInStepsWithTrainingAndStopsWhenTooMuchIsLost() throws IOException {
    Path small = folder.resolve("steps.zip");
    JsonNode free =
        prune(
            lenet,
            small,
            "--amount",
            0.6,
            "--steps",
            2,
            "--schedule",
            "cubic",
            "--fine-tune",
            1,
            "--fine-tune-method",
            "lfp");

    assertThat(free.path("steps")).hasSize(2);
    assertThat(free.path("amount").doubleValue()).isEqualTo(0.6);
    assertThat(free.at("/steps/0/amount").doubleValue()).isEqualTo(0.6 * 0.875);
    assertThat(free.path("accuracy").doubleValue())
        .isGreaterThan(free.at("/before/accuracy").doubleValue() - 0.05)
        .isEqualTo(evaluate(small));
    int units = 0;
    MultiLayerNetwork stock = ModelSerializer.restoreMultiLayerNetwork(small.toFile());
    for (int layer : new int[] {0, 2, 4, 5}) {
      units += (int) stock.getLayer(layer).getParam("b").length();
    }
    assertThat(units).isEqualTo(UNITS - Math.round(0.6f * UNITS));

    JsonNode strict =
        prune(
            lenet,
            folder.resolve("strict.zip"),
            "--criterion",
            "random",
            "--amount",
            0.98,
            "--steps",
            4,
            "--max-accuracy-loss",
            0.05);
    assertThat(strict.path("stopped").booleanValue()).isTrue();
    assertThat(strict.path("amount").doubleValue()).isLessThan(0.98);
    assertThat(strict.path("accuracy").doubleValue())
        .isGreaterThan(strict.at("/before/accuracy").doubleValue() - 0.15);
  }

  @Test
  void reachesTargets() throws IOException {
    for (String kind : List.of("parameters", "multiply-adds")) {
      String field = kind.equals("parameters") ? "parameters" : "multiplyAdds";
      JsonNode json = prune(lenet, folder.resolve("target.zip"), "--target", kind + "=0.5");
      long before = json.at("/before/" + field).longValue();
      assertThat(json.at("/after/" + field).longValue()).isBetween(before * 4 / 10, before / 2);
    }
  }

  @Test
  void showsWithoutWritingWhatWouldGo() throws IOException {
    JsonNode json = prune(lenet, null, "--amount", 0.5, "--dry-run");

    assertThat(json.at("/groups/0/layers/0").textValue()).isEqualTo("conv1");
    assertThat(json.at("/groups/0/groups").intValue()).isEqualTo(16);
    assertThat(json.path("layers")).hasSize(7);
  }

  /** What is added to each other goes together. */
  @Test
  void residualGraphsBecomeSmaller() throws IOException {
    Path configuration =
        Files.writeString(folder.resolve("residual.json"), TestGraphs.residual().toJson());
    Path trained = folder.resolve("residual.zip");
    Path small = folder.resolve("residual-small.zip");
    InProcess.done(
        "train",
        "--config",
        configuration,
        "--data",
        DATA,
        "--epochs",
        3,
        "--batch",
        50,
        "--output",
        trained);
    JsonNode json = prune(trained, small, "--amount", 0.4, "--fine-tune", 1);

    assertThat(json.at("/groups/0/layers").toString()).isEqualTo("[\"stem\",\"conv2\"]");
    assertThat(json.path("accuracy").doubleValue())
        .isGreaterThan(json.at("/before/accuracy").doubleValue() - 0.1);
    ComputationGraph stock = ModelSerializer.restoreComputationGraph(small.toFile());
    assertThat(stock.numParams())
        .isEqualTo(json.at("/after/parameters").longValue())
        .isLessThan(json.at("/before/parameters").longValue() * 3 / 4);
  }
}
