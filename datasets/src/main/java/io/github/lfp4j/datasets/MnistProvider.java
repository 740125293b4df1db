package io.github.lfp4j.datasets;

import io.github.lfp4j.datasets.cache.DataCache;
import io.github.lfp4j.datasets.cache.RemoteFile;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code mnist[:DIR]}: handwritten digits of 28 by 28 grey pixels, 60,000 to train on and 10,000 to
 * test on (LeCun, Cortes, Burges).
 */
public final class MnistProvider implements DataSourceProvider {

  private static final List<String> LABELS =
      IntStream.range(0, 10).mapToObj(Integer::toString).toList();
  private static final List<RemoteFile> FILES =
      List.of(
          file(
              "train-images-idx3-ubyte.gz",
              47_040_016,
              "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
          file(
              "train-labels-idx1-ubyte.gz",
              60_008,
              "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
          file(
              "t10k-images-idx3-ubyte.gz",
              7_840_016,
              "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
          file(
              "t10k-labels-idx1-ubyte.gz",
              10_008,
              "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"));

  @Override
  public String kind() {
    return "mnist";
  }

  @Override
  public String usage() {
    return "mnist[:DIR]";
  }

  @Override
  public DataSource open(DataSpec spec, DataOptions options) {
    return open(spec, options, FILES, LABELS);
  }

  /** Reads the folder that the specification names, or the files from the cache. */
  static DataSource open(
      DataSpec spec, DataOptions options, List<RemoteFile> files, List<String> labels) {
    SpecOptions asked = new SpecOptions(spec, List.of());
    if (spec.location() != null) {
      return IdxFolder.open(asked.path("DIR"), spec.kind(), labels);
    }
    DataCache cache = new DataCache(spec.kind(), options);
    files.forEach(cache::get);
    return IdxFolder.open(cache.folder(), spec.kind(), labels);
  }

  private static RemoteFile file(String name, long bytes, String sha256) {
    List<URI> addresses =
        List.of(
            URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/" + name),
            URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/" + name));
    return new RemoteFile(name, addresses, bytes, sha256, true);
  }
}
