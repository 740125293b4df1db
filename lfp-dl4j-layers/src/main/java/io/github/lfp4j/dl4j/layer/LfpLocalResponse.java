package io.github.lfp4j.dl4j.layer;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.LocalResponseNormalization;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Division by the activity of the neighbouring channels, {@code y_i = x_i / (k + alpha sum_j
 * x_j^2)^beta}, j from {@code i - n/2} to {@code i + n/2}. The divisor counts as a constant, so
 * that reward passes unchanged: {@code R_i = R_i} of the output, {@code G_x = G_y / (k + alpha
 * sum_j x_j^2)^beta}. It is conserved, and no reward goes to a channel for damping another one.
 *
 * <p>Binder et al., arXiv 1604.00825, compare this rule, the one in use before, with a Taylor
 * expansion of the divisor.
 */
public final class LfpLocalResponse extends LocalResponseNormalization
    implements RewardPropagating {

  private transient INDArray factor;

  /** Called by the configuration. */
  public LfpLocalResponse(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  private int channelAxis() {
    return layerConf().getDataFormat() == CNN2DFormat.NHWC ? 3 : 1;
  }

  /** Unlike DL4J's, for windows wider than there are channels, too. */
  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    INDArray scale = sumOfSquares().muli(layerConf().getAlpha()).addi(layerConf().getK());
    Transforms.pow(scale, -layerConf().getBeta(), false);
    boolean comesBack = PassMemory.comesBack(training, workspaceMgr);
    factor = comesBack ? workspaceMgr.dup(ArrayType.ACTIVATIONS, scale, scale.ordering()) : null;
    return workspaceMgr.dup(ArrayType.ACTIVATIONS, input, scale.ordering()).muli(scale);
  }

  private INDArray sumOfSquares() {
    INDArray squares = input.mul(input);
    INDArray sum = squares.dup(squares.ordering());
    long channels = input.size(channelAxis());
    int reach = (int) layerConf().getN() / 2;
    for (int distance = 1; distance <= reach && distance < channels; distance++) {
      INDArray lower = channels(sum, 0, channels - distance);
      lower.addi(channels(squares, distance, channels));
      INDArray upper = channels(sum, distance, channels);
      upper.addi(channels(squares, 0, channels - distance));
    }
    return sum;
  }

  /** A view of some channels. */
  private INDArray channels(INDArray images, long from, long to) {
    INDArrayIndex[] indices = NDArrayIndex.allFor(images);
    indices[channelAxis()] = NDArrayIndex.interval(from, to);
    return images.get(indices);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    return new Pair<>(new DefaultGradient(), propagate(epsilon, workspaceMgr));
  }

  @Override
  public INDArray propagate(INDArray g, LayerWorkspaceMgr workspaceMgr) {
    return workspaceMgr.dup(ArrayType.ACTIVATION_GRAD, g, factor.ordering()).muli(factor);
  }

  @Override
  public void clear() {
    super.clear();
    factor = null;
  }
}
