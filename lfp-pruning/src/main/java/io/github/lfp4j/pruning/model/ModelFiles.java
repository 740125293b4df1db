package io.github.lfp4j.pruning.model;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads and writes Deeplearning4j's model files.
 *
 * <p>Only the configuration, the parameters and the updater state are read: unlike DL4J's own
 * reader, which deserialises Java objects from an entry {@code preprocessor.bin}, nothing in the
 * file is run.
 */
public final class ModelFiles {

  private static final int ZIP_MAGIC = 0x504b0304;
  private static final Pattern CLASS = Pattern.compile("\"@class\"\\s*:\\s*\"([\\w.$]+)\"");

  private ModelFiles() {}

  /**
   * Reads a MultiLayerNetwork or a ComputationGraph, of stock or LFP layers, with its updater state
   * if there is one.
   *
   * @throws PruningException if the file is missing, a directory, no zip, damaged, or holds another
   *     kind of model; one sentence
   */
  public static Network read(Path file) {
    if (Files.isDirectory(file)) {
      throw new PruningException(file + " is a directory; give the model's zip file instead");
    }
    if (!Files.exists(file)) {
      throw new PruningException("there is no model file " + file + "; check the path");
    }
    if (!Files.isReadable(file)) {
      throw new PruningException(
          "the model file " + file + " may not be read; check its permissions");
    }
    try {
      requireZip(file);
      try (ZipFile zip = new ZipFile(file.toFile())) {
        Network network = configured(file, text(zip, ModelSerializer.CONFIGURATION_JSON));
        network.init(parameters(file, zip, network));
        readUpdaterState(file, zip, network);
        return network;
      }
    } catch (ZipException e) {
      throw new PruningException(
          "the model file " + file + " is damaged or cut short (" + e.getMessage() + ")", e);
    } catch (IOException e) {
      throw new PruningException(
          "the model file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void requireZip(Path file) throws IOException {
    if (KerasFiles.isHdf5(file)) {
      throw new PruningException(
          file + " is a Keras model; turn it into a Deeplearning4j model first, with lfp convert");
    }
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      if (Files.size(file) < 4 || in.readInt() != ZIP_MAGIC) {
        throw new PruningException(file + " is not a Deeplearning4j model: it is not a zip file");
      }
    }
  }

  private static String text(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new PruningException(
          zip.getName() + " is not a Deeplearning4j model: the zip holds no " + name);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Network configured(Path file, String json) {
    try {
      return Network.fromJson(json);
    } catch (RuntimeException e) {
      String why =
          missingClass(json)
              .map(name -> "its layer class " + name + " is not on the class path")
              .orElse(firstLine(e));
      throw new PruningException(
          "the configuration in " + file + " cannot be understood: " + why, e);
    }
  }

  /** The first class that the configuration names and that does not exist; none is loaded. */
  private static Optional<String> missingClass(String json) {
    return CLASS
        .matcher(json)
        .results()
        .map(match -> match.group(1))
        .filter(name -> !exists(name))
        .findFirst();
  }

  private static boolean exists(String className) {
    String resource = className.replace('.', '/') + ".class";
    return ClassLoader.getSystemResource(resource) != null
        || ModelFiles.class.getClassLoader().getResource(resource) != null;
  }

  private static String firstLine(Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String line = message.lines().findFirst().orElse("");
    return line.length() > 200 ? line.substring(0, 200) + "..." : line;
  }

  private static INDArray parameters(Path file, ZipFile zip, Network network) throws IOException {
    INDArray parameters = array(zip, ModelSerializer.COEFFICIENTS_BIN);
    if (parameters == null) {
      throw new PruningException(
          file + " holds no parameters (" + ModelSerializer.COEFFICIENTS_BIN + ")");
    }
    long needed = network.configuredParameters();
    if (parameters.length() != needed) {
      throw new PruningException(
          file
              + " holds "
              + parameters.length()
              + " parameters, but its layers need "
              + needed
              + "; its parts do not belong together");
    }
    return parameters;
  }

  private static void readUpdaterState(Path file, ZipFile zip, Network network) throws IOException {
    INDArray state = array(zip, ModelSerializer.UPDATER_BIN);
    if (state == null || state.isEmpty()) {
      return;
    }
    INDArray view = network.updaterState();
    if (view == null || view.length() != state.length()) {
      throw new PruningException(
          "the updater state in "
              + file
              + " has "
              + state.length()
              + " numbers, but the network needs "
              + (view == null ? 0 : view.length()));
    }
    view.assign(state.reshape(view.shape()));
  }

  private static INDArray array(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      return null;
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(zip.getInputStream(entry)))) {
      return Nd4j.read(in);
    } catch (RuntimeException e) {
      throw new PruningException(
          "the entry " + name + " of " + zip.getName() + " is damaged (" + firstLine(e) + ")", e);
    }
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
