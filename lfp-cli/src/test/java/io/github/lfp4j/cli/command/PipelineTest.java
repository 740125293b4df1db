package io.github.lfp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lfp4j.cli.InProcess;
import io.github.lfp4j.datasets.DataSources;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;

/** Train, evaluate, rank, prune, inspect: each on what the one before wrote. */
class PipelineTest {
  private static final String DATA = "digits?train=1500&test=300";
  private static final int WEIGHTS = 400 + 6400 + 30720 + 10080 + 840;
  private static final int PARAMETERS = WEIGHTS + 16 + 16 + 120 + 84 + 10;

  @TempDir private static Path folder;
  private static InProcess training;
  private static Path model;

  @BeforeAll
  static void train() {
    model = folder.resolve("trained.zip");
    training =
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
            model,
            "--json",
            folder.resolve("train.json"));
  }

  private static JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(Files.readString(folder.resolve(name)));
  }

  private static double evaluate(Path file) throws IOException {
    InProcess.done("evaluate", "--model", file, "--data", DATA, "--json", folder.resolve("e.json"));
    return json("e.json").path("accuracy").doubleValue();
  }

  @Test
  void trains() throws IOException {
    JsonNode json = json("train.json");

    assertThat(json.path("command").textValue()).isEqualTo("train");
    assertThat(json.path("seed").longValue()).isEqualTo(3);
    assertThat(json.path("parameters").longValue()).isEqualTo(PARAMETERS);
    assertThat(json.path("nonZeroParameters").longValue()).isBetween(1L, (long) PARAMETERS);
    // 24 x 24 x 400, 8 x 8 x 6400, and the dense layers.
    assertThat(json.path("multiplyAdds").longValue()).isBetween(640_000L, 681_640L);
    assertThat(json.path("accuracy").doubleValue()).isBetween(0.5, 1.0);
    assertThat(json.path("trainAccuracy").doubleValue()).isBetween(0.5, 1.0);
    assertThat(json.path("seconds").doubleValue()).isPositive();
    assertThat(json.path("epochs")).hasSize(2);
    assertThat(json.at("/epochs/1/accuracy")).isEqualTo(json.path("accuracy"));
    assertThat(json.at("/epochs/1/score").doubleValue())
        .isLessThan(json.at("/epochs/0/score").doubleValue());
    assertThat(json.at("/settings/arch").textValue()).isEqualTo("lenet");
    assertThat(training.out().lines().toList())
        .hasSize(3)
        .last()
        .asString()
        .matches("accuracy [0-9.]+ % on test data");
    assertThat(training.err().lines()).allMatch(line -> line.startsWith("wrote "));
  }

  @Test
  void evaluates() throws IOException {
    assertThat(evaluate(model)).isEqualTo(json("train.json").path("accuracy").doubleValue());

    JsonNode json = json("e.json");
    long right = 0;
    long all = 0;
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j < 10; j++) {
        long count = json.at("/confusion/" + i + "/predicted/" + j).longValue();
        all += count;
        right += i == j ? count : 0;
      }
    }
    assertThat(all).isEqualTo(300);
    assertThat((double) right / all).isCloseTo(json.path("accuracy").doubleValue(), within(1e-12));
    for (String field : List.of("precision", "recall", "f1")) {
      assertThat(json.path(field).doubleValue()).as(field).isBetween(0.5, 1.0);
    }
  }

  @Test
  void ranks() throws IOException {
    Path csv = folder.resolve("ranking.csv");
    InProcess.done(
        "rank",
        "--model",
        model,
        "--data",
        DATA,
        "--reference",
        200,
        "--output",
        csv,
        "--json",
        folder.resolve("rank.json"));

    assertThat(Files.readString(csv))
        .startsWith("layer,layerName,unit,rank,relevance,absoluteRelevance,share\n");
    List<CSVRecord> rows;
    try (Reader reader = Files.newBufferedReader(csv)) {
      rows =
          CSVFormat.DEFAULT
              .builder()
              .setHeader()
              .setSkipHeaderRecord(true)
              .get()
              .parse(reader)
              .getRecords();
    }
    assertThat(rows.stream().collect(Collectors.groupingBy(r -> r.get("layerName"))))
        .hasEntrySatisfying("conv1", layer -> assertRanked(layer, 16))
        .hasEntrySatisfying("conv2", layer -> assertRanked(layer, 16))
        .hasEntrySatisfying("dense1", layer -> assertRanked(layer, 120))
        .hasEntrySatisfying("dense2", layer -> assertRanked(layer, 84))
        .hasSize(4);
    assertThat(json("rank.json").path("units")).hasSize(236);
    assertThat(json("rank.json").path("examples").intValue()).isEqualTo(200);
  }

  private static void assertRanked(List<CSVRecord> layer, int units) {
    assertThat(layer).hasSize(units);
    assertThat(layer.stream().map(r -> r.get("unit")).distinct()).hasSize(units);
    double share = 0;
    for (int i = 0; i < units; i++) {
      assertThat(layer.get(i).get("rank")).isEqualTo(String.valueOf(i + 1));
      assertThat(Double.parseDouble(layer.get(i).get("absoluteRelevance")))
          .isGreaterThanOrEqualTo(Math.abs(Double.parseDouble(layer.get(i).get("relevance"))));
      share += Double.parseDouble(layer.get(i).get("share"));
    }
    assertThat(share).isCloseTo(1, within(1e-6));
  }

  @Test
  void prunesSoThatDeeplearning4jAloneLoadsIt() throws Exception {
    Path pruned = folder.resolve("pruned.zip");
    InProcess said =
        InProcess.done(
            "prune",
            "--model",
            model,
            "--data",
            DATA,
            "--amount",
            0.6,
            "--reference",
            200,
            "--output",
            pruned,
            "--json",
            folder.resolve("prune.json"));

    JsonNode json = json("prune.json");
    double before = json("train.json").path("accuracy").doubleValue();
    double after = json.path("accuracy").doubleValue();
    assertThat(json.at("/before/accuracy").doubleValue()).isEqualTo(before);
    assertThat(json.at("/after/accuracy").doubleValue()).isEqualTo(after);
    assertThat(after).isGreaterThan(before - 0.1);
    assertThat(json.at("/before/parameters").longValue()).isEqualTo(PARAMETERS);
    assertThat(json.at("/after/parameters").longValue()).isEqualTo(PARAMETERS);
    assertThat(json.at("/after/nonZeroParameters").longValue())
        .isLessThanOrEqualTo(PARAMETERS - Math.round(0.6 * WEIGHTS));
    assertThat(json.at("/after/multiplyAdds").longValue())
        .isLessThan(json.at("/before/multiplyAdds").longValue());
    assertCurve(json, before, after);
    assertThat(said.out()).contains("before pruning: accuracy ", "after pruning:  accuracy ");

    assertThat(evaluate(pruned)).isEqualTo(after);
    assertThat(stock(pruned))
        .containsExactly("without plugin", "accuracy " + after, "trained false");
    // Not even the configuration may mention the plugin.
    assertThat(
            ModelSerializer.restoreMultiLayerNetwork(pruned.toFile())
                .getLayerWiseConfigurations()
                .toJson())
        .doesNotContain("lfp4j");
    inspects(pruned, json);
  }

  private static void assertCurve(JsonNode json, double before, double after) {
    JsonNode curve = json.path("curve");
    assertThat(curve.size()).isGreaterThan(5);
    double last = -1;
    boolean chosen = false;
    for (JsonNode point : curve) {
      double amount = point.path("amount").doubleValue();
      assertThat(amount).isGreaterThan(last);
      last = amount;
      assertThat(point.path("parameters").longValue()).isBetween(1L, (long) PARAMETERS);
      assertThat(point.path("multiplyAdds").longValue()).isPositive();
      assertThat(point.path("latencyMillis").doubleValue()).isPositive();
      if (amount == 0.6) {
        chosen = true;
        assertThat(point.path("accuracy").doubleValue()).isEqualTo(after);
        assertThat(point.path("parameters")).isEqualTo(json.path("nonZeroParameters"));
        assertThat(point.path("multiplyAdds")).isEqualTo(json.path("multiplyAdds"));
      }
    }
    assertThat(chosen).isTrue();
    assertThat(curve.get(0).path("accuracy").doubleValue()).isEqualTo(before);
  }

  private static void inspects(Path pruned, JsonNode prune) throws IOException {
    InProcess said =
        InProcess.done(
            "inspect",
            "--model",
            pruned,
            "--input-shape",
            "1x28x28",
            "--json",
            folder.resolve("inspect.json"));

    JsonNode json = json("inspect.json");
    for (String field : List.of("parameters", "nonZeroParameters", "multiplyAdds")) {
      assertThat(json.path(field)).as(field).isEqualTo(prune.path(field));
    }
    assertThat(json.path("layers")).hasSize(7);
    assertThat(json.at("/layers/0/outputShape").toString()).isEqualTo("[16,24,24]");
    assertThat(json.at("/layers/0/prunableWeights").intValue()).isEqualTo(400);
    assertThat(said.out()).contains("0 conv1", "16 x 24 x 24", "nothing: no parameters");
  }

  /** Evaluates in a process whose class path holds nothing of this project. */
  private static List<String> stock(Path file) throws Exception {
    DataSet examples = DataSources.open(DATA).test(300).next();
    File saved = folder.resolve("examples.bin").toFile();
    examples.save(saved);
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !isOwn(entry))
            .collect(Collectors.joining(File.pathSeparator));
    Path source = Path.of(PipelineTest.class.getResource("/stock/StockEvaluation.java").toURI());
    Path errors = folder.resolve("stock.err");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                source.toString(),
                file.toString(),
                saved.toString())
            .redirectError(errors.toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    // DL4J's logging may go to standard output, since the settings of it are left out as well.
    return out.lines().filter(line -> line.matches("(without plugin|accuracy|trained).*")).toList();
  }

  private static boolean isOwn(String entry) {
    Path path = Path.of(entry);
    boolean built = false;
    for (Path part : path) {
      built |= part.toString().equals("target");
    }
    return built || path.getFileName().toString().startsWith("lfp-") || entry.contains("lfp4j");
  }
}
