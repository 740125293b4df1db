package io.github.lfp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lfp4j.cli.InProcess;
import io.github.lfp4j.dl4j.conf.LfpConf;
import io.github.lfp4j.pruning.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainCommandTest {
  private static final String DIGITS = "digits?train=300&test=100";
  private static final String BLOBS = "toy:blobs?train=300&test=150";

  @TempDir private Path folder;

  private MultiLayerNetwork train(String name, Object... words) {
    Path file = folder.resolve(name + ".zip");
    List<Object> all = new ArrayList<>(List.of("train", "--output", file));
    all.add("--json");
    all.add(folder.resolve(name + ".json"));
    all.addAll(Arrays.asList(words));
    InProcess.done(all.toArray());
    return ModelFiles.read(file).as(MultiLayerNetwork.class);
  }

  private double accuracy(String name) throws IOException {
    return new ObjectMapper()
        .readTree(Files.readString(folder.resolve(name + ".json")))
        .path("accuracy")
        .doubleValue();
  }

  private static boolean learnsByLfp(MultiLayerNetwork network) {
    return network.getLayer(0).conf().getLayer() instanceof LfpConf;
  }

  @ParameterizedTest
  @ValueSource(strings = {"lfp", "gradient"})
  void followsItsSeed(String method) {
    Object[] words = {"--arch", "lenet", "--data", DIGITS, "--epochs", 2, "--method", method};

    MultiLayerNetwork first = train("first", words);
    MultiLayerNetwork again = train("again", words);
    List<Object> otherWords = new ArrayList<>(List.of("--seed", 2));
    otherWords.addAll(Arrays.asList(words));
    MultiLayerNetwork other = train("other", otherWords.toArray());

    assertThat(again.params()).isEqualTo(first.params());
    assertThat(again.getUpdater().getStateViewArray())
        .isEqualTo(first.getUpdater().getStateViewArray());
    assertThat(other.params().equalsWithEps(first.params(), 1e-3)).isFalse();
  }

  @Test
  void learnsByTheMethodThatIsAskedFor() throws IOException {
    assertThat(learnsByLfp(train("lfp", "--arch", "mlp-small", "--data", BLOBS, "--epochs", 8)))
        .isTrue();
    assertThat(
            learnsByLfp(
                train(
                    "gradient",
                    "--arch",
                    "mlp-small",
                    "--data",
                    BLOBS,
                    "--epochs",
                    8,
                    "--lr",
                    0.01,
                    "--method",
                    "gradient")))
        .isFalse();
    assertThat(accuracy("lfp")).isGreaterThan(0.9);
    assertThat(accuracy("gradient")).isGreaterThan(0.9);
  }

  @Test
  void trainsAModelFurther() {
    MultiLayerNetwork start =
        train(
            "start",
            "--arch",
            "mlp-small",
            "--data",
            BLOBS,
            "--epochs",
            1,
            "--rule",
            "z-plus",
            "--reward",
            "softmax");
    Path file = folder.resolve("start.zip");

    MultiLayerNetwork more = train("more", "--model", file, "--data", BLOBS, "--epochs", 1);
    MultiLayerNetwork other =
        train("other", "--model", file, "--data", BLOBS, "--epochs", 1, "--rule", "epsilon");
    MultiLayerNetwork gradient =
        train("g", "--model", file, "--data", BLOBS, "--epochs", 1, "--method", "gradient");

    assertThat(more.getIterationCount()).isEqualTo(2 * start.getIterationCount());
    assertThat(rule(start)).isEqualTo("z-plus, epsilon 1e-6");
    assertThat(rule(more)).isEqualTo(rule(start));
    assertThat(rule(other)).isEqualTo("epsilon 1e-6");
    assertThat(learnsByLfp(gradient)).isFalse();
  }

  private static String rule(MultiLayerNetwork network) {
    return RuleText.of(((LfpConf) network.getLayer(0).conf().getLayer()).getRule());
  }

  @Test
  void takesAConfigurationFromAFile() throws IOException {
    MultiLayerNetwork made =
        train("made", "--arch", "mlp-small", "--data", BLOBS, "--method", "gradient");
    Path json = folder.resolve("conf.json");
    Files.writeString(json, made.getLayerWiseConfigurations().toJson());

    MultiLayerNetwork trained = train("again", "--config", json, "--data", BLOBS, "--epochs", 1);

    assertThat(trained.numParams()).isEqualTo(made.numParams());
    assertThat(learnsByLfp(trained)).isTrue();
  }
}
