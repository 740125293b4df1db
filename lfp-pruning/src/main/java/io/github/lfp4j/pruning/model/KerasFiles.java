package io.github.lfp4j.pruning.model;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.modelimport.keras.KerasSequentialModel;
import org.deeplearning4j.nn.modelimport.keras.exceptions.InvalidKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
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

  private static final long SPARE_PARAMETERS = 1 << 20;

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
    ReadableFile.require(file, "Keras model");
    if (!isHdf5(file)) {
      throw new PruningException(file + " is not a Keras model: it is not an HDF5 file");
    }
    try {
      KerasStructure.Contents contents = KerasStructure.check(file);
      JsonNode configuration = configuration(file, contents.configuration());
      // Failures come as exceptions; the library would print its own stack besides.
      org.bytedeco.hdf5.Exception.dontPrint();
      Network network = imported(name, configuration, contents.numbers());
      return new KerasModel(file, network, KerasShapes.of(configuration));
    } catch (PruningException e) {
      throw e;
    } catch (Defect e) {
      throw new PruningException(
          "the Keras model " + file + " is damaged or cannot be imported: " + e.getMessage(), e);
    } catch (UnsupportedKerasConfigurationException | InvalidKerasConfigurationException e) {
      throw new PruningException(
          "Deeplearning4j cannot import the Keras model " + file + ": " + reason(e), e);
    } catch (IOException | RuntimeException e) {
      throw new PruningException(
          "the Keras model " + file + " is damaged or cannot be imported (" + reason(e) + ")", e);
    }
  }

  /**
   * Makes layers of a configuration, and a network of them only if the file can fill it.
   *
   * @throws Defect if there are too few weights for the configuration
   */
  private static Network imported(String name, JsonNode configuration, long numbers)
      throws IOException,
          UnsupportedKerasConfigurationException,
          InvalidKerasConfigurationException {
    // The loss may be one that DL4J does not know; layers and weights are wanted all the same.
    if (configuration.path("class_name").asText().equals("Sequential")) {
      KerasSequentialModel model =
          new KerasSequentialModel()
              .modelBuilder()
              .modelHdf5Filename(name)
              .enforceTrainingConfig(false)
              .buildSequential();
      requireWeights(new MultiLayerNetwork(model.getMultiLayerConfiguration()), numbers);
      return Network.of(model.getMultiLayerNetwork());
    }
    org.deeplearning4j.nn.modelimport.keras.KerasModel model =
        new org.deeplearning4j.nn.modelimport.keras.KerasModel()
            .modelBuilder()
            .modelHdf5Filename(name)
            .enforceTrainingConfig(false)
            .buildModel();
    requireWeights(new ComputationGraph(model.getComputationGraphConfiguration()), numbers);
    return Network.of(model.getComputationGraph());
  }

  /** Deeplearning4j's layers may have biases that Keras' have not, but not a multiple of it all. */
  private static void requireWeights(Model network, long numbers) {
    long needed = Network.of(network).configuredParameters();
    if (needed < 0 || needed > SPARE_PARAMETERS + 2 * numbers) {
      throw new Defect(
          "its layers need " + needed + " parameters, but it holds " + numbers + " numbers");
    }
  }

  /** How the model is built, as Keras describes it. */
  private static JsonNode configuration(Path file, String json) throws IOException {
    JsonNode configuration;
    try {
      ConfigurationText.requireModest(json);
      configuration = new ObjectMapper().readTree(json);
    } catch (Defect e) {
      throw new PruningException(
          "the configuration of the Keras model " + file + " is damaged: " + e.getMessage(), e);
    }
    configuration.findValues("class_name").forEach(name -> requireNoCode(file, name.asText()));
    return configuration;
  }

  /** A Lambda layer holds compiled Python, which Keras runs. */
  private static void requireNoCode(Path file, String layer) {
    if (layer.equals("Lambda")) {
      throw new UnsafeModelException(
          "the Keras model "
              + file
              + " is dangerous: it has a Lambda layer, which is code in Python that Keras runs");
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
