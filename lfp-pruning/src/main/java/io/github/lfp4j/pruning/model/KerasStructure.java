package io.github.lfp4j.pruning.model;

import io.github.lfp4j.pruning.PruningException;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks at everything in an HDF5 file, in Java, before the importer's native library does, which
 * damaged files can lead astray.
 */
final class KerasStructure {
  private static final String CONFIGURATION = "model_config";

  /** Groups within each other; Keras nests as deeply as models are built of models. */
  private static final int DEPTH = 32;

  private static final int NODES = 100_000;
  private static final int ATTRIBUTE_BYTES = ReadLimits.CONFIGURATION_BYTES;

  private final long fileSize;
  private int nodes;
  private long bytes;
  private long numbers;
  private long notFinite;

  /**
   * What was found.
   *
   * @param configuration how the model is built, as JSON
   * @param numbers how many numbers all arrays have, optimizer's included
   * @param notFinite how many of them are not finite
   * @param version Keras' version; null if the file does not say
   * @param backend what Keras computed with; null if the file does not say
   */
  record Contents(
      String configuration, long numbers, long notFinite, String version, String backend) {}

  private KerasStructure(Path file) throws IOException {
    this.fileSize = Files.size(file);
  }

  /**
   * Reads all names, attributes and numbers.
   *
   * @return the configuration, and how many numbers there are
   * @throws Defect if the file is damaged, or there is more in it than in any model
   * @throws PruningException if it holds no configuration; one sentence
   * @throws UnsafeModelException if it unpacks to more than a model can be
   */
  static Contents check(Path file) throws IOException {
    try (HdfFile hdf = new HdfFile(file)) {
      KerasStructure structure = new KerasStructure(file);
      structure.visit(hdf, 0);
      NativeMemory.require(file, 2 * structure.bytes);
      Attribute configuration = hdf.getAttribute(CONFIGURATION);
      if (configuration == null || !(configuration.getData() instanceof String json)) {
        throw new PruningException(
            file
                + " holds no model configuration, perhaps only weights; save the whole model with"
                + " model.save(\"x.h5\")");
      }
      return new Contents(
          json,
          structure.numbers,
          structure.notFinite,
          text(hdf, "keras_version"),
          text(hdf, "backend"));
    } catch (HdfException e) {
      throw new Defect(ZipNames.shown(String.valueOf(e.getMessage())), e);
    } catch (PruningException | Defect e) {
      throw e;
    } catch (RuntimeException e) {
      // Sizes and addresses that lead nowhere.
      throw new Defect("its structure cannot be followed", e);
    } catch (OutOfMemoryError | StackOverflowError e) {
      // The library asks for as much as a damaged length says.
      throw new Defect("it has a length that no file has", e);
    }
  }

  private static String text(HdfFile hdf, String name) {
    Attribute attribute = hdf.getAttribute(name);
    return attribute != null && attribute.getData() instanceof String text ? text : null;
  }

  private void visit(Node node, int depth) {
    if (++nodes > NODES || depth > DEPTH) {
      throw new Defect("there are more groups in it than in any model");
    }
    if (node.isLink()) {
      throw new Defect("it refers to something else by a link, " + ZipNames.shown(node.getName()));
    }
    node.getAttributes().values().forEach(KerasStructure::require);
    if (node instanceof Group group) {
      group.getChildren().values().forEach(child -> visit(child, depth + 1));
    } else if (node instanceof Dataset dataset) {
      bytes = Math.addExact(bytes, dataset.getSizeInBytes());
      UnpackedBytes.require(bytes, fileSize);
      numbers += dataset.getSize();
      notFinite += KerasNumbers.notFinite(dataset);
    }
  }

  private static void require(Attribute attribute) {
    if (attribute.getSizeInBytes() > ATTRIBUTE_BYTES) {
      throw new Defect(
          "its attribute " + ZipNames.shown(attribute.getName()) + " is larger than any model's");
    }
    if (!attribute.isEmpty()) {
      attribute.getData();
    }
  }
}
