package io.github.lfp4j.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.example.layers.ForeignLayer;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.TinyNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Configurations that no network has, in model files and by themselves. */
class ConfigurationTextTest {
  private static final String DENSE = "org.deeplearning4j.nn.conf.layers.DenseLayer";

  @TempDir private Path folder;
  private final String json = TinyNetworks.dense().getLayerWiseConfigurations().toJson();

  private static Throwable refused(String text) {
    return catchThrowable(() -> ConfigurationText.check(text, ReadOptions.defaults()));
  }

  private static void assertRefused(String text, String... words) {
    assertThat(refused(text)).isInstanceOf(Defect.class).hasMessageContainingAll(words);
    assertThat(refused(text).getMessage().lines()).hasSize(1);
  }

  static List<Network> networks() {
    return List.of(
        Network.of(TinyNetworks.dense()),
        Network.of(TinyNetworks.convolution(CNN2DFormat.NHWC)),
        Network.of(TinyNetworks.graph()));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void ordinaryOnesPass(Network network) {
    assertThatCode(() -> ConfigurationText.check(network.toJson(), ReadOptions.defaults()))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "{'a':1}", "{\"a\":NaN}", "{\"a\":01}", "\u0000", "{}}"})
  void noJson(String text) {
    assertRefused(text, "not JSON");
  }

  @Test
  void nested() {
    int deep = 1_000_000;
    assertRefused("[".repeat(deep), "nests more than 64");
    assertRefused("{\"a\":".repeat(deep), "nests more than 64");
    assertRefused(
        json.replaceFirst("\\{", "{\"x\":" + "[".repeat(64) + "]".repeat(64) + ","), "64");
  }

  @Test
  void numerous() {
    assertRefused("{\"a\":[" + "0,".repeat(1_000_000) + "0]}", "more than 1000000 names");
    assertRefused("{\"a\":" + "1".repeat(1_000_000) + "}", "number of 1000000 characters");
    assertRefused("{\"a\":1e" + "1".repeat(50) + "}", "number of 52 characters");
    assertRefused("{\"confs\":[" + "{},".repeat(10_000) + "{}]}", "more than 10000 layers");
  }

