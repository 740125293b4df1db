package io.github.lfp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lfp4j.cli.ExitStatus;
import io.github.lfp4j.cli.InProcess;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Trainings that break off and go on: four batches of 32 in an epoch, three epochs. */
class ResumeTest {

  private static final int EPOCHS = 3;
  private static final int EPOCH = 4;

  @TempDir private Path folder;

  @AfterEach
  void mend() {
    FragileProvider.LEFT.set(Integer.MAX_VALUE);
  }

  private Object[] words(String name, Object... more) {
    List<Object> words = new ArrayList<>(List.of("train", "--data", "fragile", "--batch", 32));
    words.addAll(List.of("--epochs", EPOCHS, "--output", folder.resolve(name + ".zip")));
    words.addAll(List.of("--json", folder.resolve(name + ".json")));
    words.addAll(Arrays.asList(more));
    return words.toArray();
  }

  private Network model(String name) {
    return ModelFiles.read(folder.resolve(name + ".zip"));
  }

  private JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(Files.readString(folder.resolve(name + ".json")));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** With dropout, constraints, batch normalisation and rates that fall by step or epoch. */
  private Path configuration(boolean graph) throws IOException {
    NeuralNetConfiguration.Builder base =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .biasInit(0.01)
            .activation(Activation.RELU)
            .constrainWeights(new MaxNormConstraint(0.8, 1))
            .updater(
                graph
                    ? new Nesterovs(new ExponentialSchedule(ScheduleType.EPOCH, 0.05, 0.5), 0.9)
                    : new Adam(new ExponentialSchedule(ScheduleType.ITERATION, 0.01, 0.95)));
    ConvolutionLayer convolution = new ConvolutionLayer.Builder(5, 5).stride(4, 4).nOut(4).build();
    BatchNormalization normalization = new BatchNormalization.Builder().beta(0.01).build();
    DenseLayer first = new DenseLayer.Builder().nOut(24).build();
    DenseLayer second = new DenseLayer.Builder().nOut(24).dropOut(0.7).build();
    OutputLayer output = new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build();
    InputType images = InputType.convolutional(28, 28, 1);
    String json =
        graph
            ? base.graphBuilder()
                .addInputs("in")
                .addLayer("conv", convolution, "in")
                .addLayer("norm", normalization, "conv")
                .addLayer("first", first, "norm")
                .addLayer("second", second, "first")
                .addVertex(
                    "sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "first", "second")
                .addLayer("out", output, "sum")
                .setOutputs("out")
                .setInputTypes(images)
                .build()
                .toJson()
            : base.list()
                .layer(convolution)
                .layer(normalization)
                .layer(first)
                .layer(second)
                .layer(output)
                .setInputType(images)
                .build()
                .toJson();
    return Files.writeString(folder.resolve("conf.json"), json);
  }

  private void breakOff(int batches, Object... words) {
    FragileProvider.LEFT.set(batches);
    InProcess broken = InProcess.run(words);
    assertThat(broken.status()).isEqualTo(ExitStatus.FAILED);
    FragileProvider.LEFT.set(Integer.MAX_VALUE);
    Nd4j.rand(3); // whatever is drawn in between
  }

  @ParameterizedTest
  @CsvSource({
    "false, lfp, 6, 1",
    "false, gradient, 9, 3",
    "true, lfp, 7, 0",
    "true, gradient, 11, 2",
  })
  void goesOnToTheSameBits(boolean graph, String method, int batches, int every)
      throws IOException {
    Object[] options = {"--config", configuration(graph), "--method", method};
    InProcess.done(words("whole", options));
    List<Object> checkpoints = new ArrayList<>(Arrays.asList(options));
    if (every > 0) {
      checkpoints.addAll(List.of("--checkpoint-every", every));
    }
    breakOff(batches, words("part", checkpoints.toArray()));
    assertThat(files())
        .containsExactly("conf.json", "part.checkpoint.zip", "whole.json", "whole.zip");

    checkpoints.add("--resume");
    InProcess resumed = InProcess.done(words("part", checkpoints.toArray()));

    Network whole = model("whole");
    Network part = model("part");
    assertThat(part.params().data().asFloat()).isEqualTo(whole.params().data().asFloat());
    assertThat(part.updaterState().data().asFloat())
        .isEqualTo(whole.updaterState().data().asFloat());
    assertThat(part.toJson()).isEqualTo(whole.toJson()).contains("\"epochCount\" : " + EPOCHS);
    assertThat(resumed.err()).contains("going on from").doesNotContain("begins anew");
    assertThat(resumed.out()).doesNotContain("epoch 1 of 3").contains("epoch 3 of 3");
    assertThat(files()).doesNotContain("part.checkpoint.zip");
    assertSameCurve();
  }

  private void assertSameCurve() throws IOException {
    JsonNode whole = json("whole");
    JsonNode part = json("part");
    assertThat(part.path("epochs")).hasSize(EPOCHS);
    for (String field : List.of("epoch", "score", "accuracy", "trainAccuracy")) {
      assertThat(part.path("epochs").findValuesAsText(field))
          .isEqualTo(whole.path("epochs").findValuesAsText(field));
    }
    assertThat(part.path("accuracy")).isEqualTo(whole.path("accuracy"));
  }

  @Test
  void trainsAModelFurtherAcrossABreak() throws IOException {
    InProcess.done(words("start", "--arch", "mlp"));
    Object[] options = {"--model", folder.resolve("start.zip"), "--checkpoint-every", 2};
    InProcess.done(words("whole", options));
    breakOff(7, words("part", options));

    Object[] resuming = Arrays.copyOf(options, options.length + 1);
    resuming[options.length] = "--resume";
    InProcess.done(words("part", resuming));

    assertThat(model("part").params()).isEqualTo(model("whole").params());
    assertThat(json("part").path("settings").has("resume")).isFalse();
  }

  @Test
  void mayBreakOffManyTimes() throws IOException {
    Path checkpoint = folder.resolve("kept/here.zip");
    Object[] options = {
      "--arch", "mlp", "--checkpoint", checkpoint, "--checkpoint-every", 1, "--resume"
    };
    InProcess.done(words("whole", "--arch", "mlp"));
    // Batches are read ahead and skipped again: in five of them, one step or two are new.
    for (int done = 0; done < EPOCHS * EPOCH - 3; done += 2) {
      int skipped = done / EPOCH + done % EPOCH;
      breakOff(skipped + 3, words("part", options));
    }
    assertThat(checkpoint).exists();
    InProcess.done(words("part", options));

    assertThat(model("part").params()).isEqualTo(model("whole").params());
    assertThat(checkpoint).doesNotExist();
  }

  @Test
  void beginsAnewWithoutACheckpoint() {
    InProcess result = InProcess.done(words("m", "--arch", "mlp", "--resume"));

    assertThat(result.err())
        .contains("there is no checkpoint " + folder.resolve("m.checkpoint.zip"))
        .contains("begins anew");
  }

  @Test
  void saysThatThereIsACheckpointAndReplacesIt() throws IOException {
    breakOff(6, words("m", "--arch", "mlp"));
    InProcess again = InProcess.done(words("m", "--arch", "mlp"));

    assertThat(again.err()).contains("--resume would go on with");
    assertThat(again.out()).contains("epoch 1 of 3");
    assertThat(files()).containsExactly("m.json", "m.zip");
  }

  @Test
  void refusesTheCheckpointOfAnotherTraining() {
    breakOff(6, words("m", "--arch", "mlp"));

    InProcess other =
        InProcess.run(
            words(
                "m",
                "--arch",
                "mlp",
                "--lr",
                0.01,
                "--seed",
                2,
                "--reward",
                "softmax",
                "--resume"));

    assertThat(other.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(other.err().strip())
        .isEqualTo(
            "lfp train: The checkpoint "
                + folder.resolve("m.checkpoint.zip")
                + " is of another training: it has no --lr instead of 0.01, no --reward instead of"
                + " softmax, --seed 1 instead of 2; give the same options, or leave --resume out to"
                + " begin anew.");
  }

  @Test
  void refusesTheCheckpointOfAnotherModel() throws IOException {
    InProcess.done(words("a", "--arch", "mlp"));
    InProcess.done(words("b", "--arch", "mlp", "--seed", 2));
    breakOff(6, words("m", "--model", folder.resolve("a.zip")));

    InProcess other = InProcess.run(words("m", "--model", folder.resolve("b.zip"), "--resume"));

    assertThat(other.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(other.err()).contains("--model a file with SHA-256 ");
  }

  @Test
  void refusesWhatIsNoCheckpoint() throws IOException {
    Path checkpoint = folder.resolve("m.checkpoint.zip");
    InProcess.done(words("other", "--arch", "mlp"));
    breakOff(6, words("cut", "--arch", "mlp"));
    byte[] whole = Files.readAllBytes(folder.resolve("cut.checkpoint.zip"));
    List<byte[]> wrong =
        List.of(
            "nonsense".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            Files.readAllBytes(folder.resolve("other.zip")),
            Arrays.copyOf(whole, whole.length / 2),
            zip("training.json", "{}"),
            zip("training.json", "{\"fingerprint\":{\"settings\":{}},\"state\":{\"curve\":[]}}"));
    for (byte[] bytes : wrong) {
      Files.write(checkpoint, bytes);
      InProcess result = InProcess.run(words("m", "--arch", "mlp", "--resume"));
      assertThat(result.status()).isEqualTo(ExitStatus.USAGE);
      assertThat(result.err().strip())
          .isEqualTo(
              "lfp train: "
                  + checkpoint
                  + " is not a checkpoint of lfp train, or it is damaged; leave --resume out to"
                  + " start anew, or name another file with --checkpoint.");
      assertThat(checkpoint).hasBinaryContent(bytes);
    }
    assertThat(files()).noneMatch(name -> name.endsWith(".tmp"));
  }

  private static byte[] zip(String entry, String content) throws IOException {
    var out = new java.io.ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  @Test
  void checksItsOptions() {
    Path output = folder.resolve("m.zip");
    InProcess zero = InProcess.run(words("m", "--arch", "mlp", "--checkpoint-every", 0));
    InProcess same = InProcess.run(words("m", "--arch", "mlp", "--checkpoint", output));
    InProcess folderAsFile = InProcess.run(words("m", "--arch", "mlp", "--checkpoint", folder));

    assertThat(zero.err().strip())
        .isEqualTo("lfp train: --checkpoint-every must be at least 1, but is 0.");
    assertThat(same.err()).contains("is also the target of another option");
    assertThat(folderAsFile.err()).contains("is a folder; name a file in it.");
    assertThat(List.of(zero, same, folderAsFile))
        .extracting(InProcess::status)
        .containsOnly(ExitStatus.USAGE);
  }
}
