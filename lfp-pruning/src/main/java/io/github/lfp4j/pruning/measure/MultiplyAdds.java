package io.github.lfp4j.pruning.measure;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How often a layer multiplies and adds per example: once for each weight that is not zero, in
 * convolutions at each position of the output, in transposed ones of the input. What happens once
 * per unit (biases, normalisation, activation functions) does not count, and looking up a vector is
 * no multiplication.
 */
final class MultiplyAdds {

  private MultiplyAdds() {}

  /**
   * Counts.
   *
   * @param input of the layer; null if its size is not known
   * @param output likewise
   * @return -1 if unknown
   */
  static long of(Layer layer, INDArray input, INDArray output) {
    org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
    INDArray w = layer.paramTable().get(DefaultParamInitializer.WEIGHT_KEY);
    if (w == null
        || conf instanceof EmbeddingLayer
        || conf instanceof EmbeddingSequenceLayer
        || conf instanceof PReLULayer) {
      return 0;
    }
    long weights = countNonZero(w);
    if (!(conf instanceof ConvolutionLayer convolution)) {
      return weights;
    }
    if (output == null) {
      return -1;
    }
    INDArray pointwise =
        layer.paramTable().get(SeparableConvolutionParamInitializer.POINT_WISE_WEIGHT_KEY);
    if (pointwise != null) {
      weights += countNonZero(pointwise);
    }
    boolean transposed = conf instanceof Deconvolution2D || conf instanceof Deconvolution3D;
    return weights
        * (transposed
            ? positions(input, convolution.getNIn())
            : positions(output, convolution.getNOut()));
  }

  /** Of one example: the batch has one. */
  private static long positions(INDArray activations, long channels) {
    return activations.length() / channels;
  }

  static long countNonZero(INDArray values) {
    return values.length() - values.eq(0).castTo(DataType.INT64).sumNumber().longValue();
  }
}
