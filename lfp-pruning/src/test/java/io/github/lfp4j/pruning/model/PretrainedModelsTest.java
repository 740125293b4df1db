package io.github.lfp4j.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.measure.Accuracy;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Models that others trained with several versions of Deeplearning4j. */
class PretrainedModelsTest {
  private static final int EXAMPLES = 500;
  private static final int PIXELS = 28 * 28;
  private static final int CLASSES = 10;

  private static Path shared;

  @BeforeAll
  static void find() {
    shared = Path.of(System.getProperty("lfp.shared", "missing"));
    assumeTrue(
        Files.isDirectory(shared.resolve("models/dl4j"))
            && Files.isDirectory(shared.resolve("data/mnist")),
        "no pretrained models and MNIST images below the folder of the property lfp.shared");
  }

  private static DataSet digits() throws IOException {
    float[] pixels = new float[EXAMPLES * PIXELS];
    float[] classes = new float[EXAMPLES * CLASSES];
    try (DataInputStream images = open("t10k-images-idx3-ubyte.gz", 16);
        DataInputStream labels = open("t10k-labels-idx1-ubyte.gz", 8)) {
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = images.readUnsignedByte() / 255f;
      }
      for (int i = 0; i < EXAMPLES; i++) {
        classes[i * CLASSES + labels.readUnsignedByte()] = 1;
      }
    }
    INDArray x = Nd4j.createFromArray(pixels).reshape(EXAMPLES, 1, 28, 28);
    return new DataSet(x, Nd4j.createFromArray(classes).reshape(EXAMPLES, CLASSES));
  }

  private static DataInputStream open(String name, int header) throws IOException {
    DataInputStream in =
        new DataInputStream(
            new java.io.BufferedInputStream(
                new GZIPInputStream(
                    Files.newInputStream(shared.resolve("data/mnist").resolve(name)))));
    in.skipNBytes(header);
    return in;
  }

  /** What each is known to reach on all 10,000 images, less what 500 of them leave to chance. */
  @ParameterizedTest
  @CsvSource({
    "lenet-mnist-20-50-500.zip, 0.9899",
    "lenet-mnist-20-50-500-old-json.zip, 0.9907",
    "lenet-mnist-97.zip, 0.9744"
  })
  void readsEveryFormat(String file, double known) throws IOException {
    Network network = ModelFiles.read(shared.resolve("models/dl4j").resolve(file));

    double accuracy = Accuracy.of(network, new ListDataSetIterator<>(digits().asList(), 100));

    assertThat(network.params().length()).isEqualTo(431_080);
    assertThat(accuracy).isBetween(known - 0.02, Math.min(1, known + 0.02));
    assertThat(network.updaterState().length()).isEqualTo(431_080);
    assertThat(network.updaterState().norm2Number().doubleValue()).isPositive();
  }

  /** Parameters by hand: a graph with recurrent layers in both directions. */
  @Test
  void readsGraphs() {
    Network graph =
        ModelFiles.read(shared.resolve("models/dl4j/SyntheticBidirectionalRNNGraph_100b6.zip"));

    assertThat(graph.kind()).isEqualTo("ComputationGraph");
    assertThat(graph.layers()).extracting(NetworkLayer::index).containsExactly(0, 1, 2, 3);
  }

  @Test
  void refusesLayersThatAreNotThere() {
    assertThatThrownBy(
            () -> ModelFiles.read(shared.resolve("models/dl4j/CustomLayerExample_100b6_float.zip")))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("regressiontest.customlayer100a.CustomLayer is not on the class path")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }
}
