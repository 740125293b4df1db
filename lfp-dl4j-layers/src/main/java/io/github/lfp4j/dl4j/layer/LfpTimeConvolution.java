package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.Convolution1DMap;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.util.Convolution1DUtils;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The convolution over time. Input [N, C, T] or [N, T, C], output likewise.
 *
 * <p>As in DL4J, a mask over time is handed on in the length of the output; where one is set on the
 * layer itself, masked steps of the output are zero, and no reward passes them.
 */
public final class LfpTimeConvolution extends LfpWindowed<Convolution1DLayer> {

  /** Called by the configuration. */
  public LfpTimeConvolution(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType, new Convolution1DMap(Windows.of((Convolution1DLayer) conf.getLayer())));
  }

  @Override
  String kind() {
    return "A convolution over time";
  }

  @Override
  String axes() {
    return layerConf().getRnnDataFormat() == RNNFormat.NCW ? "[N, C, T]" : "[N, T, C]";
  }

  @Override
  int rank() {
    return 3;
  }

  @Override
  void checkSize(INDArray x) {
    Convolution1DLayer c = layerConf();
    long time = x.size(3 - map().unitAxis());
    Convolution1DUtils.getOutputSize(
        time,
        c.getKernelSize()[0],
        c.getStride()[0],
        c.getPadding()[0],
        c.getConvolutionMode(),
        c.getDilation()[0]);
  }

  @Override
  protected void applyMask(INDArray to) {
    to.muli(outputMask().castTo(to.dataType()));
  }

  @Override
  INDArray outputMask() {
    if (maskArray == null) {
      return null;
    }
    INDArray reduced = reduced(maskArray);
    return layerConf().getRnnDataFormat() == RNNFormat.NCW
        ? reduced.reshape('c', reduced.size(0), 1, reduced.size(1))
        : reduced.reshape('c', reduced.size(0), reduced.size(1), 1);
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState currentMaskState, int minibatchSize) {
    return new Pair<>(mask == null ? null : reduced(mask), currentMaskState);
  }

  private INDArray reduced(INDArray mask) {
    Convolution1DLayer c = layerConf();
    return ConvolutionUtils.cnn1dMaskReduction(
        mask,
        c.getKernelSize()[0],
        c.getStride()[0],
        c.getPadding()[0],
        c.getDilation()[0],
        c.getConvolutionMode());
  }
}