  @Test
  void names() {
    assertRefused("{\"a\":1,\"a\":2}", "not JSON", "Duplicate field 'a'");
    assertRefused(json + "{}", "something follows");
    assertRefused("", "empty");
    assertRefused("7", "not an object");
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 'must be from 0'",
    "1e300, 'must be from 0'",
    "99999999999, 'must be from 0'",
    "9223372036854775807, 'must be from 0'",
    "99999999999999999999999999, 'must be from 0'",
    "134217728, 'a layer of'"
  })
  void impossibleUnits(String number, String words) {
    assertRefused("{\"nIn\":" + number + ",\"nOut\":1000}", words);
    assertRefused("{\"nin\":1000,\"nout\":" + number + "}", words);
  }

  /** The product of these is 0 in 64 bits. */
  @Test
  void productsThatOverflow() {
    assertRefused(
        "{\"nIn\":67108864,\"nOut\":67108864,\"kernelSize\":[4096,1]}", "a layer of 1.84e+19");
    assertRefused("{\"inputShape\":[100000,100000]}", "a layer of 1.00e+10");
    assertRefused("{\"kernelSize\":[-1,3]}", "its kernelSize is -1");
  }

  @Test
  void arraysWithoutTheirNumbers() {
    String array = "{\"dataType\":\"FLOAT\",\"shape\":[%s],\"data\":[1,2,3,4]}";
    ConfigurationText.check(String.format(array, "2,2"), ReadOptions.defaults());
    for (String shape : List.of("100000000", "2,3", "-2,-2", "1.5,2", "4,\"1\"", "")) {
      assertRefused(String.format(array, shape), "numbers are not all there");
    }
    String old =
        "{\"dataBuffer\":[1,2,3,4],\"numElements\":%s,\"rankField\":2,\"offsetField\":%s,"
            + "\"shapeField\":[2,2],\"strideField\":[%s]}";
    ConfigurationText.check(String.format(old, "4", "0", "2,1"), ReadOptions.defaults());
    assertRefused(String.format(old, "400000000", "0", "2,1"), "numbers are not all there");
    assertRefused(String.format(old, "4", "1", "2,1"), "numbers are not all there");
    assertRefused(String.format(old, "4", "0", "100,1"), "numbers are not all there");
    assertRefused(String.format(old, "4", "0", "-2,1"), "numbers are not all there");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.example.Evil",
        "java.lang.Runtime",
        "javax.management.remote.rmi.RMIConnector",
        "org.deeplearning4jx.Evil",
        "org.nd4j",
        "java.util.ArrayList<com.example.Evil>",
        "org.deeplearning4j.nn.conf.layers.DenseLayer<com.example.Evil>",
        "org.deeplearning4j..Evil",
        "[Lorg.deeplearning4j.Evil;",
        "org.deeplearning4j.nn/../../Evil",
        "org.deeplearning4j. Evil",
        "org.deeplearning4j.\\u0000Evil",
        ""
      })
  void foreignClasses(String name) {
    String other = json.replace(DENSE, name);
    assertThat(other).isNotEqualTo(json);

    assertThat(refused(other))
        .isInstanceOf(UnsafeModelException.class)
        .hasMessageContaining("--allow-class");
  }

  @Test
  void foreignClassesAnywhere() {
    for (String text :
        List.of(
            "{\"ignored\":[{\"deep\":{\"@class\":\"com.example.Evil\"}}]}",
            "{\"dist\":{\"type\":\"com.example.Evil\"}}",
            "{\"@class\":7}",
            "{\"@class\":[\"org.deeplearning4j.X\"]}",
            "{\"@cl\\u0061ss\":\"com.example.Evil\"}")) {
      assertThat(refused(text)).as(text).isInstanceOf(UnsafeModelException.class);
    }
  }

  /** Short names, of before 1.0.0-beta, stand for a fixed list of classes. */
  @Test
  void unknownShortNames() throws IOException {
    String old =
        "{\"confs\":[{\"layer\":{\"myLayer\":{\"nin\":3,\"nout\":4}},\"seed\":1,\"variables\":[]}]}";
    Path file = Files.writeString(folder.resolve("old.json"), old);

    assertThatThrownBy(() -> ConfigurationFiles.create(file, ReadOptions.defaults()))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("it has a layer 'myLayer', which Deeplearning4j does not know");
  }

  private static MultiLayerNetwork foreign() {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(new ForeignLayer(3, 4))
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nIn(4)
                    .nOut(2)
                    .activation(Activation.SOFTMAX)
                    .build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  @Test
  void classesOfOnesOwn() throws IOException {
    Path file = folder.resolve("own.zip");
    MultiLayerNetwork network = foreign();
    ModelFiles.save(Network.of(network), file);

    assertThatThrownBy(() -> ModelFiles.read(file))
        .isInstanceOf(UnsafeModelException.class)
        .hasMessageContaining(ForeignLayer.class.getName());
    ReadOptions own = ReadOptions.allowing(Set.of(ForeignLayer.class.getName()));
    assertThat(ModelFiles.read(file, own).params()).isEqualTo(network.params());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "com.example.", "com.example.*", ".x", "a<b>", "1.2"})
  void namesThatNoClassHas(String name) {
    assertThatThrownBy(() -> ReadOptions.allowing(Set.of(name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("full name of a class");
  }

  /** What gets through the checks of the text, but is no network. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"confs\":[]}",
        "{\"confs\":{}}",
        "{\"confs\":[null]}",
        "{\"confs\":[{\"layer\":{\"@class\":\"org.deeplearning4j.nn.conf.layers.DenseLayer\"}}]}",
        "{\"confs\":[{\"layer\":{\"@class\":\"org.deeplearning4j.util.ModelSerializer\"}}]}",
        "{\"confs\":[{\"layer\":{\"@class\":\"org.nd4j.linalg.factory.Nd4j\"}}]}",
        "{\"confs\":[{\"layer\":{\"@class\":\"org.deeplearning4j.nn.conf.layers.Layer\"}}]}",
        "{\"vertexInputs\":{\"a\":[\"a\"]},\"vertices\":{\"a\":{}}}",
        "{\"vertexInputs\":7,\"vertices\":[]}"
      })
  void noNetworks(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("x.json"), text);

    Throwable thrown =
        catchThrowable(() -> ConfigurationFiles.create(file, ReadOptions.defaults()));

    assertThat(thrown).isInstanceOf(PruningException.class);
    assertThat(thrown.getMessage().lines()).hasSize(1);
    assertThat(thrown).hasMessageContaining("x.json").hasMessageNotContaining("Exception:");
  }

  /** 2 billion parameters would be allocated. */
  @Test
  void moreThanMemoryHolds() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("large.json"),
            json.replaceAll("\"nin\" : \\d+", "\"nin\" : 46000")
                .replaceAll("\"nout\" : \\d+", "\"nout\" : 46000"));

    assertThatThrownBy(() -> ConfigurationFiles.create(file, ReadOptions.defaults()))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("MiB of memory outside of Java's heap");
  }
}
