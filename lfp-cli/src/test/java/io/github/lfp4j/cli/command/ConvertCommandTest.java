package io.github.lfp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lfp4j.cli.InProcess;
import io.github.lfp4j.dl4j.conf.LfpConf;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import io.github.lfp4j.pruning.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ConvertCommandTest {
  private static final String DATA = "digits?train=200&test=50";

  @TempDir private static Path folder;
  private static Path trained;

  @BeforeAll
  static void train() {
    trained = folder.resolve("trained.zip");
    InProcess.done(
        "train",
        "--arch",
        "lenet",
        "--data",
        DATA,
        "--epochs",
        1,
        "--rule",
        "z-plus",
        "--output",
        trained);
  }

  private static Network convert(Path model, String to, String name, Object... more) {
    Path target = folder.resolve(name);
    Object[] words = {"convert", "--model", model, "--to", to, "--output", target};
    Object[] all = java.util.Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    InProcess.done(all);
    return ModelFiles.read(target);
  }

  private static List<String> rules(Network network) {
    return network.layers().stream()
        .map(NetworkLayer::configuration)
        .filter(LfpConf.class::isInstance)
        .map(conf -> RuleText.of(((LfpConf) conf).getRule()))
        .toList();
  }

  private static void assertSame(Network one, Network other) {
    assertThat(one.params()).isEqualTo(other.params());
    assertThat(one.updaterState()).isEqualTo(other.updaterState());
    INDArray x = Nd4j.rand(5, 1, 28, 28);
    assertThat(one.output(x).equalsWithEps(other.output(x), 1e-6)).isTrue();
  }

  @Test
  void writesWhatDeeplearning4jReads() throws IOException {
    Network stock = convert(trained, "stock", "stock.zip", "--json", folder.resolve("stock.json"));

    MultiLayerNetwork read =
        ModelSerializer.restoreMultiLayerNetwork(folder.resolve("stock.zip").toFile());
    assertThat(read.getLayerWiseConfigurations().toJson()).doesNotContain("lfp4j");
    assertThat(read.params()).isEqualTo(stock.params());
    assertSame(stock, ModelFiles.read(trained));
    JsonNode json = new ObjectMapper().readTree(Files.readString(folder.resolve("stock.json")));
    assertThat(json.path("from").textValue()).isEqualTo("deeplearning4j");
    assertThat(json.path("to").textValue()).isEqualTo("stock");
    assertThat(json.path("parameters").longValue()).isEqualTo(stock.params().length());
    assertThat(json.path("layers")).hasSize(7);
  }

  @Test
  void givesRules() {
    convert(trained, "stock", "plain.zip");
    Path plain = folder.resolve("plain.zip");

    Network epsilon = convert(plain, "lfp", "epsilon.zip");
    Network plus = convert(plain, "lfp", "plus.zip", "--rules", "epsilon-plus");

    assertSame(epsilon, ModelFiles.read(trained));
    assertSame(plus, ModelFiles.read(trained));
    assertThat(rules(epsilon)).containsOnly("epsilon 1e-6");
    assertThat(rules(plus)).anyMatch(rule -> rule.startsWith("flat"));
    assertThat(rules(plus)).anyMatch(rule -> rule.startsWith("z-plus"));
  }

  @Test
  void keepsRulesUnlessOthersAreNamed() {
    assertThat(rules(convert(trained, "lfp", "kept.zip")))
        .isEqualTo(rules(ModelFiles.read(trained)))
        .contains("z-plus, epsilon 1e-6");
    assertThat(rules(convert(trained, "lfp", "other.zip", "--rules", "epsilon")))
        .containsOnly("epsilon 1e-6");
  }

  @Test
  void saysWhatItDid() {
    InProcess said =
        InProcess.done(
            "convert",
            "--model",
            trained,
            "--to",
            "stock",
            "--output",
            folder.resolve("said.zip"),
            "--report",
            folder.resolve("said.html"));

    assertThat(said.out())
        .isEqualToIgnoringNewLines(
            "converted a model to stock layers: MultiLayerNetwork, 7 layers, 48,686 parameters");
    assertThat(said.err().lines()).allMatch(line -> line.startsWith("wrote "));
    assertThat(folder.resolve("said.html")).content().contains("conv1", "ConvolutionLayer");
  }
}
