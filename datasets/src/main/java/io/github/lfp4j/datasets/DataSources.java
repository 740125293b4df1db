package io.github.lfp4j.datasets;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Opens data sets by their specification. */
public final class DataSources {

  private DataSources() {}

  /**
   * Opens a data set with {@link DataOptions#defaults()}.
   *
   * @param spec see {@link #usages()}
   * @throws DataException if the specification is wrong or the data cannot be had
   */
  public static DataSource open(String spec) {
    return open(spec, DataOptions.defaults());
  }

  /**
   * Opens a data set, telling {@code progress} of downloads.
   *
   * @param spec see {@link #usages()}
   * @throws DataException if the specification is wrong or the data cannot be had
   */
  public static DataSource open(String spec, DownloadProgress progress) {
    return open(spec, DataOptions.defaults().withProgress(progress));
  }

  /**
   * Opens a data set.
   *
   * @param spec see {@link #usages()}
   * @throws DataException if the specification is wrong or the data cannot be had
   */
  public static DataSource open(String spec, DataOptions options) {
    DataSpec parsed = DataSpec.parse(spec);
    for (DataSourceProvider provider : providers()) {
      if (provider.kind().equals(parsed.kind())) {
        return provider.open(parsed, options);
      }
    }
    throw new DataException(
        "There is no data of the kind '"
            + parsed.kind()
            + "': choose one of "
            + usages().stream().collect(Collectors.joining(", "))
            + ".");
  }

  /** The kinds that can be opened, in alphabetical order. */
  public static List<String> kinds() {
    return providers().stream().map(DataSourceProvider::kind).toList();
  }

  /** How each kind is written, such as {@code mnist[:DIR]}, in the order of {@link #kinds()}. */
  public static List<String> usages() {
    return providers().stream().map(DataSourceProvider::usage).toList();
  }

  private static List<DataSourceProvider> providers() {
    return ServiceLoader.load(DataSourceProvider.class, DataSources.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(DataSourceProvider::kind))
        .toList();
  }
}
