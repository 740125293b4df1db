package io.github.lfp4j.pruning.model;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes new networks from files that hold a configuration as JSON, as {@code toJson()} of a {@code
 * MultiLayerConfiguration} or a {@code ComputationGraphConfiguration} writes it. They are checked
 * as configurations in model files are.
 */
public final class ConfigurationFiles {
  /**
   * The numbers of a network that learns: parameters, gradients, and up to three of the updater.
   */
  private static final int COPIES = 5;

  private ConfigurationFiles() {}

  /**
   * Reads a configuration and initialises a network with it.
   *
   * @param options which classes it may name
   * @throws UnsafeModelException if it names another class; one sentence
   * @throws PruningException if the file is missing, none, too large, or holds something else; one
   *     sentence
   */
  public static Network create(Path file, ReadOptions options) {
    String json = text(file);
    try {
      Network network = NetworkConfiguration.read(json, options);
      NativeMemory.require(file, bytes(NetworkConfiguration.parameters(network)));
      NetworkConfiguration.initialise(network, null);
      return network;
    } catch (UnsafeModelException e) {
      throw new UnsafeModelException(
          "the configuration " + file + " is dangerous: " + e.getMessage());
    } catch (Defect e) {
      throw new PruningException(
          file
              + " is not a MultiLayerConfiguration or ComputationGraphConfiguration as JSON that"
              + " Deeplearning4j can use: "
              + e.getMessage()
              + "; write one with its toJson()",
          e);
    }
  }

  private static long bytes(long parameters) {
    return parameters * COPIES * Float.BYTES;
  }

  private static String text(Path file) {
    ReadableFile.require(file, "configuration");
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(ReadLimits.CONFIGURATION_BYTES + 1);
      if (bytes.length > ReadLimits.CONFIGURATION_BYTES) {
        throw new PruningException(
            "the configuration "
                + file
                + " has more than "
                + ReadLimits.CONFIGURATION_BYTES
                + " bytes, which no network needs; give the JSON alone");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new PruningException(
          "the configuration " + file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
