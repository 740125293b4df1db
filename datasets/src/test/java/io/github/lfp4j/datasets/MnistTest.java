package io.github.lfp4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class MnistTest {

  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

  @TempDir Path folder;

  @BeforeEach
  void makeSmallDataSet() throws IOException {
    Files.write(folder.resolve(TRAIN_IMAGES + ".gz"), Fixtures.gzip(Fixtures.idxImages(6, 4, 5)));
    Files.write(folder.resolve(TRAIN_LABELS), Fixtures.idxLabels(3, 1, 4, 1, 5, 9));
    Files.write(folder.resolve(TEST_IMAGES), Fixtures.idxImages(2, 4, 5));
    Files.write(folder.resolve(TEST_LABELS + ".gz"), Fixtures.gzip(Fixtures.idxLabels(2, 6)));
  }

  private DataSource open() {
    return DataSources.open(new DataSpec("mnist", folder.toString(), Map.of()).toString());
  }

  private void assertRefused(String sentence) {
    assertThatThrownBy(this::open)
        .isInstanceOf(DataException.class)
        .hasMessageContaining(sentence)
        .hasMessageEndingWith(".")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void readsPlainAndPackedFiles() {
    DataSource mnist = open();
    assertThat(mnist.name()).isEqualTo("mnist");
    assertThat(mnist.exampleShape()).containsExactly(1, 4, 5);
    assertThat(mnist.trainExamples()).isEqualTo(6);
    assertThat(mnist.testExamples()).isEqualTo(2);
    DataSet test = mnist.test(10).next();
    assertThat(test.getLabels().argMax(1).toIntVector()).containsExactly(2, 6);
    assertThat(test.getFeatures().getFloat(1, 0, 3, 4)).isEqualTo(1 / 255f);
    DataSet train = mnist.train(10, 1).next();
    int[] digits = {3, 1, 4, 1, 5, 9};
    for (int i = 0; i < 6; i++) {
      int number = Math.round(train.getFeatures().getFloat(i, 0, 0, 0) * 255);
      assertThat(train.getLabels().getFloat(i, digits[number])).isEqualTo(1);
    }
  }

  @Test
  void readsTheOtherUsualFileNames() throws IOException {
    Files.move(folder.resolve(TEST_IMAGES), folder.resolve("t10k-images.idx3-ubyte"));
    assertThat(open().testExamples()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not gzip at all | is a damaged gzip file",
        "cut | is cut off before the end that its header announces",
        "cut inside gzip | is cut off before the end that its header announces",
        "flipped bits | is a damaged gzip file",
        "labels instead | is not an idx file of images: it starts with the number 2049, not 2051",
        "empty | is cut off before the end that its header announces",
        "longer | is damaged: more follows after the 6 items that it announces",
        "huge | is cut off before the end that its header announces",
        "negative | is damaged: its header claims a size of -1",
        "overflow | is damaged: its header claims an impossible size",
      })
  void saysWhatIsWrongWithTheImages(String damage, String sentence) throws IOException {
    Path plain = folder.resolve(TRAIN_IMAGES);
    Path packed = folder.resolve(TRAIN_IMAGES + ".gz");
    byte[] content = Fixtures.idxImages(6, 4, 5);
    byte[] archive = Fixtures.gzip(content);
    Files.delete(packed);
    switch (damage) {
      case "not gzip at all" ->
          Files.write(packed, new byte[] {0x1f, (byte) 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9});
      case "cut" -> Files.write(plain, Arrays.copyOf(content, content.length - 1));
      case "cut inside gzip" -> Files.write(packed, Arrays.copyOf(archive, archive.length / 2));
      case "flipped bits" -> {
        archive[archive.length - 8] ^= 0x55; // The checksum of the content.
        Files.write(packed, archive);
      }
      case "labels instead" -> Files.write(plain, Fixtures.idxLabels(1, 2, 3));
      case "empty" -> Files.write(plain, new byte[0]);
      case "longer" -> Files.write(plain, Arrays.copyOf(content, content.length + 1));
      case "huge" -> Files.write(plain, header(content, 1_000_000, 1000, 1000));
      case "negative" -> Files.write(plain, header(content, 6, -1, 5));
      case "overflow" -> Files.write(plain, header(content, Integer.MAX_VALUE, 1 << 24, 1 << 24));
      default -> throw new IllegalArgumentException(damage);
    }
    assertRefused(sentence.replace(", not ", " instead of "));
    assertRefused(folder.toString());
  }

  private static byte[] header(byte[] content, int... sizes) {
    java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(content.clone());
    for (int i = 0; i < sizes.length; i++) {
      buffer.putInt(4 * (i + 1), sizes[i]);
    }
    return buffer.array();
  }

  @Test
  void saysThatCountsDisagree() throws IOException {
    Files.write(folder.resolve(TRAIN_LABELS), Fixtures.idxLabels(3, 1, 4, 1, 5));
    assertRefused("holds 6 images, but");
    assertRefused("holds 5 labels: they do not belong together");
  }

  @Test
  void saysThatALabelIsTooLarge() throws IOException {
    Files.write(folder.resolve(TRAIN_LABELS), Fixtures.idxLabels(3, 1, 4, 200, 5, 9));
    assertRefused("is 200, but there are only the classes 0 to 9");
  }

  @Test
  void saysThatImageSizesDiffer() throws IOException {
    Files.write(folder.resolve(TEST_IMAGES), Fixtures.idxImages(2, 5, 4));
    assertRefused("have 4x5 pixels, but the test images 5x4");
  }

  @Test
  void saysWhichFileIsMissing() throws IOException {
    Files.delete(folder.resolve(TEST_IMAGES));
    assertRefused("has no file t10k-images-idx3-ubyte[.gz]: it must hold train-images-idx3-ubyte");
  }

  @Test
  void saysThatTheFolderIsMissingOrAFile() throws IOException {
    Path given = folder;
    folder = given.resolve("nowhere");
    assertRefused("does not exist: name one that holds train-images-idx3-ubyte");
    folder = given.resolve(TEST_IMAGES);
    assertRefused("is a file: name the folder instead that holds train-images-idx3-ubyte");
    folder = Files.createDirectory(given.resolve("empty"));
    assertRefused("has no file train-images-idx3-ubyte[.gz]");
  }

  @Test
  void readsTheRealMnist() {
    DataSource mnist = DataSources.open("mnist:" + Fixtures.shared("mnist"));
    assertThat(mnist.exampleShape()).containsExactly(1, 28, 28);
    assertThat(mnist.trainExamples()).isEqualTo(60_000);
    assertThat(mnist.testExamples()).isEqualTo(10_000);
    // As published with the data: the first test digits, the counts of the classes.
    assertThat(mnist.test(5).next().getLabels().argMax(1).toIntVector())
        .containsExactly(7, 2, 1, 0, 4);
    assertThat(counts(mnist.test(1000)))
        .containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
    assertThat(counts(mnist.train(1000, 1)))
        .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
    // The mean and deviation of the training pixels that everybody normalises with.
    double[] moments = moments(mnist.train(1000, 1));
    assertThat(moments[0]).isEqualTo(0.1307, offset(1e-4));
    assertThat(moments[1]).isEqualTo(0.3081, offset(1e-4));
  }

  @Test
  void readsTheRealFashionMnist() {
    DataSource fashion = DataSources.open("fashion-mnist:" + Fixtures.shared("fashion-mnist"));
    assertThat(fashion.name()).isEqualTo("fashion-mnist");
    assertThat(fashion.labels()).hasSize(10).startsWith("T-shirt/top").endsWith("Ankle boot");
    assertThat(counts(fashion.test(1000))).containsOnly(1000);
    assertThat(fashion.test(3).next().getLabels().argMax(1).toIntVector()).containsExactly(9, 2, 1);
    assertThat(moments(fashion.train(1000, 1))[0]).isEqualTo(0.2860, offset(1e-4));
  }

  static int[] counts(DataSetIterator iterator) {
    int[] counts = new int[iterator.totalOutcomes()];
    while (iterator.hasNext()) {
      for (int one : iterator.next().getLabels().argMax(1).toIntVector()) {
        counts[one]++;
      }
    }
    return counts;
  }

  private static double[] moments(DataSetIterator iterator) {
    double sum = 0;
    double squares = 0;
    long count = 0;
    while (iterator.hasNext()) {
      INDArray features = iterator.next().getFeatures();
      sum += features.sumNumber().doubleValue();
      squares += features.mul(features).sumNumber().doubleValue();
      count += features.length();
    }
    double mean = sum / count;
    return new double[] {mean, Math.sqrt(squares / count - mean * mean)};
  }
}
