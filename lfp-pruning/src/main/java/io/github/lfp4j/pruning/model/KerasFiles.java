package io.github.lfp4j.pruning.model;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.model.ModelCheck.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.modelimport.keras.KerasSequentialModel;
import org.deeplearning4j.nn.modelimport.keras.exceptions.InvalidKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.utils.KerasModelBuilder;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

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
    return read(
        file,
        (configuration, contents) -> {
          // Failures come as exceptions; the library would print its own stack besides.
          org.bytedeco.hdf5.Exception.dontPrint();
          KerasModelBuilder builder =
              new KerasSequentialModel().modelBuilder().modelHdf5Filename(file.toString());
          Network network = built(builder, configuration, contents, true);
          return new KerasModel(file, network, KerasShapes.of(configuration));
        });
  }

  /**
   * What can be said of a model without the importer's native library, which damaged files can lead
   * astray: everything in the file can be read, Deeplearning4j knows the layers, and there are
   * enough weights for them.
   *
   * @throws PruningException as {@link #read(Path)}
   */
  static ModelCheck check(Path file) {
    return read(
        file,
        (configuration, contents) -> {
          KerasModelBuilder builder =
              new KerasSequentialModel()
                  .modelBuilder()
                  .modelJson(described(configuration, contents));
          Network network = built(builder, configuration, contents, false);
          List<String> remarks =
              contents.notFinite() == 0
                  ? List.of()
                  : List.of(
                      String.format(
                          Locale.ROOT, "%,d of its numbers are not finite", contents.notFinite()));
          return new ModelCheck(
              file,
              Verdict.CLEAN,
              String.format(
                  Locale.ROOT,
                  "a Keras model, as a %s with %,d parameters",
                  network.kind(),
                  network.configuredParameters()),
              remarks);
        });
  }

  /** What is made of a file whose structure has been looked at. */
  private interface Import<T> {
    T of(JsonNode configuration, KerasStructure.Contents contents)
        throws IOException,
            UnsupportedKerasConfigurationException,
            InvalidKerasConfigurationException;
  }

  private static <T> T read(Path file, Import<T> made) {
    ReadableFile.require(file, "Keras model");
    if (!isHdf5(file)) {
      throw new PruningException(file + " is not a Keras model: it is not an HDF5 file");
    }
    try {
      KerasStructure.Contents contents = KerasStructure.check(file);
      return made.of(configuration(file, contents.configuration()), contents);
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
   * @param initialised whether the network gets its weights
   * @throws Defect if there are too few weights for the configuration
   */
  private static Network built(
      KerasModelBuilder builder,
      JsonNode configuration,
      KerasStructure.Contents contents,
      boolean initialised)
      throws IOException,
          UnsupportedKerasConfigurationException,
          InvalidKerasConfigurationException {
    // The loss may be one that DL4J does not know; layers and weights are wanted all the same.
    builder.enforceTrainingConfig(false);
    if (configuration.path("class_name").asText().equals("Sequential")) {
      KerasSequentialModel model = builder.buildSequential();
      Network network = Network.of(new MultiLayerNetwork(model.getMultiLayerConfiguration()));
      requireWeights(network, contents.numbers());
      return initialised ? Network.of(model.getMultiLayerNetwork()) : network;
    }
    var model = builder.buildModel();
    Network network = Network.of(new ComputationGraph(model.getComputationGraphConfiguration()));
    requireWeights(network, contents.numbers());
    return initialised ? Network.of(model.getComputationGraph()) : network;
  }

  /** The configuration with what the importer looks for in it, and Keras writes beside it. */
  private static String described(JsonNode configuration, KerasStructure.Contents contents) {
    ObjectNode described = configuration.deepCopy();
    if (contents.version() != null) {
      described.put("keras_version", contents.version());
    }
    if (contents.backend() != null) {
      described.put("backend", contents.backend());
    }
    return described.toString();
  }

  /** Deeplearning4j's layers may have biases that Keras' have not, but not a multiple of it all. */
  private static void requireWeights(Network network, long numbers) {
    long needed = network.configuredParameters();
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
    if (!configuration.isObject()) {
      throw new PruningException(
          "the configuration of the Keras model " + file + " is damaged: it is not an object");
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
