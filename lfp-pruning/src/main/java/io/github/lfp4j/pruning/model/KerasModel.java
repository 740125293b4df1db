package io.github.lfp4j.pruning.model;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An imported Keras model.
 *
 * @param file where it came from
 * @param network what Deeplearning4j made of it
 * @param exampleShapes the shape of one example for each input, without the batch and in Keras'
 *     order of dimensions, which the network keeps; empty if one is not fixed
 */
public record KerasModel(Path file, Network network, List<long[]> exampleShapes) {

  private static final Pattern UNIQUE_NAME = Pattern.compile("^Op with name \\S+ and op type ");

  /** Copies the list. */
  public KerasModel {
    exampleShapes = List.copyOf(exampleShapes);
  }

  /**
   * Makes sure that Deeplearning4j can compute with a form of the network. It imports some models
   * that it then cannot run, such as convolutions over time with settings that ND4J lacks.
   *
   * @param form the network, or what it was converted to
   * @throws PruningException if an example of zeros does not get through; without fixed shapes
   *     nothing is tried
   */
  public void requireRuns(Network form) {
    if (exampleShapes.isEmpty()) {
      return;
    }
    INDArray[] zeros =
        exampleShapes.stream().map(KerasModel::exampleOfZeros).toArray(INDArray[]::new);
    try {
      form.flow(zeros);
    } catch (RuntimeException e) {
      throw new PruningException(
          "Deeplearning4j imports the Keras model "
              + file
              + ", but cannot compute with it: "
              + rootMessage(e),
          e);
    }
  }

  /** The first cause knows best; the operation's unique name says nothing. */
  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message =
        root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return UNIQUE_NAME.matcher(message.lines().findFirst().orElse("")).replaceAll("");
  }

  private static INDArray exampleOfZeros(long... shape) {
    long[] batch = new long[shape.length + 1];
    batch[0] = 1;
    System.arraycopy(shape, 0, batch, 1, shape.length);
    return Nd4j.zeros(DataType.FLOAT, batch);
  }
}
