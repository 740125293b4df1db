package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.Convolution2DMap;
import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.dl4j.conf.LfpConvolutionLayer;
import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The two-dimensional convolution. Input [N, C, H, W] or [N, H, W, C], output likewise. */
public final class LfpConvolution extends LfpAffineLayer<LfpConvolutionLayer> {

  private final LinearMap map;

  /** Called by the configuration. */
  public LfpConvolution(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
    LfpConvolutionLayer c = (LfpConvolutionLayer) conf.getLayer();
    this.map =
        new Convolution2DMap(
            Windows.of(
                c.getKernelSize(),
                c.getStride(),
                c.getPadding(),
                c.getDilation(),
                c.getConvolutionMode(),
                c.getCnn2dDataFormat()));
  }

  @Override
  LinearMap map() {
    return map;
  }

  @Override
  void checkInput(INDArray x) {
    LfpConvolutionLayer c = layerConf();
    CNN2DFormat format = c.getCnn2dDataFormat();
    if (x.rank() != 4 || x.size(map.unitAxis()) != c.getNIn()) {
      throw new DL4JInvalidInputException(
          "A convolution with nIn="
              + c.getNIn()
              + " expects images of shape "
              + format.dimensionNames()
              + " with "
              + c.getNIn()
              + " channels, but got "
              + Arrays.toString(x.shape())
              + "; is the input type or the data format wrong? "
              + layerId());
    }
    if (c.getConvolutionMode() != ConvolutionMode.Same) {
      // Refuses windows larger than the image, and under mode Strict any rest.
      ConvolutionUtils.getOutputSize(
          x,
          c.getKernelSize(),
          c.getStride(),
          c.getPadding(),
          c.getConvolutionMode(),
          c.getDilation(),
          format);
    }
  }

  @Override
  public boolean hasBias() {
    return layerConf().hasBias();
  }

  @Override
  public Type type() {
    return Type.CONVOLUTIONAL;
  }

  @Override
  public void setParams(INDArray params) {
    // Weights of convolutions lie in row order, unlike those of other layers.
    setParams(params, 'c');
  }

  @Override
  protected void applyMask(INDArray to) {
    // As in DL4J: a mask over time or space concerns pooling and outputs, not the convolution.
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState currentMaskState, int minibatchSize) {
    if (mask == null) {
      return new Pair<>(null, currentMaskState);
    }
    LfpConvolutionLayer c = layerConf();
    INDArray reduced =
        ConvolutionUtils.cnn2dMaskReduction(
            mask,
            c.getKernelSize(),
            c.getStride(),
            c.getPadding(),
            c.getDilation(),
            c.getConvolutionMode());
    return new Pair<>(reduced, currentMaskState);
  }
}
