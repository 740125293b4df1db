package io.github.lfp4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class CifarTest {

  @TempDir Path folder;

  /** Records of the given labels; red is 10, green 20 and blue 30 times the record's number. */
  static byte[] records(int... labels) {
    byte[] bytes = new byte[labels.length * 3073];
    for (int i = 0; i < labels.length; i++) {
      bytes[i * 3073] = (byte) labels[i];
      for (int channel = 0; channel < 3; channel++) {
        int start = i * 3073 + 1 + channel * 1024;
        Arrays.fill(bytes, start, start + 1024, (byte) (10 * (channel + 1) * i));
      }
    }
    return bytes;
  }

  private void assertRefused(Path where, String sentence) {
    assertThatThrownBy(() -> DataSources.open("cifar10:" + where))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(sentence)
        .hasMessageEndingWith(".");
  }

  @Test
  void readsWhateverBatchesThereAre() throws IOException {
    Files.write(folder.resolve("data_batch_2.bin"), records(8, 9));
    Files.write(folder.resolve("data_batch_4.bin"), records(0, 1, 2));
    Files.write(folder.resolve("test_first.bin"), records(5, 6));
    DataSource cifar = DataSources.open("cifar10:" + folder);
    assertThat(cifar.exampleShape()).containsExactly(3, 32, 32);
    assertThat(cifar.labels()).startsWith("airplane").endsWith("truck");
    assertThat(cifar.trainExamples()).isEqualTo(5);
    assertThat(Fixtures.classes(cifar.train(2, 1))).containsExactlyInAnyOrder(8, 9, 0, 1, 2);
    DataSet test = cifar.test(2).next();
    assertThat(test.getLabels().argMax(1).toIntVector()).containsExactly(5, 6);
    assertThat(test.getFeatures().getFloat(1, 0, 31, 31)).isEqualTo(10 / 255f);
    assertThat(test.getFeatures().getFloat(1, 2, 0, 0)).isEqualTo(30 / 255f);
    Files.write(folder.resolve("test_batch.bin"), records(7));
    assertThat(DataSources.open("cifar10:" + folder).testExamples()).isEqualTo(1);
  }

  @Test
  void findsTheFolderThatTheArchiveUnpacksTo() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("cifar-10-batches-bin"));
    Files.write(inner.resolve("data_batch_1.bin"), records(1, 2));
    Files.write(inner.resolve("test_batch.bin"), records(3));
    assertThat(DataSources.open("cifar10:" + folder).trainExamples()).isEqualTo(2);
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    assertRefused(
        folder.resolve("nowhere"), "does not exist: name one that holds data_batch_1.bin");
    assertRefused(folder, "has no data_batch_N.bin: it must hold data_batch_1.bin");
    Path train = folder.resolve("data_batch_1.bin");
    Files.write(train, records(1, 2));
    assertRefused(train, "is a file: name the folder instead");
    assertRefused(folder, "has no test_batch.bin");
    Path test = folder.resolve("test_batch.bin");
    Files.write(test, Arrays.copyOf(records(1, 2), 6000));
    assertRefused(folder, "test_batch.bin has 6000 bytes, which is no whole number of records");
    Files.write(test, new byte[0]);
    assertRefused(folder, "test_batch.bin has 0 bytes");
    Files.write(test, records(3, 77));
    assertRefused(folder, "Record 1 of " + test + " has the label 77, but there are only 0 to 9");
  }

  @Test
  void readsTheRealCifar10() {
    DataSource cifar = DataSources.open("cifar10:" + Fixtures.shared("cifar10"));
    assertThat(cifar.trainExamples()).isEqualTo(20_000);
    assertThat(cifar.testExamples()).isEqualTo(1_000);
    // Cat, ship, ship, airplane, frog: the best-known test images there are.
    assertThat(cifar.test(5).next().getLabels().argMax(1).toIntVector())
        .containsExactly(3, 8, 8, 0, 6);
    // The published means of red, green and blue over all 50,000 images.
    INDArray means = Fixtures.all(cifar.train(500, 1, 10_000)).getFeatures().mean(0, 2, 3);
    assertThat(means.getDouble(0)).isEqualTo(0.4914, offset(0.006));
    assertThat(means.getDouble(1)).isEqualTo(0.4822, offset(0.006));
    assertThat(means.getDouble(2)).isEqualTo(0.4465, offset(0.006));
  }
}
