package io.github.lfp4j.pruning.model;

/**
 * How large a model file and its parts may be. Each is far above what Deeplearning4j's largest
 * models need, and low enough that a file which exceeds it is refused within seconds and within a
 * heap of 1 GB.
 */
final class ReadLimits {
  /** Entries of a zip; Deeplearning4j writes at most four, and one for each object added. */
  static final int ENTRIES = 64;

  /** Bytes of a zip's directory: a few kilobytes for each entry. */
  static final int DIRECTORY_BYTES = 1 << 18;

  /** Characters of an entry's name. */
  static final int NAME_LENGTH = 255;

  /** Unpacked bytes of one entry: what Deeplearning4j's own reader can hold in an array. */
  static final long ENTRY_BYTES = Integer.MAX_VALUE;

  /** Bytes of an array without numbers: nothing, or a shape. */
  static final long EMPTY_ARRAY_BYTES = 128;

  /**
   * Unpacked bytes of all entries that are allowed whatever the size of the file; above it {@link
   * #RATIO} holds. Zeros shrink to a thousandth, and updater states that never changed are zeros.
   */
  static final long UNPACKED_BYTES = 256L << 20;

  /** Unpacked bytes of all entries for each byte of the file, beyond {@link #UNPACKED_BYTES}. */
  static final long RATIO = 200;

  /** The most that deflate can shrink anything, for each packed byte. */
  static final long DEFLATE_RATIO = 1032;

  /** Bytes of a configuration; the 175 vertices of ResNet50 have 340 thousand. */
  static final int CONFIGURATION_BYTES = 16 << 20;

  /** Objects and arrays within each other in a configuration; ResNet50 nests eight. */
  static final int JSON_DEPTH = 64;

  /** Names and values of a configuration; ResNet50 has 20 thousand. */
  static final int JSON_TOKENS = 1_000_000;

  /** Characters of a number in a configuration. */
  static final int NUMBER_LENGTH = 40;

  /** Layers or vertices of a network. */
  static final int LAYERS = 10_000;

  /** Inputs or outputs of a layer. */
  static final long UNITS = 1L << 27;

  /** Parameters of one layer: as many as an entry can hold. */
  static final long LAYER_PARAMETERS = Integer.MAX_VALUE;

  private ReadLimits() {}

  /** Unpacked bytes of all entries of a file of some size. */
  static long unpackedBytes(long fileSize) {
    return UNPACKED_BYTES + RATIO * fileSize;
  }
}
