package io.github.lfp4j.datasets;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the four files of MNIST and of the data sets that imitate it. */
final class IdxFolder {

  private static final String HOLDS =
      "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and"
          + " t10k-labels-idx1-ubyte, each plain or as .gz";

  private IdxFolder() {}

  /**
   * Reads a folder.
   *
   * @param name of the data set
   * @param labels names of its classes
   * @throws DataException if a file is missing or damaged or they do not fit each other
   */
  static DataSource open(Path folder, String name, List<String> labels) {
    Folders.require(folder, HOLDS);
    ImageExamples train = part(folder, "train", labels.size());
    ImageExamples test = part(folder, "t10k", labels.size());
    if (train.width() != test.width() || train.shape()[2] != test.shape()[2]) {
      throw new DataException(
          String.format(
              "The training images in %s have %dx%d pixels, but the test images %dx%d.",
              folder, train.shape()[1], train.shape()[2], test.shape()[1], test.shape()[2]));
    }
    return new InMemorySource(name, labels, train, test);
  }

  private static ImageExamples part(Path folder, String part, int classes) {
    IdxFile images = IdxFile.read(find(folder, part + "-images", "idx3-ubyte"), 3);
    IdxFile labels = IdxFile.read(find(folder, part + "-labels", "idx1-ubyte"), 1);
    byte[] of = labels.items().get(0);
    if (images.items().size() != of.length) {
      throw new DataException(
          String.format(
              "%s holds %d images, but %s holds %d labels: they do not belong together.",
              images.file(), images.items().size(), labels.file(), of.length));
    }
    for (int i = 0; i < of.length; i++) {
      if ((of[i] & 0xff) >= classes) {
        throw new DataException(
            String.format(
                "Label %d of %s is %d, but there are only the classes 0 to %d.",
                i, labels.file(), of[i] & 0xff, classes - 1));
      }
    }
    long[] shape = {1, images.shape().get(0), images.shape().get(1)};
    return new ImageExamples(shape, images.items(), of, classes);
  }

  private static Path find(Path folder, String start, String end) {
    for (String separator : List.of("-", ".")) {
      for (String packing : List.of("", ".gz")) {
        Path file = folder.resolve(start + separator + end + packing);
        if (Files.isRegularFile(file)) {
          return file;
        }
      }
    }
    throw new DataException(
        String.format(
            "The folder %s has no file %s-%s[.gz]: it must hold %s.", folder, start, end, HOLDS));
  }
}
