package io.github.lfp4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lfp4j.datasets.DataSources;
import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.model.Architecture;
import io.github.lfp4j.dl4j.model.LearningMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.ui.VertxUIServer;
import org.deeplearning4j.ui.api.UIServer;
import org.deeplearning4j.ui.model.stats.StatsListener;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Deeplearning4j's own page shows a network that is learning by LFP. Pictures are left in {@code
 * target/report-pictures}.
 */
class TrainingPageTest {
  private static final Path PICTURES = Path.of("target", "report-pictures");

  @TempDir private static Path folder;
  private static String address;
  private static MultiLayerNetwork network;
  private static CompletableFuture<Void> training;
  private static final AtomicBoolean STOP = new AtomicBoolean();

  @BeforeAll
  static void train() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    UIServer server = VertxUIServer.getInstance(port, false, null);
    InMemoryStatsStorage storage = new InMemoryStatsStorage();
    server.attach(storage);
    address = "http://localhost:" + port;

    DataSetIterator data = DataSources.open("digits?train=320&test=10").train(32, 1);
    network =
        new MultiLayerNetwork(
            Lfp.defaults()
                .configure(
                    Architecture.LENET.configure(
                        new long[] {1, 28, 28},
                        10,
                        LearningMethod.LFP.settings(0.001, 1, 100000))));
    network.init();
    network.setListeners(new StatsListener(storage, 1));
    training =
        CompletableFuture.runAsync(
            () -> {
              while (!STOP.get()) {
                network.fit(data);
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
              }
            });
  }

  @AfterAll
  static void stop() throws Exception {
    STOP.set(true);
    if (training != null) {
      training.get(60, TimeUnit.SECONDS);
    }
    UIServer.stopInstance();
  }

  private static HttpResponse<String> get(String path) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(address + path)).build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode json(String path) {
    try {
      return new ObjectMapper().readTree(get(path).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the training, the server and the browser to come so far. */
  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      assertThat(training.isCompletedExceptionally()).as("training failed").isFalse();
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  private static void awaitScores() {
    await("scores", () -> json("/train/overview/data").path("scores").size() > 5);
  }

  @Test
  void theServerHandsOutScoresAndLayers() {
    awaitScores();
    JsonNode overview = json("/train/overview/data");
    assertThat(overview.path("scores")).allMatch(score -> score.doubleValue() > 0);
    assertThat(overview.path("model").toString())
        .contains("MultiLayerNetwork")
        .contains(String.valueOf(network.numParams()));
    assertThat(overview.path("updateRatios").fieldNames())
        .toIterable()
        .contains("0_W", "2_W", "4_W", "5_W", "6_W");
    JsonNode graph = json("/train/model/graph");
    assertThat(graph.path("vertexTypes").toString())
        .isEqualTo(
            "[\"Input\",\"LfpConvolution\",\"LfpSubsampling\",\"LfpConvolution\","
                + "\"LfpSubsampling\",\"LfpDense\",\"LfpDense\",\"LfpOutput\"]");
    JsonNode layer = json("/train/model/data/1");
    assertThat(layer.path("layerInfo").toString()).contains("conv1", "\"416\"");
    assertThat(layer.path("meanMag").path("updateMM").path("W"))
        .isNotEmpty()
        .allMatch(magnitude -> magnitude.doubleValue() > 0);
    int weights = 0;
    for (JsonNode bin : layer.path("paramHist").path("W").path("counts")) {
      weights += bin.intValue();
    }
    assertThat(weights).as("weights in the histogram").isEqualTo(400);
  }

  @Test
  void aBrowserShowsTheTrainingAsItGoesOn() throws IOException {
    awaitScores();
    Files.createDirectories(PICTURES);
    try (Chromium chromium = Chromium.start(folder.resolve("profile"))) {
      chromium.open(address + "/train/overview", 1280);
      await("table of the model", () -> updates(chromium) > 0);
      assertThat(text(chromium, "nLayers")).isEqualTo("7");
      assertThat(text(chromium, "nParams")).isEqualTo(String.valueOf(network.numParams()));
      assertThat(number(chromium, "document.querySelectorAll('#scoreiterchart canvas').length"))
          .isPositive();
      long before = updates(chromium);
      await("the page follows the training", () -> updates(chromium) > before);
      Files.write(PICTURES.resolve("training-overview.png"), chromium.picture());

      chromium.open(address + "/train/model", 1280);
      await(
          "picture of the layers",
          () -> number(chromium, "document.querySelectorAll('#layers canvas').length") > 0);
      assertThat(chromium.complaints()).isEmpty();
      Files.write(PICTURES.resolve("training-model.png"), chromium.picture());
    }
  }

  /** How many updates the page says there were; 0 as long as it is loading. */
  private static long updates(Chromium chromium) {
    String digits = text(chromium, "totalParamUpdates").replaceAll("\\D", "");
    return digits.isEmpty() ? 0 : Long.parseLong(digits);
  }

  private static String text(Chromium chromium, String id) {
    return (String) chromium.evaluate("document.getElementById('" + id + "').textContent");
  }

  private static long number(Chromium chromium, String expression) {
    return ((Number) chromium.evaluate(expression)).longValue();
  }
}
