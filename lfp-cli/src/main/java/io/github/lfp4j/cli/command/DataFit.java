package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.UserException;
import io.github.lfp4j.datasets.DataSource;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A data set in the shape that a network expects: images become rows of numbers for networks that
 * begin with a dense layer, and what cannot fit is refused before any work starts.
 */
final class DataFit {

  private final DataSource source;
  private final boolean flatten;

  private DataFit(DataSource source, boolean flatten) {
    this.source = source;
    this.flatten = flatten;
  }

  /**
   * @throws UserException if number of classes or shape of examples do not match the network
   */
  static DataFit of(Network network, DataSource source) {
    if (network.inputs() != 1 || network.outputs().size() != 1) {
      throw new UserException(
          "The network has "
              + network.inputs()
              + " inputs and "
              + network.outputs().size()
              + " outputs, but the data here has one of each; use such networks from Java.");
    }
    network.layers().stream()
        .filter(NetworkLayer::atOutput)
        .forEach(layer -> requireClasses(layer.configuration(), source));
    boolean flatten = false;
    for (NetworkLayer layer : network.layers()) {
      if (layer.atInput()) {
        requireShape(layer, source.exampleShape(), source.name());
        flatten |= takesRows(layer) && source.exampleShape().length > 1;
      }
    }
    return new DataFit(source, flatten);
  }

  private static void requireClasses(Layer last, DataSource source) {
    if (last instanceof FeedForwardLayer output
        && output.getNOut() > 0
        && output.getNOut() != source.classes()) {
      throw new UserException(
          "The network has "
              + output.getNOut()
              + " outputs, but the data '"
              + source.name()
              + "' has "
              + source.classes()
              + " classes; choose the data that the network was trained for.");
    }
  }

  private static void requireShape(NetworkLayer layer, long[] shape, String data) {
    Kind kind = Kind.of(layer);
    if (kind == Kind.OTHER) {
      throw new UserException(
          "The network begins with a "
              + layer.configuration().getClass().getSimpleName()
              + ", which takes sequences or volumes, but the data '"
              + data
              + "' has none; use such networks from Java.");
    }
    if (!(layer.configuration() instanceof FeedForwardLayer input) || input.getNIn() <= 0) {
      return;
    }
    boolean images = kind == Kind.IMAGES;
    long offered = images ? shape[0] : numbers(shape);
    if ((images && shape.length != 3) || input.getNIn() != offered) {
      throw new UserException(
          "The network expects "
              + input.getNIn()
              + (images ? " image channels" : " inputs")
              + ", but an example of '"
              + data
              + "' has shape "
              + Arrays.toString(shape)
              + "; choose the data that the network was trained for.");
    }
  }

  /** Whether a layer at the input takes examples as rows of numbers. */
  private static boolean takesRows(NetworkLayer layer) {
    return layer.configuration() instanceof FeedForwardLayer input
        && input.getNIn() > 0
        && Kind.of(layer) == Kind.ROWS
        && layer.preProcessor() == null;
  }

  private static long numbers(long[] shape) {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** What a layer takes. */
  private enum Kind {
    ROWS,
    IMAGES,
    OTHER;

    static Kind of(NetworkLayer layer) {
      Layer conf = layer.configuration();
      if (conf instanceof Convolution1DLayer
          || conf instanceof Convolution3D
          || layer.isRecurrent()) {
        return OTHER;
      }
      return conf instanceof ConvolutionLayer ? IMAGES : ROWS;
    }
  }

  /** The shape of one example as the network gets it. */
  long[] exampleShape() {
    long[] shape = source.exampleShape();
    return flatten ? new long[] {numbers(shape)} : shape;
  }

  DataSetIterator train(int batch, long seed) {
    return shaped(source.train(batch, seed));
  }

  DataSetIterator reference(int batch, long seed, int limit) {
    return shaped(source.train(batch, seed, limit));
  }

  DataSetIterator test(int batch) {
    return shaped(source.test(batch));
  }

  private DataSetIterator shaped(DataSetIterator iterator) {
    if (flatten) {
      iterator.setPreProcessor((DataSetPreProcessor) DataFit::flatten);
    }
    return iterator;
  }

  private static void flatten(DataSet batch) {
    INDArray x = batch.getFeatures();
    batch.setFeatures(x.reshape(x.size(0), x.length() / x.size(0)));
  }
}
