package io.github.lfp4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lfp4j.cli.CommandContext;
import io.github.lfp4j.cli.CommandProvider;
import io.github.lfp4j.cli.CommandTree;
import io.github.lfp4j.cli.Failures;
import io.github.lfp4j.cli.console.Terminal;
import io.github.lfp4j.cli.output.Interruption;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void quickRunGivesConsistentFigures() throws IOException {
    Path json = folder.resolve("bench.json");
    Path report = folder.resolve("bench.html");
    int status =
        run(
            "bench",
            "--quick",
            "--networks",
            "lenet",
            "--batch",
            "8",
            "--profile",
            "--scaling",
            "--endurance",
            "25",
            "--json",
            json.toString(),
            "--report",
            report.toString());

    assertThat(err.toString()).doesNotContain("bench:");
    assertThat(status).isZero();
    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    assertThat(figures.path("steps").asInt()).isEqualTo(5);
    assertThat(figures.path("backend").path("threads").asInt()).isPositive();
    assertThat(figures.path("results")).hasSize(1);
    JsonNode result = figures.path("results").get(0);
    assertThat(result.path("network").asText()).isEqualTo("lenet");
    assertThat(result.path("batch").asInt()).isEqualTo(8);
    for (String name :
        List.of("lfpMillis", "gradientMillis", "fastGradientMillis", "floorMillis")) {
      assertThat(result.path(name).asDouble()).as(name).isPositive();
      assertThat(result.path(name + "P10").asDouble(-1))
          .as(name)
          .isBetween(0.0, result.path(name).asDouble());
    }
    double lfp = result.path("lfpMillis").asDouble();
    assertThat(result.path("ratio").asDouble())
        .isCloseTo(lfp / result.path("gradientMillis").asDouble(), within(1e-9));
    assertThat(result.path("ranking").path("images").asInt()).isEqualTo(1000);
    JsonNode points = figures.path("scaling").get(0).path("points");
    assertThat(points.findValuesAsText("batch"))
        .containsExactly("16", "32", "64", "128", "256", "512", "1024");
    assertThat(points.get(6).path("lfpMillis").asDouble())
        .isGreaterThan(points.get(0).path("lfpMillis").asDouble());
    JsonNode looks = figures.path("endurance").get(0).path("looks");
    assertThat(looks).hasSize(10);
    assertThat(looks.get(9).path("step").asInt()).isEqualTo(25);
    assertThat(looks.get(9).path("heapBytes").asLong()).isPositive();
    assertThat(looks.get(9).path("processBytes").asLong())
        .isGreaterThan(looks.get(9).path("heapBytes").asLong());
    assertThat(result.path("ranking").path("ratio").asDouble()).isPositive();
    assertThat(result.path("lfpMemory").path("workspaceBytes").asLong()).isPositive();
    assertThat(out.toString()).contains("backend CPU", "LFP/stock", "conv2");
    assertThat(Files.readString(report)).contains("LeNet");
  }

  @Test
  void profileAddsUpToTheStep() throws IOException {
    Path json = folder.resolve("profile.json");
    run(
        "bench",
        "--quick",
        "--networks",
        "mlp",
        "--profile",
        "--batch",
        "16",
        "--json",
        json.toString());

    JsonNode profile =
        new ObjectMapper().readTree(json.toFile()).path("results").get(0).path("profile");
    assertThat(profile.path("layers")).hasSize(3);
    double step = profile.path("stepMillis").asDouble();
    double sum = profile.path("restMillis").asDouble();
    for (JsonNode layer : profile.path("layers")) {
      assertThat(layer.path("backwardMillis").asDouble()).isPositive();
      sum +=
          layer.path("forwardMillis").asDouble()
              + layer.path("backwardMillis").asDouble()
              + layer.path("updateMillis").asDouble();
    }
    // A sum of medians is not the median of the sums.
    assertThat(sum).isBetween(0.5 * step, 1.5 * step);
  }

  @Test
  void tooFewStepsAreRefusedInOneSentence() {
    assertThat(run("bench", "--steps", "4")).isEqualTo(2);
    assertThat(err.toString()).contains("--steps must be at least 5, but is 4.");
  }

  @Test
  void tooShortEnduranceIsRefusedInOneSentence() {
    assertThat(run("bench", "--endurance", "3")).isEqualTo(2);
    assertThat(err.toString()).contains("--endurance must be at least 10, but is 3.");
  }

  @Test
  void commandIsFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(CommandProvider.class))
        .anyMatch(provider -> provider instanceof BenchCommands);
  }

  private int run(String... words) {
    return new CommandTree(
            new CommandContext(Terminal.NONE, new Interruption()),
            new BenchCommands().commands(),
            new Failures(Map.of()))
        .run(new PrintWriter(out), new PrintWriter(err), words);
  }
}
