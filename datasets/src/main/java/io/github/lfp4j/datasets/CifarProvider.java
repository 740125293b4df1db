package io.github.lfp4j.datasets;

import io.github.lfp4j.datasets.cache.DataCache;
import io.github.lfp4j.datasets.cache.RemoteFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code cifar10[:DIR]}: colour photographs of 32 by 32 pixels, 50,000 to train on and 10,000 to
 * test on (Krizhevsky 2009), in the official binary form: records of one label byte and 3072 bytes
 * for red, green and blue. A folder may hold any of the {@code data_batch_*.bin} files, and {@code
 * test_batch.bin} or others whose names start with {@code test}.
 */
public final class CifarProvider implements DataSourceProvider {

  private static final long[] SHAPE = {3, 32, 32};
  private static final int PIXEL_BYTES = 3 * 32 * 32;
  private static final int RECORD_BYTES = 1 + PIXEL_BYTES;
  private static final String HOLDS = "data_batch_1.bin (and _2, _3, ...) and test_batch.bin";
  private static final List<String> LABELS =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
  private static final CifarArchive ARCHIVE =
      new CifarArchive(
          new RemoteFile(
              "cifar-10-binary.tar.gz",
              List.of(URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz")),
              170_052_171,
              "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
              false),
          List.of(
              batch(
                  "data_batch_1.bin",
                  "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
              batch(
                  "data_batch_2.bin",
                  "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
              batch(
                  "data_batch_3.bin",
                  "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
              batch(
                  "data_batch_4.bin",
                  "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
              batch(
                  "data_batch_5.bin",
                  "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
              batch(
                  "test_batch.bin",
                  "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b")));

  @Override
  public String kind() {
    return "cifar10";
  }

  @Override
  public String usage() {
    return "cifar10[:DIR]";
  }

  @Override
  public DataSource open(DataSpec spec, DataOptions options) {
    return open(spec, options, ARCHIVE);
  }

  static DataSource open(DataSpec spec, DataOptions options, CifarArchive archive) {
    SpecOptions asked = new SpecOptions(spec, List.of());
    if (spec.location() != null) {
      return read(Folders.require(asked.path("DIR"), HOLDS), spec.kind());
    }
    DataCache cache = new DataCache(spec.kind(), options);
    archive.unpackInto(cache);
    return read(cache.folder(), spec.kind());
  }

  private static DataSource read(Path named, String kind) {
    // The archive unpacks into a folder of its own, and both are natural to name.
    Path inner = named.resolve("cifar-10-batches-bin");
    Path folder = Files.isDirectory(inner) ? inner : named;
    List<Path> bins =
        Folders.list(folder).stream().filter(p -> Folders.name(p).endsWith(".bin")).toList();
    List<Path> train = bins.stream().filter(p -> Folders.name(p).startsWith("data_batch")).toList();
    Path official = folder.resolve("test_batch.bin");
    List<Path> test =
        bins.contains(official)
            ? List.of(official)
            : bins.stream().filter(p -> Folders.name(p).startsWith("test")).toList();
    if (train.isEmpty() || test.isEmpty()) {
      throw new DataException(
          String.format(
              "The folder %s has no %s: it must hold %s.",
              folder, train.isEmpty() ? "data_batch_N.bin" : "test_batch.bin", HOLDS));
    }
    return new InMemorySource(kind, LABELS, records(train), records(test));
  }

  private static Examples records(List<Path> files) {
    List<byte[]> pixels = new ArrayList<>();
    byte[] classes = {};
    for (Path file : files) {
      byte[] bytes = bytes(file);
      int start = classes.length;
      int count = bytes.length / RECORD_BYTES;
      classes = Arrays.copyOf(classes, start + count);
      for (int i = 0; i < count; i++) {
        int at = i * RECORD_BYTES;
        if (bytes[at] < 0 || bytes[at] >= LABELS.size()) {
          throw new DataException(
              String.format(
                  "Record %d of %s has the label %d, but there are only 0 to %d:"
                      + " the file is damaged.",
                  i, file, bytes[at] & 0xff, LABELS.size() - 1));
        }
        classes[start + i] = bytes[at];
        pixels.add(Arrays.copyOfRange(bytes, at + 1, at + RECORD_BYTES));
      }
    }
    return new ImageExamples(SHAPE, pixels, classes, LABELS.size());
  }

  private static byte[] bytes(Path file) {
    try {
      long size = Files.size(file);
      if (size == 0 || size % RECORD_BYTES != 0 || size > Integer.MAX_VALUE) {
        throw new DataException(
            String.format(
                "%s has %d bytes, which is no whole number of records of %d bytes:"
                    + " it is damaged, fetch it again.",
                file, size, RECORD_BYTES));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private static RemoteFile batch(String name, String sha256) {
    return new RemoteFile(name, List.of(), 10_000L * RECORD_BYTES, sha256, false);
  }
}
