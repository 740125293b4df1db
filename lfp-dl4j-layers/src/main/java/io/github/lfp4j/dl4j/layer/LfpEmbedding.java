package io.github.lfp4j.dl4j.layer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The embedding of one token per example. Input [N, 1], output [N, out]. */
public final class LfpEmbedding extends LfpLookup<EmbeddingLayer> {

  /** Called by the configuration. */
  public LfpEmbedding(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  void checkInput(INDArray x) {
    boolean column = x.rank() == 2 && x.size(1) == 1;
    if (!column && !x.isRowVector()) {
      throw wrongShape("[N, 1]", x);
    }
  }

  @Override
  long[] tokens(INDArray indices) {
    return new long[] {indices.length(), 1};
  }

  @Override
  boolean channelsLast() {
    return false;
  }

  @Override
  public boolean hasBias() {
    return layerConf().hasBias();
  }
}
