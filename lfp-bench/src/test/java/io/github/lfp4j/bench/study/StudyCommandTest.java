package io.github.lfp4j.bench.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lfp4j.cli.CommandContext;
import io.github.lfp4j.cli.CommandTree;
import io.github.lfp4j.cli.Failures;
import io.github.lfp4j.cli.console.Terminal;
import io.github.lfp4j.cli.output.Interruption;
import io.github.lfp4j.datasets.DataSource;
import io.github.lfp4j.datasets.DataSources;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.model.ModelFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

class StudyCommandTest {

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private Path model() throws IOException {
    DataSource source = DataSources.open("toy:blobs");
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(4)
                .updater(new Adam(0.01))
                .activation(Activation.RELU)
                .list()
                .layer(new DenseLayer.Builder().nOut(24).build())
                .layer(new DenseLayer.Builder().nOut(12).build())
                .layer(
                    new OutputLayer.Builder()
                        .nOut(source.classes())
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(source.exampleShape()[0]))
                .build());
    network.init();
    network.fit(source.train(64, 1), 5);
    Path file = folder.resolve("model.zip");
    try (OutputStream stream = Files.newOutputStream(file)) {
      ModelFiles.write(Network.of(network), stream);
    }
    return file;
  }

  @Test
  void comparesEachWithEach() throws IOException {
    Path json = folder.resolve("study.json");
    Path tables = folder.resolve("study.md");
    int status =
        run(
            "study",
            "--model",
            model().toString(),
            "--data",
            "toy:blobs",
            "--criteria",
            "relevance-joint,magnitude,magnitude-outgoing,random",
            "--normalizations",
            "l2,none",
            "--amounts",
            "0,0.5",
            "--references",
            "60",
            "--samples",
            "2",
            "--held-out",
            "100",
            "--json",
            json.toString(),
            "--tables",
            tables.toString(),
            "--report",
            folder.resolve("study.html").toString());

    assertThat(err.toString()).doesNotContain("study:");
    assertThat(status).isZero();
    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    assertThat(figures.path("heldOutImages").asInt()).isEqualTo(100);
    double before = figures.path("before").get(0).path("accuracy").asDouble();
    assertThat(before).isGreaterThan(0.9);
    assertThat(figures.path("results")).hasSize(4 * 2 * 2 * 2);
    Map<String, Double> pruned = new HashMap<>();
    for (JsonNode result : figures.path("results")) {
      int left = 0;
      for (JsonNode kept : result.path("kept")) {
        left += kept.asInt();
      }
      // The output's units stay.
      int outputs = result.path("kept").get(2).asInt();
      if (result.path("amount").asDouble() == 0) {
        assertThat(result.path("accuracy").asDouble()).isCloseTo(before, within(1e-12));
        assertThat(left).isEqualTo(24 + 12 + outputs);
      } else {
        assertThat(left).isEqualTo((24 + 12) / 2 + outputs);
        pruned.merge(
            result.path("criterion").asText(), result.path("accuracy").asDouble(), Double::sum);
      }
    }
    assertThat(pruned.get("relevance-joint")).isGreaterThan(pruned.get("random"));
    List<String> lines = Files.readAllLines(tables);
    assertThat(lines).contains("### 50 % of the units removed, 60 reference images");
    assertThat(lines.stream().filter(line -> line.startsWith("| random")).count()).isEqualTo(4);
    assertThat(out.toString()).contains("before: ");
  }

  @Test
  void outgoingWeightsAreThoseThatReadAUnit() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(2, 2).nOut(2).build())
                .layer(new ConvolutionLayer.Builder(2, 2).nOut(3).build())
                .layer(new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(4, 4, 1))
                .build());
    network.init();
    INDArray second = network.getParam("1_W");
    INDArray last = network.getParam("2_W");
    double[] ofFirst = new double[2];
    for (int out = 0; out < 3; out++) {
      for (int in = 0; in < 2; in++) {
        for (int tap = 0; tap < 4; tap++) {
          double w = second.getDouble(out, in, tap / 2, tap % 2);
          ofFirst[in] += w * w;
        }
      }
    }
    double[] ofSecond = new double[3];
    for (int pixel = 0; pixel < 12; pixel++) {
      for (int k = 0; k < 2; k++) {
        ofSecond[pixel / 4] += last.getDouble(pixel, k) * last.getDouble(pixel, k);
      }
    }

    Map<Integer, double[]> scores = OutgoingMagnitude.of(Network.of(network)).byLayer();

    assertThat(scores).containsOnlyKeys(0, 1);
    assertThat(scores.get(0)).contains(roots(ofFirst), within(1e-5));
    assertThat(scores.get(1)).contains(roots(ofSecond), within(1e-5));
  }

  private static double[] roots(double[] squares) {
    return Arrays.stream(squares).map(Math::sqrt).toArray();
  }

  /** No image that a criterion has seen is one that settings are chosen by. */
  @Test
  void heldOutImagesAreNoReference() {
    DataSource source = DataSources.open("toy:circles");
    StudyData data = new StudyData(source, 50, List.of(200, 30), List.of(1L, 2L), 40);
    INDArray heldOut = data.heldOut().next().getFeatures();

    assertThat(data.heldOutImages()).isEqualTo(50);
    for (long seed = 1; seed <= 2; seed++) {
      data.reference(seed, 200)
          .forEachRemaining(
              batch -> {
                for (DataSet row : batch.asList()) {
                  for (int n = 0; n < 50; n++) {
                    assertThat(row.getFeatures().ravel()).isNotEqualTo(heldOut.getRow(n));
                  }
                }
              });
    }
  }

  @Test
  void refusesInOneSentence() throws IOException {
    String model = model().toString();
    assertThat(run("study", "--model", model, "--data", "toy:blobs", "--samples", "0"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--samples and --held-out must be at least 1.");
  }

  /** What the default reaches on networks that others trained: docs/pruning-study.md. */
  @Test
  void theDefaultBeatsMagnitudeOnPretrainedNetworks() throws IOException {
    Path shared = Path.of(System.getProperty("lfp.shared", "missing"));
    Path models = shared.resolve("models/dl4j");
    Path mnist = shared.resolve("data/mnist");
    assumeTrue(
        Files.isDirectory(models) && Files.isDirectory(mnist),
        "no pretrained models and MNIST images below the folder of the property lfp.shared");
    Path json = folder.resolve("study.json");
    String files =
        String.join(
            ",",
            models.resolve("lenet-mnist-20-50-500.zip").toString(),
            models.resolve("lenet-mnist-20-50-500-old-json.zip").toString(),
            models.resolve("lenet-mnist-97.zip").toString());
    run(
        "study",
        "--model",
        files,
        "--data",
        "mnist:" + mnist,
        "--criteria",
        "relevance-joint,magnitude",
        "--normalizations",
        "l2",
        "--amounts",
        "0.5",
        "--references",
        "1000",
        "--samples",
        "1",
        "--held-out",
        "100",
        "--json",
        json.toString());

    JsonNode results = new ObjectMapper().readTree(json.toFile()).path("results");
    double[] joint = new double[3];
    double[] magnitude = new double[3];
    for (int i = 0; i < 3; i++) {
      joint[i] = results.get(2 * i).path("accuracy").asDouble();
      magnitude[i] = results.get(2 * i + 1).path("accuracy").asDouble();
      assertThat(joint[i]).isGreaterThan(magnitude[i] - 0.001);
    }
    assertThat(joint[0]).isGreaterThan(0.986);
    assertThat(joint[1]).isGreaterThan(0.982);
    assertThat(joint[2]).isGreaterThan(0.96);
    assertThat(Arrays.stream(joint).sum() / 3)
        .isGreaterThan(Arrays.stream(magnitude).sum() / 3 + 0.005);
  }

  private int run(String... words) {
    return new CommandTree(
            new CommandContext(Terminal.NONE, new Interruption()),
            List.of(new StudyCommand()),
            new Failures(Map.of(PruningException.class, 2)))
        .run(new PrintWriter(out), new PrintWriter(err), words);
  }
}
