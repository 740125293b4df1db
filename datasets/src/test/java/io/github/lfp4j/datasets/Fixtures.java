package io.github.lfp4j.datasets;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** What several tests need: the folder of real data, and small made-up files. */
final class Fixtures {

  private Fixtures() {}

  /** A folder or file of real data; the test is skipped where there is none. */
  static Path shared(String path) {
    String root = System.getProperty("lfp.shared", "");
    Path found = Path.of(root, "data", path);
    assumeTrue(
        Files.exists(found),
        "needs real data: " + found + " does not exist (set the property lfp.shared)");
    return found;
  }

  /** An idx file of images whose pixels all have the image's number. */
  static byte[] idxImages(int count, int rows, int columns) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(2051);
    out.writeInt(count);
    out.writeInt(rows);
    out.writeInt(columns);
    for (int i = 0; i < count; i++) {
      for (int pixel = 0; pixel < rows * columns; pixel++) {
        out.writeByte(i);
      }
    }
    return bytes.toByteArray();
  }

  /** An idx file of labels. */
  static byte[] idxLabels(int... labels) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(2049);
    out.writeInt(labels.length);
    for (int label : labels) {
      out.writeByte(label);
    }
    return bytes.toByteArray();
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  /** Everything that an iterator delivers until its epoch is over, as one batch. */
  static DataSet all(DataSetIterator iterator) {
    List<DataSet> batches = new ArrayList<>();
    while (iterator.hasNext()) {
      batches.add(iterator.next());
    }
    return DataSet.merge(batches);
  }

  /** The classes that an iterator delivers until its epoch is over. */
  static int[] classes(DataSetIterator iterator) {
    return all(iterator).getLabels().argMax(1).toIntVector();
  }
}
