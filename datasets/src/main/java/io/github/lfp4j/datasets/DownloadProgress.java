package io.github.lfp4j.datasets;

/** Is told how far a download is, often enough to draw a bar. */
@FunctionalInterface
public interface DownloadProgress {

  /** Tells nobody. */
  DownloadProgress NONE = (file, done, total) -> {};

  /**
   * @param file name of the file that is being fetched
   * @param done bytes that are there, what an earlier attempt fetched included
   * @param total bytes of the whole file, or -1 if the server did not say
   */
  void update(String file, long done, long total);
}
