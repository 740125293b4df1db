package io.github.lfp4j.datasets;

/**
 * Reads or generates one kind of data. Providers are found by {@link java.util.ServiceLoader}: a
 * further kind is a class of this type and its line in {@code META-INF/services}. They have no
 * state.
 */
public interface DataSourceProvider {

  /** The word that a specification starts with, such as {@code mnist}. */
  String kind();

  /** How a specification of this kind is written, for instance {@code mnist[:DIR]}. */
  String usage();

  /**
   * Reads or generates the data.
   *
   * @param spec of this kind
   * @param options where downloads are kept and whether they are allowed
   * @throws DataException if it cannot be had
   */
  DataSource open(DataSpec spec, DataOptions options);
}
