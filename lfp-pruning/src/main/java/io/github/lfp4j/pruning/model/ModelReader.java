package io.github.lfp4j.pruning.model;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.ZipException;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads one model file, step by step, so that each step can rely on what the ones before it have
 * checked: the zip's structure, the text of the configuration, the arrays' headers, and only then
 * the numbers.
 */
final class ModelReader {
  private static final byte[] ZIP_MAGIC = {'P', 'K', 3, 4};

  private final Path file;
  private final ReadOptions options;

  ModelReader(Path file, ReadOptions options) {
    this.file = file;
    this.options = options;
  }

  /**
   * Reads the model.
   *
   * @throws PruningException with one sentence that names the file
   */
  Network read() {
    try {
      requireFile();
      try (ZipArchive zip = ZipArchive.open(file)) {
        ModelEntries.requireKnown(zip);
        Network network = configured(zip);
        try (ArrayEntry state = array(zip, ModelEntries.UPDATER_STATE)) {
          initialise(zip, network, state);
          restoreUpdater(network, state);
        }
        passOver(zip);
        return network;
      }
    } catch (ZipException | EOFException e) {
      throw new PruningException(
          "the model file " + file + " is damaged or cut short: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new PruningException(
          "the model file " + file + " cannot be read: " + e.getMessage(), e);
    } catch (UnsafeModelException e) {
      throw new UnsafeModelException("the model file " + file + " is dangerous: " + e.getMessage());
    }
  }

  private void requireFile() throws IOException {
    requireRegular(file, "model file");
    if (KerasFiles.isHdf5(file)) {
      throw new PruningException(
          file + " is a Keras model; turn it into a Deeplearning4j model first, with lfp convert");
    }
    try (InputStream in = Files.newInputStream(file)) {
      if (!Arrays.equals(in.readNBytes(ZIP_MAGIC.length), ZIP_MAGIC)) {
        throw new PruningException(file + " is not a Deeplearning4j model: it is not a zip file");
      }
    }
  }

  /**
   * Makes sure that there is something to read that has an end.
   *
   * @throws PruningException if a file is missing, or none, or may not be read
   */
  static void requireRegular(Path file, String kind) {
    if (Files.isDirectory(file)) {
      throw new PruningException(file + " is a directory; give the " + kind + " itself instead");
    }
    if (!Files.exists(file)) {
      throw new PruningException("there is no " + kind + " " + file + "; check the path");
    }
    if (!Files.isRegularFile(file)) {
      throw new PruningException(file + " is a device or a pipe; give a " + kind + " instead");
    }
    if (!Files.isReadable(file)) {
      throw new PruningException(
          "the " + kind + " " + file + " may not be read; check its permissions");
    }
  }

  private Network configured(ZipArchive zip) throws IOException {
    Optional<ZipRecord> entry = zip.find(ModelEntries.CONFIGURATION);
    if (entry.isEmpty()) {
      throw new PruningException(
          file + " is not a Deeplearning4j model: the zip holds no " + ModelEntries.CONFIGURATION);
    }
    if (entry.get().size() > ReadLimits.CONFIGURATION_BYTES) {
      throw new UnsafeModelException(
          "its configuration would unpack to "
              + entry.get().size()
              + " bytes; no more than "
              + ReadLimits.CONFIGURATION_BYTES
              + " can be read");
    }
    String json;
    try (InputStream in = zip.open(entry.get())) {
      json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    try {
      return NetworkConfiguration.read(json, options);
    } catch (UnsafeModelException e) {
      throw e;
    } catch (PruningException e) {
      throw new PruningException(
          "the configuration in " + file + " cannot be understood: " + e.getMessage(), e);
    }
  }

  private void initialise(ZipArchive zip, Network network, ArrayEntry state) throws IOException {
    long needed = NetworkConfiguration.parameters(network);
    try (ArrayEntry entry = parameters(zip)) {
      long there = entry == null ? 0 : entry.length();
      if (there != needed) {
        throw new PruningException(
            file
                + " holds "
                + there
                + " parameters, but its layers need "
                + needed
                + "; its parts do not belong together");
      }
      requireMemory(entry, state);
      INDArray parameters = entry == null ? null : entry.read();
      NetworkConfiguration.initialise(network, parameters);
    } catch (NetworkConfiguration.Unusable e) {
      throw new PruningException(
          "the network in " + file + " cannot be built: " + e.getMessage(), e);
    }
  }

  /** The parameters' entry; null if the network is marked as one without parameters. */
  private ArrayEntry parameters(ZipArchive zip) throws IOException {
    Optional<ZipRecord> entry = zip.find(ModelEntries.PARAMETERS);
    boolean none = zip.find(ModelEntries.NO_PARAMETERS).isPresent();
    if (none && entry.map(e -> e.size() == 0).orElse(true)) {
      return null;
    }
    if (entry.isEmpty()) {
      throw new PruningException(file + " holds no parameters (" + ModelEntries.PARAMETERS + ")");
    }
    return ArrayEntry.open(zip, entry.get());
  }

  private static ArrayEntry array(ZipArchive zip, String name) throws IOException {
    Optional<ZipRecord> entry = zip.find(name);
    return entry.isEmpty() ? null : ArrayEntry.open(zip, entry.get());
  }

  /** Before anything is allocated: native memory has a limit of its own. */
  private void requireMemory(ArrayEntry parameters, ArrayEntry state) {
    // The updater's state is read into one array and copied into another, and comes with gradients.
    long bytes =
        (parameters == null ? 0 : parameters.bytes())
            + (state == null ? 0 : 2 * state.bytes() + parameters.bytes());
    long limit = Pointer.maxBytes();
    if (limit > 0 && bytes > limit) {
      throw new PruningException(
          "the model file "
              + file
              + " needs "
              + (bytes >> 20)
              + " MiB of memory outside of Java's heap, but this process may use "
              + (limit >> 20)
              + "; raise the limit with -Dorg.bytedeco.javacpp.maxbytes");
    }
  }

  private void restoreUpdater(Network network, ArrayEntry state) throws IOException {
    if (state == null) {
      return;
    }
    INDArray view;
    try {
      view = NetworkConfiguration.updaterState(network);
    } catch (NetworkConfiguration.Unusable e) {
      throw new PruningException(
          "the updater of the network in " + file + " cannot be built: " + e.getMessage(), e);
    }
    if (view == null || view.length() != state.length()) {
      throw new PruningException(
          "the updater state in "
              + file
              + " has "
              + state.length()
              + " numbers, but the network needs "
              + (view == null ? 0 : view.length()));
    }
    view.assign(state.read().reshape(view.shape()));
  }

  /** Unpacks what is not read, without keeping it: a damaged part or a bomb is noticed. */
  private static void passOver(ZipArchive zip) throws IOException {
    for (ZipRecord entry : zip.records()) {
      if (ModelEntries.isIgnored(entry) || entry.name().equals(ModelEntries.NO_PARAMETERS)) {
        try (InputStream in = zip.open(entry)) {
          in.transferTo(OutputStream.nullOutputStream());
        }
      }
    }
  }
}
