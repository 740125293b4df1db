package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.dl4j.conf.LfpConf;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.subsampling.Subsampling1DLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Pooling over time: {@link LfpSubsampling} of images that are one pixel wide. No reward comes from
 * masked time steps of the output. Deeplearning4j's own backward pass fails for the format [N,
 * time, size]; this one does not.
 */
public final class LfpSubsampling1D extends Subsampling1DLayer implements RewardPropagating {

  private transient INDArray output;

  /** Called by the configuration. */
  public LfpSubsampling1D(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    INDArray result = super.activate(training, workspaceMgr);
    // The next layer may overwrite the array that it gets.
    boolean comesBack = PassMemory.comesBack(training, workspaceMgr);
    boolean needed = comesBack && layerConf().getPoolingType() != PoolingType.MAX;
    output = needed ? workspaceMgr.dup(ArrayType.ACTIVATIONS, result) : null;
    return result;
  }

  /** Unlike DL4J's, for networks of any data type. */
  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState currentMaskState, int minibatchSize) {
    if (mask == null) {
      return new Pair<>(null, currentMaskState);
    }
    INDArray ofDefaultType = mask.castTo(Nd4j.defaultFloatingPointType());
    INDArray reduced =
        super.feedForwardMaskArray(ofDefaultType, currentMaskState, minibatchSize).getFirst();
    return new Pair<>(reduced.castTo(dataType), currentMaskState);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    return new Pair<>(new DefaultGradient(), propagate(epsilon, workspaceMgr));
  }

  @Override
  public INDArray propagate(INDArray g, LayerWorkspaceMgr workspaceMgr) {
    INDArray signal = g.castTo(dataType);
    INDArray y = output;
    if (maskArray != null) {
      INDArray mask = outputMask((int) g.size(0));
      signal = signal.mul(mask);
      // A masked zero gets nothing and divides nothing.
      y = y == null ? null : y.add(mask.rsub(1));
    }
    INDArray down =
        new WindowPooling(layerConf())
            .propagate(
                ((LfpConf) layerConf()).getRule(),
                image(input.castTo(dataType)),
                y == null ? null : image(y),
                image(signal),
                workspaceMgr);
    return down.reshape(down.ordering(), input.shape());
  }

  /** The mask of the output, [N, 1, time]. */
  private INDArray outputMask(int examples) {
    INDArray mask = feedForwardMaskArray(maskArray, MaskState.Active, examples).getFirst();
    return mask.reshape(mask.size(0), 1, mask.size(1));
  }

  /** The series as images one pixel wide. */
  private INDArray image(INDArray series) {
    return layerConf().getCnn2dDataFormat() == CNN2DFormat.NHWC
        ? series.reshape(series.size(0), series.size(1), 1, series.size(2))
        : series.reshape(series.size(0), series.size(1), series.size(2), 1);
  }

  @Override
  public void clear() {
    super.clear();
    output = null;
  }

  /** Leaves its input as it is: the layer before may need it on the way back. */
  @Override
  public void allowInputModification(boolean allow) {
    // Dropout makes a copy.
  }
}
