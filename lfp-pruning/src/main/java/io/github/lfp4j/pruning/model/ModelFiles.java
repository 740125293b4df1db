package io.github.lfp4j.pruning.model;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads and writes Deeplearning4j's model files.
 *
 * <p>Only the configuration, the parameters and the updater state are read: unlike DL4J's own
 * reader, which deserialises Java objects from an entry {@code preprocessor.bin}, nothing in the
 * file is run, and nothing is unpacked or allocated before it is clear how much it will be.
 */
public final class ModelFiles {

  private static final int BUFFER = 1 << 16;

  private ModelFiles() {}

  /**
   * Reads a MultiLayerNetwork or a ComputationGraph, of stock or LFP layers, with its updater state
   * if there is one.
   *
   * @throws UnsafeModelException if the file is built to do harm; one sentence
   * @throws PruningException if the file is missing, a directory, no zip, damaged, or holds another
   *     kind of model; one sentence
   */
  public static Network read(Path file) {
    return read(file, ReadOptions.defaults());
  }

  /**
   * Reads a model that may name further classes.
   *
   * @param options which classes
   * @throws UnsafeModelException as {@link #read(Path)}
   * @throws PruningException as {@link #read(Path)}
   */
  public static Network read(Path file, ReadOptions options) {
    return new ModelReader(file, options).read();
  }

  /**
   * Writes a network with its updater state to a stream, in DL4J's format.
   *
   * @throws IOException if the stream fails
   */
  public static void write(Network network, OutputStream out) throws IOException {
    network.save(out);
  }

  /**
   * Writes a network with its updater state to a new file, in DL4J's format, and makes sure that
   * what can be read from the file is what was written.
   *
   * @param file where no file that matters is; {@link #save} replaces one
   * @throws IOException if the file cannot be written
   * @throws PruningException if something else is read from it
   */
  public static void write(Network network, Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
      network.save(out);
    }
    new ModelReader(file, ReadOptions.trusting(network)).compare(network);
  }

  /**
   * Saves a network with its updater state, in DL4J's format, in the place of what was there: it is
   * written beside its target, read back, forced to the disk and moved into place in one step. At
   * any moment, a loss of power included, either the old file is there or the new one.
   *
   * @param target a file, or a link to one; its folder must exist
   * @throws IOException if the file cannot be written; what was there stays
   * @throws PruningException if something else is read back; what was there stays
   */
  public static void save(Network network, Path target) throws IOException {
    Path file = DurableFile.throughLinks(target);
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new PruningException(target + " is not a file that can be replaced; name another one");
    }
    TemporaryFiles.removeLeftovers(file);
    Path temporary = TemporaryFiles.beside(file);
    try {
      write(network, temporary);
      DurableFile.force(temporary);
      DurableFile.moveIntoPlace(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
