package io.github.lfp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lfp4j.cli.InProcess;
import io.github.lfp4j.dl4j.conf.LfpConf;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command takes a {@code ComputationGraph}, from its configuration to its pruned form. */
class GraphPipelineTest {
  private static final String DATA = "digits?train=1500&test=300";
  private static final int WEIGHTS = 200 + 576 + 576 + 12 * 12 * 8 * 32 + 320;
  private static final int PARAMETERS = WEIGHTS + 8 + 8 + 4 * 8 + 8 + 32 + 10;

  @TempDir private static Path folder;
  private static Path model;

  @BeforeAll
  static void train() throws IOException {
    Path configuration = folder.resolve("graph.json");
    Files.writeString(configuration, TestGraphs.residual().toJson());
    model = folder.resolve("graph.zip");
    run("train", "--config", configuration, "--epochs", 2, "--batch", 50, "--output", model);
  }

  /** Runs a command on the data, writing its figures to a file of its name. */
  private static InProcess run(String command, Object... words) {
    List<Object> all = new ArrayList<>(List.of(command, "--json", folder.resolve(command)));
    if (!command.equals("inspect") && !command.equals("convert")) {
      all.addAll(List.of("--data", DATA));
    }
    all.addAll(Arrays.asList(words));
    return InProcess.done(all.toArray());
  }

  private static JsonNode json(String command) throws IOException {
    return new ObjectMapper().readTree(Files.readString(folder.resolve(command)));
  }

  @Test
  void trains() throws IOException {
    Network network = ModelFiles.read(model);

    assertThat(network.as(ComputationGraph.class).getIterationCount()).isEqualTo(60);
    assertThat(network.layers().get(0).configuration()).isInstanceOf(LfpConf.class);
    assertThat(json("train").path("parameters").intValue()).isEqualTo(PARAMETERS);
    assertThat(json("train").path("accuracy").doubleValue()).isGreaterThan(0.7);
  }

  @Test
  void trainsFurther() {
    Path further = folder.resolve("further.zip");
    InProcess.done(
        "train",
        "--model",
        model,
        "--data",
        DATA,
        "--epochs",
        1,
        "--batch",
        50,
        "--output",
        further);

    assertThat(ModelFiles.read(further).as(ComputationGraph.class).getIterationCount())
        .isEqualTo(90);
  }

  @Test
  void evaluates() throws IOException {
    run("evaluate", "--model", model);

    assertThat(json("evaluate").path("accuracy")).isEqualTo(json("train").path("accuracy"));
  }

  @Test
  void ranks() throws IOException {
    Path csv = folder.resolve("ranking.csv");
    run("rank", "--model", model, "--reference", 100, "--output", csv);

    List<String> layers = json("rank").findValuesAsText("layerName").stream().distinct().toList();
    assertThat(layers).containsExactlyInAnyOrder("stem", "conv1", "conv2", "dense");
    assertThat(json("rank").path("units")).hasSize(8 + 8 + 8 + 32);
    assertThat(Files.readAllLines(csv)).hasSize(1 + 8 + 8 + 8 + 32);
  }

  @Test
  void prunes() throws IOException {
    Path small = folder.resolve("small.zip");
    run(
        "prune",
        "--model",
        model,
        "--amount",
        0.5,
        "--reference",
        100,
        "--output",
        small,
        "--report",
        folder.resolve("prune.html"));

    JsonNode json = json("prune");
    assertThat(json.at("/before/accuracy")).isEqualTo(json("train").path("accuracy"));
    assertThat(json.at("/after/nonZeroParameters").intValue())
        .isEqualTo(json.at("/before/nonZeroParameters").intValue() - WEIGHTS / 2);
    // What is written holds stock layers only.
    ComputationGraph stock = ModelSerializer.restoreComputationGraph(small.toFile());
    assertThat(stock.getConfiguration().toJson()).doesNotContain("lfp4j");
    assertThat(Files.readString(folder.resolve("prune.html"))).contains("conv2", "epsilon 1e-6");
  }

  @Test
  void inspects() throws IOException {
    InProcess said = run("inspect", "--model", model, "--input-shape", "1x28x28");

    JsonNode json = json("inspect");
    assertThat(json.path("kind").textValue()).isEqualTo("ComputationGraph");
    assertThat(json.at("/lfp/convertible").booleanValue()).isTrue();
    assertThat(json.at("/layers/0/outputShape").toString()).isEqualTo("[8,12,12]");
    assertThat(json.path("multiplyAdds").longValue())
        .isBetween(100_000L, 144L * (200 + 576 + 576) + 36864 + 320);
    assertThat(said.out()).contains("0 stem", "every layer can learn by LFP");
  }

  @Test
  void explains() throws IOException {
    Path picture = folder.resolve("heat.png");
    run(
        "explain",
        "--model",
        model,
        "--index",
        "0,7",
        "--rules",
        "epsilon-plus",
        "--output",
        picture);

    assertThat(json("explain").path("explanations")).hasSize(2);
    assertThat(picture).isNotEmptyFile();
  }

  @Test
  void convertsThereAndBack() throws IOException {
    Path stock = folder.resolve("stock.zip");
    Path lfp = folder.resolve("lfp.zip");
    run("convert", "--model", model, "--to", "stock", "--output", stock);
    run("convert", "--model", stock, "--to", "lfp", "--output", lfp);

    assertThat(ModelFiles.read(stock).toJson()).doesNotContain("lfp4j");
    assertThat(ModelFiles.read(lfp).params()).isEqualTo(ModelFiles.read(model).params());
    assertThat(json("convert").path("kind").textValue()).isEqualTo("ComputationGraph");
  }
}
