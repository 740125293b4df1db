package io.github.lfp4j.dl4j.init;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.params.EmbeddingLayerParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's initialisation of embeddings, but for biases that would be zero: they are drawn uniformly
 * from {@code +-0.1}. A {@code biasInit} other than zero is respected.
 */
public final class LfpEmbeddingParamInitializer extends EmbeddingLayerParamInitializer {

  /** The only instance: the initializer has no state. */
  public static final LfpEmbeddingParamInitializer INSTANCE = new LfpEmbeddingParamInitializer();

  @Override
  protected INDArray createBias(
      NeuralNetConfiguration conf, INDArray biasView, boolean initializeParams) {
    INDArray bias = super.createBias(conf, biasView, initializeParams);
    if (initializeParams) {
      NonZero.bias((FeedForwardLayer) conf.getLayer(), bias);
    }
    return bias;
  }
}
