package io.github.lfp4j.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.TinyNetworks;
import io.github.lfp4j.pruning.model.ModelCheck.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Good files that lost their end, or in which bits fell over. */
class DamagedFilesTest {
  private static final int FLIPS = 400;

  @TempDir private Path folder;

  /** Those of this version, and, where there are some, those of others. */
  static Stream<Path> files() throws IOException {
    Path own = Files.createTempDirectory("damaged");
    own.toFile().deleteOnExit();
    Path layers = own.resolve("layers.zip");
    ModelFiles.save(Network.of(TinyNetworks.convolution(CNN2DFormat.NCHW)), layers);
    Path graph = own.resolve("graph.zip");
    ModelFiles.save(Network.of(TinyNetworks.graph()), graph);
    layers.toFile().deleteOnExit();
    graph.toFile().deleteOnExit();
    Path shared = Path.of(System.getProperty("lfp.shared", "missing"), "models");
    Stream<Path> others =
        Stream.of(
            shared.resolve("dl4j/regression_080_MLP_1.zip"),
            shared.resolve("dl4j/SyntheticCNN_100b6.zip"),
            shared.resolve("dl4j/SyntheticBidirectionalRNNGraph_100b6.zip"),
            shared.resolve("keras/keras_examples_12net.h5"));
    return Stream.concat(Stream.of(layers, graph), others.filter(Files::exists));
  }

  private ModelCheck check(byte[] bytes, String name) throws IOException {
    Path file = Files.write(folder.resolve(name), bytes);
    ModelCheck check = new ModelVerifier(ReadOptions.defaults()).check(file);
    assertThat(check.reason())
        .isNotBlank()
        .doesNotContain("Exception", "more memory than there is");
    assertThat(check.reason().lines()).hasSize(1);
    return check;
  }

  private INDArray parameters(Path file) {
    return KerasFiles.isHdf5(file) ? null : ModelFiles.read(file).params();
  }

  @ParameterizedTest
  @MethodSource("files")
  void cutAtEveryHundredth(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);

    for (int percent = 0; percent < 100; percent++) {
      int length = (int) (whole.length * (long) percent / 100);
      ModelCheck check = check(Arrays.copyOf(whole, length), percent + "-" + file.getFileName());

      assertThat(check.verdict()).as(length + " bytes").isEqualTo(Verdict.UNREADABLE);
    }
    assertThat(check(whole, file.getFileName().toString()).verdict()).isEqualTo(Verdict.CLEAN);
  }

  /** If a file counts as clean all the same, nothing that matters was hit. */
  @ParameterizedTest
  @MethodSource("files")
  void bitsThatFellOver(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    INDArray parameters = parameters(file);
    Random random = new Random(42);
    int refused = 0;

    for (int i = 0; i < FLIPS; i++) {
      byte[] damaged = whole.clone();
      int at = random.nextInt(damaged.length);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      String name = i + "-" + file.getFileName();
      ModelCheck check = check(damaged, name);

      if (check.verdict() != Verdict.CLEAN) {
        refused++;
      } else if (!KerasFiles.isHdf5(file)) {
        assertThat(parameters(folder.resolve(name))).as("byte " + at).isEqualTo(parameters);
      }
    }
    // HDF5 has no checksums for numbers; a zip has for everything but times and the like.
    assertThat(refused).isGreaterThan(KerasFiles.isHdf5(file) ? FLIPS / 10 : FLIPS * 9 / 10);
  }
}
