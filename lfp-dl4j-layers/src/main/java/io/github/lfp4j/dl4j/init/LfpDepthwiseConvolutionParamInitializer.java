package io.github.lfp4j.dl4j.init;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.params.DepthwiseConvolutionParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's initialisation of depthwise convolutions, but for biases that would be zero: they are
 * drawn uniformly from {@code +-1/sqrt(kernel size)}. A {@code biasInit} other than zero is
 * respected.
 */
public final class LfpDepthwiseConvolutionParamInitializer
    extends DepthwiseConvolutionParamInitializer {

  /** The only instance: the initializer has no state. */
  public static final LfpDepthwiseConvolutionParamInitializer INSTANCE =
      new LfpDepthwiseConvolutionParamInitializer();

  @Override
  protected INDArray createBias(
      NeuralNetConfiguration conf, INDArray biasView, boolean initializeParams) {
    INDArray bias = super.createBias(conf, biasView, initializeParams);
    if (initializeParams) {
      NonZero.bias((ConvolutionLayer) conf.getLayer(), bias, false);
    }
    return bias;
  }
}
