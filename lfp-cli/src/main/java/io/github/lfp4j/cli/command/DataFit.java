package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.UserException;
import io.github.lfp4j.datasets.DataSource;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
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
  static DataFit of(MultiLayerNetwork network, DataSource source) {
    Layer last = network.getLayer(network.getnLayers() - 1).conf().getLayer();
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
    long[] shape = source.exampleShape();
    long numbers = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    Layer first = network.getLayer(0).conf().getLayer();
    InputPreProcessor adapter = network.getLayerWiseConfigurations().getInputPreProcess(0);
    boolean flatten = false;
    if (first instanceof FeedForwardLayer input && input.getNIn() > 0) {
      boolean convolution = first instanceof org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
      long expected = input.getNIn();
      long offered = convolution ? shape[0] : numbers;
      boolean wrongRank = convolution && shape.length != 3;
      if (wrongRank || expected != offered) {
        throw new UserException(
            "The network expects "
                + expected
                + (convolution ? " image channels" : " inputs")
                + ", but an example of '"
                + source.name()
                + "' has shape "
                + Arrays.toString(shape)
                + "; choose the data that the network was trained for.");
      }
      flatten = !convolution && shape.length > 1 && adapter == null;
    }
    return new DataFit(source, flatten);
  }

  /** The shape of one example as the network gets it. */
  long[] exampleShape() {
    long[] shape = source.exampleShape();
    return flatten ? new long[] {Arrays.stream(shape).reduce(1, (a, b) -> a * b)} : shape;
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
