package io.github.lfp4j.pruning.model;

import io.github.lfp4j.pruning.PruningException;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;

/** The memory that arrays are in; it lies outside of Java's heap and has a limit of its own. */
final class NativeMemory {
  private NativeMemory() {}

  /**
   * Makes sure, before anything is allocated, that there can be enough.
   *
   * @param bytes what the content of a file needs
   * @throws PruningException if this process may not use as much; one sentence
   */
  static void require(Path file, long bytes) {
    long limit = Pointer.maxBytes();
    if (limit > 0 && bytes > limit) {
      throw new PruningException(
          "the network in "
              + file
              + " needs "
              + (bytes >> 20)
              + " MiB of memory outside of Java's heap, but this process may use "
              + (limit >> 20)
              + "; raise the limit with -Dorg.bytedeco.javacpp.maxbytes");
    }
  }
}
