package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.LinearMap;
import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer with a window that slides over its input: what all kinds of convolution do alike. */
abstract class LfpWindowed<C extends ConvolutionLayer> extends LfpAffineLayer<C> {

  private final LinearMap map;

  LfpWindowed(NeuralNetConfiguration conf, DataType dataType, LinearMap map) {
    super(conf, dataType);
    this.map = map;
  }

  @Override
  LinearMap map() {
    return map;
  }

  /** What the layer is called in messages. */
  abstract String kind();

  /** The axes of its input, for messages. */
  abstract String axes();

  /** The number of axes of its input. */
  int rank() {
    return 4;
  }

  @Override
  void checkInput(INDArray x) {
    long channels = layerConf().getNIn();
    if (x.rank() != rank() || x.size(map.unitAxis()) != channels) {
      throw new DL4JInvalidInputException(
          kind()
              + " with nIn="
              + channels
              + " expects an input of shape "
              + axes()
              + " with "
              + channels
              + " channels, but got "
              + Arrays.toString(x.shape())
              + "; is the input type or the data format wrong? "
              + layerId());
    }
    if (layerConf().getConvolutionMode() != ConvolutionMode.Same) {
      checkSize(x);
    }
  }

  /** Refuses windows larger than the input, and under mode Strict any rest. */
  abstract void checkSize(INDArray x);

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
  INDArray outputMask() {
    return null;
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState currentMaskState, int minibatchSize) {
    if (mask == null) {
      return new Pair<>(null, currentMaskState);
    }
    ConvolutionLayer c = layerConf();
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
