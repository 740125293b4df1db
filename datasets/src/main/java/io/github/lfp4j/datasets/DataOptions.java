package io.github.lfp4j.datasets;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What opening a data set may do.
 *
 * @param cache the folder that holds a folder of files for each kind of data
 * @param download whether missing files may be fetched
 * @param progress is told of downloads
 */
public record DataOptions(Path cache, boolean download, DownloadProgress progress) {

  /** The environment variable that names the cache folder. */
  public static final String CACHE_VARIABLE = "LFP_DATA";

  public DataOptions {
    Objects.requireNonNull(cache, "cache");
    Objects.requireNonNull(progress, "progress");
  }

  /**
   * Downloads are allowed, silently, to the folder that {@value #CACHE_VARIABLE} names or else to
   * {@code .lfp/data} in the user's home.
   */
  public static DataOptions defaults() {
    String variable = System.getenv(CACHE_VARIABLE);
    Path cache =
        variable == null || variable.isBlank()
            ? Path.of(System.getProperty("user.home"), ".lfp", "data")
            : Path.of(variable);
    return new DataOptions(cache, true, DownloadProgress.NONE);
  }

  /** The same with another cache folder. */
  public DataOptions withCache(Path folder) {
    return new DataOptions(folder, download, progress);
  }

  /** The same, telling {@code listener} of downloads. */
  public DataOptions withProgress(DownloadProgress listener) {
    return new DataOptions(cache, download, listener);
  }

  /** The same without the network: only what is already there is used. */
  public DataOptions offline() {
    return new DataOptions(cache, false, progress);
  }
}
