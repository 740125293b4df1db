package io.github.lfp4j.pruning.model;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.modelimport.keras.Hdf5Archive;
import org.deeplearning4j.nn.modelimport.keras.KerasModelImport;
import org.deeplearning4j.nn.modelimport.keras.exceptions.InvalidKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * Reads Keras models from HDF5 files, as {@code model.save("x.h5")} writes them, by
 * Deeplearning4j's importer.
 *
 * <p>A Sequential model becomes a {@code MultiLayerNetwork}, a functional one a {@code
 * ComputationGraph}. Of the settings of training only the loss is taken over, if there is one.
 */
public final class KerasFiles {

  private static final byte[] MAGIC = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final String CONFIGURATION = "model_config";

  private static final Pattern LINK = Pattern.compile("\\s*(Please file|For more info).*");

  private KerasFiles() {}

  /** Whether a file is in the format HDF5; not if it cannot be read. */
  public static boolean isHdf5(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Imports a model.
   *
   * @throws PruningException if it is no Keras model, damaged, or has a layer that Deeplearning4j
   *     does not import; one sentence
   */
  public static KerasModel read(Path file) {
    String name = file.toString();
    try {
      JsonNode configuration = configuration(file);
      // The loss may be one that DL4J does not know; layers and weights are wanted all the same.
      Network network =
          Network.of(
              configuration.path("class_name").asText().equals("Sequential")
                  ? KerasModelImport.importKerasSequentialModelAndWeights(name, false)
                  : KerasModelImport.importKerasModelAndWeights(name, false));
      return new KerasModel(file, network, KerasShapes.of(configuration));
    } catch (PruningException e) {
      throw e;
    } catch (UnsupportedKerasConfigurationException | InvalidKerasConfigurationException e) {
      throw new PruningException(
          "Deeplearning4j cannot import the Keras model " + file + ": " + reason(e), e);
    } catch (IOException | RuntimeException e) {
      throw new PruningException(
          "the Keras model " + file + " is damaged or cannot be imported (" + reason(e) + ")", e);
    }
  }

  /** How the model is built, as Keras describes it. */
  private static JsonNode configuration(Path file)
      throws IOException, UnsupportedKerasConfigurationException {
    if (!isHdf5(file)) {
      throw new PruningException(file + " is not a Keras model: it is not an HDF5 file");
    }
    try (Hdf5Archive archive = new Hdf5Archive(file.toString())) {
      if (!archive.hasAttribute(CONFIGURATION)) {
        throw new PruningException(
            file
                + " holds no model configuration, perhaps only weights; save the whole model with"
                + " model.save(\"x.h5\")");
      }
      // Behind the JSON the importer leaves what was in its buffer; only the first value is read.
      return new ObjectMapper().readTree(archive.readAttributeAsJson(CONFIGURATION));
    }
  }

  /** Without the importer's links, as the end of a sentence. */
  private static String reason(Exception e) {
    String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return LINK.matcher(text.lines().findFirst().orElse("").strip())
        .replaceAll("")
        .replaceFirst("\\.$", "");
  }
}
