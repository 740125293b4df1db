package io.github.lfp4j.pruning.model;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Reads and writes Deeplearning4j's model files.
 *
 * <p>Only the configuration, the parameters and the updater state are read: unlike DL4J's own
 * reader, which deserialises Java objects from an entry {@code preprocessor.bin}, nothing in the
 * file is run, and nothing is unpacked or allocated before it is clear how much it will be.
 */
public final class ModelFiles {

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
}
