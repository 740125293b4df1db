package io.github.lfp4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;

class ImageFolderTest {

  @TempDir Path folder;

  private static void paint(Path file, int type, int width, int height, int rgb)
      throws IOException {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (type == BufferedImage.TYPE_BYTE_GRAY) {
          // Java would convert the colour to a linear grey, which nobody else expects.
          image.getRaster().setSample(x, y, 0, rgb & 0xff);
        } else {
          image.setRGB(x, y, rgb);
        }
      }
    }
    Files.createDirectories(file.getParent());
    String name = file.toString();
    assertThat(ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile()))
        .isTrue();
  }

  private static void paintClass(Path folder, int count, int rgb) throws IOException {
    for (int i = 0; i < count; i++) {
      paint(folder.resolve(i + ".png"), BufferedImage.TYPE_INT_RGB, 6, 4, rgb);
    }
  }

  private void assertRefused(String spec, String sentence) {
    assertThatThrownBy(() -> DataSources.open(spec))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(sentence)
        .hasMessageEndingWith(".");
  }

  @Test
  void readsColoursAsRedGreenBlueAndClassesFromFolders() throws IOException {
    paintClass(folder.resolve("orange"), 5, 0xff8000);
    paintClass(folder.resolve("teal"), 10, 0x008080);
    Files.writeString(folder.resolve("teal").resolve("notes.txt"), "no image");
    Files.writeString(folder.resolve("teal").resolve(".hidden.png"), "no image");
    DataSource colours = DataSources.open("images:" + folder);
    assertThat(colours.name()).isEqualTo(folder.getFileName().toString());
    assertThat(colours.labels()).containsExactly("orange", "teal");
    assertThat(colours.exampleShape()).containsExactly(3, 4, 6);
    assertThat(colours.trainExamples()).isEqualTo(12);
    assertThat(colours.testExamples()).isEqualTo(3);
    DataSet test = Fixtures.all(colours.test(3));
    assertThat(test.getLabels().argMax(1).toIntVector()).containsExactly(0, 1, 1);
    assertThat(test.getFeatures().getFloat(0, 0, 3, 5)).isEqualTo(1);
    assertThat(test.getFeatures().getFloat(0, 1, 3, 5)).isEqualTo(128 / 255f);
    assertThat(test.getFeatures().getFloat(0, 2, 3, 5)).isZero();
    assertThat(test.getFeatures().getFloat(1, 0, 0, 0)).isZero();
    assertThat(test.getFeatures().getFloat(1, 2, 0, 0)).isEqualTo(128 / 255f);
  }

  @Test
  void scalesToTheSizeThatIsAskedFor() throws IOException {
    paintClass(folder.resolve("a"), 4, 0xffffff);
    paint(folder.resolve("a").resolve("9.jpg"), BufferedImage.TYPE_INT_RGB, 9, 9, 0xffffff);
    paint(folder.resolve("b").resolve("1.bmp"), BufferedImage.TYPE_BYTE_GRAY, 3, 3, 0x808080);
    paint(folder.resolve("b").resolve("2.png"), BufferedImage.TYPE_INT_ARGB, 8, 8, 0xff808080);
    DataSource scaled = DataSources.open("images:" + folder + "?size=5x7x1&test=0.4");
    assertThat(scaled.exampleShape()).containsExactly(1, 5, 7);
    DataSet train = Fixtures.all(scaled.train(9, 1));
    for (int i = 0; i < train.numExamples(); i++) {
      boolean white = train.getLabels().getFloat(i, 0) == 1;
      assertThat(train.getFeatures().slice(i).meanNumber().doubleValue())
          .isEqualTo(white ? 1 : 0.5, offset(0.01));
    }
  }

  @Test
  void takesTrainAndTestFoldersAsTheyAre() throws IOException {
    for (String part : new String[] {"train", "test"}) {
      paintClass(folder.resolve(part).resolve("x"), part.equals("train") ? 3 : 1, 0xff0000);
      paintClass(folder.resolve(part).resolve("y"), 2, 0x0000ff);
    }
    DataSource parts = DataSources.open("images:" + folder);
    assertThat(parts.labels()).containsExactly("x", "y");
    assertThat(parts.trainExamples()).isEqualTo(5);
    assertThat(Fixtures.classes(parts.test(9))).containsExactly(0, 1, 1);
    paintClass(folder.resolve("test").resolve("z"), 1, 0);
    assertRefused("images:" + folder, "do not hold the same classes.");
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    String spec = "images:" + folder;
    assertRefused(spec + "/nowhere", "does not exist: name one that holds a folder of images");
    assertRefused(spec, "has 0 folders in it, but it must hold a folder of images for each class");
    paintClass(folder.resolve("a"), 3, 0);
    assertRefused(spec, "has 1 folders in it");
    assertRefused(spec + "/a/0.png", "is a file: name the folder instead");
    Path other = Files.createDirectory(folder.resolve("b"));
    assertRefused(spec, "The folder " + other + " has no images in it.");
    Files.writeString(other.resolve("bad.png"), "this is no image");
    assertRefused(spec, "bad.png cannot be read as an image: remove or replace it.");
    assertRefused(spec + "?size=4x4x3", "bad.png cannot be read as an image");
    Files.delete(other.resolve("bad.png"));
    paint(other.resolve("wide.png"), BufferedImage.TYPE_INT_RGB, 7, 4, 0);
    assertRefused(spec, "wide.png has 4x7 pixels, but the images before it have 4x6: add ?size=");
  }
}
