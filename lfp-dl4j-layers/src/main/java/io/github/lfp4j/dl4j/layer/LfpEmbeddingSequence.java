package io.github.lfp4j.dl4j.layer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The embedding of sequences of tokens. Input [N, T], [N, 1, T], or [N] for sequences of one;
 * output [N, out, T] or [N, T, out]. Masked steps of the output are zero, and no reward passes
 * them.
 */
public final class LfpEmbeddingSequence extends LfpLookup<EmbeddingSequenceLayer> {

  /** Called by the configuration. */
  public LfpEmbeddingSequence(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  void checkInput(INDArray x) {
    if (x.rank() > 3 || (x.rank() == 3 && x.size(1) != 1)) {
      throw wrongShape("[N, T] or [N, 1, T]", x);
    }
    EmbeddingSequenceLayer c = layerConf();
    if (!c.isInferInputLength() && time(x) != c.getInputLength()) {
      throw wrongShape("[N, " + c.getInputLength() + "], as its inputLength says", x);
    }
  }

  private static long time(INDArray x) {
    return x.rank() == 1 ? 1 : x.size(x.rank() - 1);
  }

  @Override
  long[] tokens(INDArray indices) {
    long time = time(indices);
    return channelsLast()
        ? new long[] {indices.size(0), time, 1}
        : new long[] {indices.size(0), 1, time};
  }

  @Override
  boolean channelsLast() {
    return layerConf().getOutputFormat() == RNNFormat.NWC;
  }

  @Override
  protected void applyMask(INDArray to) {
    to.muli(outputMask().castTo(to.dataType()));
  }

  @Override
  INDArray outputMask() {
    return maskArray == null ? null : maskArray.reshape('c', tokens(maskArray));
  }

  @Override
  public boolean hasBias() {
    return layerConf().hasBias();
  }

  @Override
  public Type type() {
    return Type.RECURRENT;
  }
}
