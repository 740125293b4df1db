package io.github.lfp4j.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.TinyNetworks;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** The old file or the new one, never something between. */
class ModelSaveTest {
  @TempDir private Path folder;
  private final Network network = Network.of(TinyNetworks.dense());

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static DataSetIterator data() {
    DataSet batch = new DataSet(TinyNetworks.numbers(9, 6, 4), TinyNetworks.labels(6));
    return new ListDataSetIterator<>(List.of(batch), 6);
  }

  @Test
  void replacesWhatWasThere() throws IOException {
    Path file = Files.writeString(folder.resolve("model.zip"), "old");
    network.fit(data());

    ModelFiles.save(network, file);

    assertThat(files()).containsExactly(file);
    Network read = ModelFiles.read(file);
    assertThat(read.params()).isEqualTo(network.params());
    assertThat(read.updaterState()).isEqualTo(network.updaterState());
  }

  @Test
  void keepsWhatWasThereIfItFails() throws IOException {
    Path file = Files.writeString(folder.resolve("model.zip"), "old");
    Network closed = Network.of(TinyNetworks.dense());
    closed.params().close();

    assertThatThrownBy(() -> ModelFiles.save(closed, file)).isInstanceOf(RuntimeException.class);

    assertThat(file).hasContent("old");
    assertThat(files()).containsExactly(file);
  }

  @Test
  void noticesWhatWasWrittenWrongly() throws IOException {
    Path file = folder.resolve("model.zip");
    ModelFiles.save(network, file);
    Network same = ModelFiles.read(file);
    Network other = network.copy();
    other.params().putScalar(7, 1e-300);
    Network trained = network.copy();
    trained.fit(data());
    trained.params().assign(network.params());

    reader(file).compare(same);
    assertDiffers(file, other, "parameters");
    assertDiffers(file, Network.of(TinyNetworks.graph()), "configuration");
    // Its counters of iterations differ as well as the updater's state.
    assertDiffers(file, trained, "of the model file");
  }

  @Test
  void savesNumbersThatAreNone() throws IOException {
    Path file = folder.resolve("model.zip");
    network.params().putScalar(0, Double.NaN).putScalar(1, Double.NEGATIVE_INFINITY);

    ModelFiles.save(network, file);

    assertThat(ModelFiles.read(file).params().getDouble(0)).isNaN();
  }

  private static ModelReader reader(Path file) {
    return new ModelReader(file, ReadOptions.defaults());
  }

  private static void assertDiffers(Path file, Network network, String what) {
    assertThatThrownBy(() -> reader(file).compare(network))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining(what)
        .hasMessageContaining("is not what was written");
  }

  @Test
  void followsLinksAndKeepsPermissions() throws IOException {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
        "no POSIX permissions here");
    Path file = Files.writeString(folder.resolve("model.zip"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    Path link = Files.createSymbolicLink(folder.resolve("link.zip"), file);

    ModelFiles.save(network, link);

    assertThat(link).isSymbolicLink();
    assertThat(ModelFiles.read(file).params()).isEqualTo(network.params());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-rw----");
  }

  @Test
  void refusesWhatIsNoPlaceForAFile() {
    assertThatThrownBy(() -> ModelFiles.save(network, folder))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("not a file that can be replaced");
    assertThatThrownBy(() -> ModelFiles.save(network, folder.resolve("none/model.zip")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
