package io.github.lfp4j.dl4j.init;

import io.github.lfp4j.dl4j.conf.LfpConf;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Small random numbers instead of zeros. */
public final class NonZero {

  private NonZero() {}

  /** Whether a layer's rule scales updates by the size of parameters, so that zeros are a trap. */
  public static boolean wanted(Layer layer) {
    return !(layer instanceof LfpConf conf) || conf.getRule().scalesByMagnitude();
  }

  /**
   * Replaces a convolution's biases if they are zero.
   *
   * @param mixing whether each output sees all channels of the input, not one of them
   */
  static void bias(ConvolutionLayer layer, INDArray bias, boolean mixing) {
    if (layer.getBiasInit() == 0 && wanted(layer)) {
      double fanIn = mixing ? (double) layer.getNIn() : 1;
      for (int size : layer.getKernelSize()) {
        fanIn *= size;
      }
      uniform(bias, 1 / Math.sqrt(fanIn));
    }
  }

  /** Replaces biases of units that see one input each, if they are zero. */
  static void bias(FeedForwardLayer layer, INDArray bias) {
    if (layer.getBiasInit() == 0 && wanted(layer)) {
      uniform(bias, 0.1);
    }
  }

  /** Fills with numbers drawn uniformly from [-bound, bound), from ND4J's seeded generator. */
  public static void uniform(INDArray parameters, double bound) {
    INDArray drawn = Nd4j.rand(parameters.dataType(), parameters.length());
    parameters.assign(drawn.muli(2 * bound).subi(bound).reshape(parameters.shape()));
  }

  /**
   * Draws the biases of a recurrent layer from {@code +-1/sqrt(nIn + nOut)}: input and the layer's
   * own output lead into its units.
   */
  static void recurrentBias(INDArray bias, FeedForwardLayer layer) {
    uniform(bias, 1 / Math.sqrt((double) (layer.getNIn() + layer.getNOut())));
  }

  /**
   * Draws the biases of an LSTM's input and gates likewise, each kind that is zero throughout. (The
   * forget gates' are not, unless {@code forgetGateBiasInit} is.)
   *
   * @param biases of all kinds, one after the other, as many of each as the layer has units
   */
  static void gateBiases(INDArray biases, Layer layer) {
    FeedForwardLayer recurrent = (FeedForwardLayer) layer;
    if (!wanted(layer)) {
      return;
    }
    long units = recurrent.getNOut();
    INDArray all = biases.reshape(biases.length());
    for (long from = 0; from < all.length(); from += units) {
      INDArray kind = all.get(NDArrayIndex.interval(from, from + units));
      if (kind.amaxNumber().doubleValue() == 0) {
        recurrentBias(kind, recurrent);
      }
    }
  }
}
