package io.github.lfp4j.pruning.model;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.ZipException;
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
    return opened(
        zip -> {
          Network network = configured(zip);
          try (ArrayEntry state = array(zip, ModelEntries.UPDATER_STATE)) {
            initialise(zip, network, state);
            restoreUpdater(network, state);
          }
          passOver(zip);
          return network;
        });
  }

  /**
   * Makes sure that a network would be read from the file. Only one array at a time is held beside
   * the network's own.
   *
   * @throws PruningException if something else would be read
   */
  void compare(Network expected) {
    opened(
        zip -> {
          configured(zip);
          // DL4J writes text in the system's encoding.
          String text = text(zip, Charset.defaultCharset());
          requireSame("configuration", text.equals(expected.toJson()));
          try (ArrayEntry entry = parameters(zip, expected)) {
            requireSame("parameters", sameNumbers(entry, expected.params()));
          }
          try (ArrayEntry entry = array(zip, ModelEntries.UPDATER_STATE)) {
            requireSame("updater state", sameNumbers(entry, expected.updaterState()));
          }
          return expected;
        });
  }

  private void requireSame(String what, boolean same) {
    if (!same) {
      throw new PruningException(
          "the "
              + what
              + " of the model file "
              + file
              + " is not what was written; the disk may be damaged, so choose another one");
    }
  }

  /** Whether an entry holds just these numbers, bit for bit. */
  private static boolean sameNumbers(ArrayEntry entry, INDArray expected) throws IOException {
    if (entry == null || expected == null || expected.isEmpty()) {
      return entry == null && (expected == null || expected.isEmpty());
    }
    if (entry.length() != expected.length()) {
      return false;
    }
    try (INDArray actual = entry.read()) {
      boolean same = actual.dataType() == expected.dataType();
      for (long i = 0; same && i < expected.length(); i++) {
        same = Double.compare(actual.getDouble(i), expected.getDouble(i)) == 0;
      }
      return same;
    }
  }

  /** What to do with an open file. */
  private interface Step {
    Network take(ZipArchive zip) throws IOException;
  }

  private Network opened(Step step) {
    try {
      requireFile();
      try (ZipArchive zip = ZipArchive.open(file)) {
        ModelEntries.requireKnown(zip);
        return step.take(zip);
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
    ReadableFile.require(file, "model file");
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

  private Network configured(ZipArchive zip) throws IOException {
    try {
      return NetworkConfiguration.read(text(zip, StandardCharsets.UTF_8), options);
    } catch (Defect e) {
      throw new PruningException(
          "the configuration in " + file + " cannot be understood: " + e.getMessage(), e);
    }
  }

  private String text(ZipArchive zip, Charset charset) throws IOException {
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
    try (InputStream in = zip.open(entry.get())) {
      return new String(in.readAllBytes(), charset);
    }
  }

  private void initialise(ZipArchive zip, Network network, ArrayEntry state) throws IOException {
    try (ArrayEntry entry = parameters(zip, network)) {
      long needed = NetworkConfiguration.parameters(network);
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
      NativeMemory.require(file, bytes(entry, state));
      INDArray parameters = entry == null ? null : entry.read();
      NetworkConfiguration.initialise(network, parameters);
    } catch (Defect e) {
      throw new PruningException(
          "the network in " + file + " cannot be built: " + e.getMessage(), e);
    }
  }

  /** The parameters' entry; null if there are none and none are needed. */
  private ArrayEntry parameters(ZipArchive zip, Network network) throws IOException {
    Optional<ZipRecord> entry = zip.find(ModelEntries.PARAMETERS);
    if (NetworkConfiguration.parameters(network) == 0
        && entry.map(ZipRecord::size).orElse(0L) <= ReadLimits.EMPTY_ARRAY_BYTES) {
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

  /** The updater's state is read into one array and copied into another, beside gradients. */
  private static long bytes(ArrayEntry parameters, ArrayEntry state) {
    long own = parameters == null ? 0 : parameters.bytes();
    return own + (state == null ? 0 : own + 2 * state.bytes());
  }

  private void restoreUpdater(Network network, ArrayEntry state) throws IOException {
    if (state == null) {
      return;
    }
    INDArray view;
    try {
      view = NetworkConfiguration.updaterState(network);
    } catch (Defect e) {
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
