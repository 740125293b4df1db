package io.github.lfp4j.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.TinyNetworks;
import io.github.lfp4j.pruning.model.ModelCheck.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ModelVerifierTest {
  @TempDir private Path folder;
  private final MultiLayerNetwork network = TinyNetworks.dense();

  private static ModelCheck check(Path file) {
    return new ModelVerifier(ReadOptions.defaults()).check(file);
  }

  private static void assertVerdict(Path file, Verdict verdict, String... words) {
    ModelCheck check = check(file);
    assertThat(check.verdict()).as(check.reason()).isEqualTo(verdict);
    assertThat(check.reason()).contains(words);
    assertThat(check.file()).isEqualTo(file);
  }

  private ModelZip model() {
    return new ModelZip()
        .with(ModelEntries.CONFIGURATION, network.getLayerWiseConfigurations().toJson())
        .with(ModelEntries.PARAMETERS, network.params());
  }

  /** Leaves a file behind when it is brought to life. */
  static final class Gadget implements Serializable {
    private static final long serialVersionUID = 1;
    private final String marker;

    Gadget(Path marker) {
      this.marker = marker.toString();
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      Files.createFile(Path.of(marker));
    }
  }

  private byte[] gadget(Path marker) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new Gadget(marker));
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ModelEntries.PREPROCESSOR,
        ModelEntries.OLD_UPDATER,
        ModelEntries.NORMALIZER,
        "objects/labels",
        "evil.bin"
      })
  void runsNoJavaObject(String entry) throws Exception {
    Path marker = folder.resolve("marker");
    byte[] gadget = gadget(marker);
    Path file = model().with(entry, gadget).write(folder.resolve("gadget.zip"));

    assertVerdict(file, Verdict.DANGEROUS, entry, "Java object");
    if (!entry.equals("evil.bin")) {
      assertThat(ModelFiles.read(file).params()).isEqualTo(network.params());
    }
    assertThat(marker).doesNotExist();

    // It is no dud, and stock Deeplearning4j does run it.
    if (entry.equals(ModelEntries.PREPROCESSOR)) {
      try {
        ModelSerializer.restoreMultiLayerNetwork(file.toFile());
      } catch (ClassCastException e) {
        // Too late.
      }
      assertThat(marker).exists();
    }
  }

  @Test
  void namesForeignNormalizers() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF("NORMALIZER");
      out.writeInt(1);
      out.writeUTF("CUSTOM");
      out.writeUTF("com.example.Evil");
    }
    Path file =
        model().with(ModelEntries.NORMALIZER, bytes.toByteArray()).write(folder.resolve("n.zip"));

    assertVerdict(file, Verdict.DANGEROUS, "names the class com.example.Evil");
  }

  @Test
  void ordinaryNormalizersAreClean() throws IOException {
    NormalizerStandardize normalizer = new NormalizerStandardize();
    normalizer.fit(new DataSet(TinyNetworks.numbers(1, 9, 4), TinyNetworks.labels(9)));
    Path file = folder.resolve("n.zip");
    ModelSerializer.writeModel(network, file.toFile(), true);
    ModelSerializer.addNormalizerToModel(file.toFile(), normalizer);

    assertVerdict(file, Verdict.CLEAN, "a MultiLayerNetwork with");
    assertThat(ModelFiles.read(file).params()).isEqualTo(network.params());
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void remarksOnNumbersThatAreNone(double number) throws IOException {
    network.params().putScalar(3, number);
    network.params().putScalar(5, number);

    ModelCheck check = check(model().write(folder.resolve("nan.zip")));

    assertThat(check.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(check.remarks()).containsExactly("2 of its parameters are not finite");
    network.params().putScalar(3, 0).putScalar(5, 0);
    assertThat(check(model().write(folder.resolve("fine.zip"))).remarks()).isEmpty();
  }

  @Test
  void readsNetworksWithoutParameters() throws IOException {
    MultiLayerNetwork without =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ActivationLayer(Activation.RELU))
                .layer(
                    new LossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build())
                .build());
    without.init();
    Path file = folder.resolve("without.zip");
    ModelFiles.save(Network.of(without), file);

    assertVerdict(file, Verdict.CLEAN, "with 0 parameters");
    assertThat(ModelFiles.read(file).output(Nd4j.ones(1, 2))).isEqualTo(Nd4j.ones(1, 2));
  }

  @Test
  void saysWhatIsNoFile() throws Exception {
    assertVerdict(folder, Verdict.UNREADABLE, "it is a directory");
    assertVerdict(folder.resolve("none"), Verdict.UNREADABLE, "it does not exist");
    assertVerdict(
        Files.createFile(folder.resolve("empty.zip")), Verdict.UNREADABLE, "not a zip file");
    assertVerdict(
        Files.writeString(folder.resolve("text.h5"), "text"), Verdict.UNREADABLE, "not a zip");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/zero", "/dev/null", "/dev/tty", "/dev/stdin"})
  void waitsForNoDevice(String device) {
    Path path = Path.of(device);
    assumeTrue(Files.exists(path) && !Files.isRegularFile(path), "no " + device);

    assertThat(check(path).verdict()).isEqualTo(Verdict.UNREADABLE);
  }

  @Test
  void waitsForNoPipe() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "no /usr/bin/mkfifo");
    Path pipe = folder.resolve("pipe.zip");
    new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start().waitFor();

    assertVerdict(pipe, Verdict.UNREADABLE, "a device or a pipe");
    assertThat(ModelFolders.find(List.of(folder)).models()).isEmpty();
  }

  /** Seen by nobody who trusts names; found by its first bytes. */
  @Test
  void findsModelsInFolders() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("a/b"));
    Path model = model().write(inner.resolve("model.bin"));
    Path text = Files.writeString(folder.resolve("a/text.ZIP"), "no zip");
    Files.writeString(folder.resolve("a/readme.md"), "text");
    Path loop = Files.createSymbolicLink(inner.resolve("loop"), folder);
    assertThat(loop).exists();

    ModelFolders.Contents found = ModelFolders.find(List.of(folder, text));

    assertThat(found.models()).containsExactly(model, text, text);
    assertThat(found.others()).isEqualTo(2);
  }
}
