package io.github.lfp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.lfp4j.cli.InProcess;
import io.github.lfp4j.cli.LfpMain;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

/**
 * SIGKILL at random moments, half of them while a file is being written: what was there before
 * stays, or the new one is there, whole. {@code -Dlfp.kills=N} kills N times (the profile {@code
 * kill} 60 times); {@code -Dlfp.kill.seed=N} chooses other moments.
 */
class KillTest {

  private static final int KILLS = Integer.getInteger("lfp.kills", 5);
  private static final long SEED = Long.getLong("lfp.kill.seed", 1);
  private static final String DATA = "digits?train=400&test=60";
  private static final int EPOCHS = 3;

  /** For each kill; some come too late. */
  private static final int MOST_ATTEMPTS = 4;

  @TempDir private static Path inputs;
  @TempDir private Path folder;

  private static Path configuration;
  private static Path model;

  /** Dropout, batch normalisation and momentum, and enough weights for writing to take a while. */
  @BeforeAll
  static void configure() throws IOException {
    MultiLayerConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .biasInit(0.01)
            .activation(Activation.RELU)
            .updater(new Adam(0.003))
            .list()
            .layer(new ConvolutionLayer.Builder(5, 5).stride(3, 3).nOut(8).build())
            .layer(new BatchNormalization.Builder().beta(0.01).build())
            .layer(new DenseLayer.Builder().nOut(400).dropOut(0.7).build())
            .layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build())
            .setInputType(InputType.convolutional(28, 28, 1))
            .build();
    configuration = Files.writeString(inputs.resolve("conf.json"), conf.toJson());
    model = inputs.resolve("model.zip");
    InProcess.done(training(model).toArray());
  }

  private static List<Object> training(Path output) {
    return List.of(
        "train",
        "--config",
        configuration,
        "--data",
        DATA,
        "--batch",
        20,
        "--epochs",
        EPOCHS,
        "--checkpoint-every",
        3,
        "--resume",
        "--output",
        output);
  }

  private static List<Object> pruning(Path output) {
    return List.of(
        "prune",
        "--model",
        model,
        "--data",
        DATA,
        "--amount",
        0.5,
        "--criterion",
        "magnitude",
        "--output",
        output);
  }

  private static ProcessBuilder lfp(List<Object> words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Compiling less takes less time than these few steps would gain.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(LfpMain.class.getName());
    words.forEach(word -> command.add(word.toString()));
    return new ProcessBuilder(command);
  }

  private Process start(List<Object> words) throws IOException {
    return lfp(words)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Runs to the end; how long that took, in milliseconds. */
  private long complete(List<Object> words) throws Exception {
    long start = System.nanoTime();
    Process process = start(words);
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail("lfp " + words + " did not end");
    }
    assertThat(process.exitValue()).isZero();
    return (System.nanoTime() - start) / 1_000_000;
  }

  /** Kills processes of one command, and counts. */
  private final class Killer {
    private final List<Object> words;
    private final Random random;
    private long millis;
    private int kills;
    private int leftovers;

    /**
     * @param millis how long the command takes
     */
    Killer(List<Object> words, long seed, long millis) {
      this.words = words;
      this.random = new Random(seed);
      this.millis = millis;
    }

    /** Kills after a random part of the time, or when a file is written after that. */
    void kill() throws Exception {
      long start = System.nanoTime();
      Process process = start(words);
      try {
        boolean whileWriting = random.nextBoolean();
        pause(process, start, (long) (millis * random.nextDouble()), false);
        if (whileWriting) {
          pause(process, start, 2 * millis, true);
          Thread.sleep(random.nextInt(12));
        }
      } finally {
        // SIGKILL, where there are signals.
        process.destroyForcibly();
      }
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      if (process.exitValue() == 0) {
        // It was faster than the signal.
        millis = (System.nanoTime() - start) / 1_000_000;
        return;
      }
      kills++;
      leftovers += isWriting() ? 1 : 0;
    }

    private void pause(Process process, long start, long until, boolean writing) throws Exception {
      while (process.isAlive()
          && System.nanoTime() - start < until * 1_000_000
          && !(writing && isWriting())) {
        Thread.sleep(1);
      }
    }

    @Override
    public String toString() {
      return kills + " kills, " + leftovers + " of them while a file was written";
    }
  }

  private boolean isWriting() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".tmp"));
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** The parameters of the network in a file, which has to be whole. */
  private static INDArray params(Path file) {
    return ModelFiles.read(file).params();
  }

  @Test
  void pruningLeavesTheOldOrTheNew() throws Exception {
    Path output = folder.resolve("small.zip");
    Files.copy(model, output);
    byte[] old = Files.readAllBytes(output);
    long millis = complete(pruning(inputs.resolve("reference.zip")));
    INDArray pruned = params(inputs.resolve("reference.zip"));
    Killer killer = new Killer(pruning(output), SEED, millis);
    int replaced = 0;
    for (int attempt = 0; killer.kills < KILLS / 2 && attempt < MOST_ATTEMPTS * KILLS; attempt++) {
      killer.kill();
      if (!Arrays.equals(Files.readAllBytes(output), old)) {
        assertThat(params(output)).isEqualTo(pruned);
        Files.write(output, old);
        replaced++;
      }
    }
    assertThat(killer.kills).isEqualTo(KILLS / 2);
    System.out.println("prune: " + killer + "; " + replaced + " times the new file was there");

    complete(pruning(output));

    assertThat(params(output)).isEqualTo(pruned);
    assertThat(files()).containsExactly("small.zip");
  }

  @Test
  void trainingGoesOnToTheSameBits() throws Exception {
    Path output = folder.resolve("m.zip");
    Path reference = inputs.resolve("trained.zip");
    long millis = complete(training(reference));
    Network whole = ModelFiles.read(reference);
    Killer killer = new Killer(training(output), SEED + 1, millis);
    int kills = KILLS - KILLS / 2;
    int completed = 0;
    for (int attempt = 0; killer.kills < kills && attempt < MOST_ATTEMPTS * KILLS; attempt++) {
      killer.kill();
      if (Files.exists(output)) {
        // The next one begins anew, or with the last checkpoint if that is still there.
        assertSame(ModelFiles.read(output), whole);
        Files.delete(output);
        completed++;
      }
    }
    assertThat(killer.kills).isEqualTo(kills);
    System.out.println("train: " + killer + "; " + completed + " trainings were completed");

    complete(training(output));

    assertSame(ModelFiles.read(output), whole);
    assertThat(files()).containsExactly("m.zip");
  }

  private static void assertSame(Network network, Network whole) {
    assertThat(network.params().data().asFloat()).isEqualTo(whole.params().data().asFloat());
    assertThat(network.updaterState().data().asFloat())
        .isEqualTo(whole.updaterState().data().asFloat());
    assertThat(network.toJson()).isEqualTo(whole.toJson());
  }
}
