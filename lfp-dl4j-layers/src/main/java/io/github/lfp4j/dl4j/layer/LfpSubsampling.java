package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.AveragePooling2DMap;
import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.conf.LfpSubsamplingLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Two-dimensional pooling. Maximum pooling hands G to the winner of each window (the first in row
 * order on ties; overlapping windows add), as it does with a gradient. Average pooling is a linear
 * map and follows the rule.
 */
public final class LfpSubsampling extends SubsamplingLayer implements RewardPropagating {

  private transient INDArray output;

  /** Called by the configuration. */
  public LfpSubsampling(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  private LfpSubsamplingLayer settings() {
    return (LfpSubsamplingLayer) conf().getLayer();
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    INDArray result = super.activate(training, workspaceMgr);
    // The next layer may overwrite the array that it gets.
    boolean comesBack = PassMemory.comesBack(training, workspaceMgr);
    boolean needed = comesBack && settings().getPoolingType() != PoolingType.MAX;
    output = needed ? workspaceMgr.dup(ArrayType.ACTIVATIONS, result) : null;
    return result;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    return new Pair<>(new DefaultGradient(), propagate(epsilon, workspaceMgr));
  }

  @Override
  public INDArray propagate(INDArray g, LayerWorkspaceMgr workspaceMgr) {
    LfpSubsamplingLayer c = settings();
    if (c.getPoolingType() == PoolingType.MAX) {
      return super.backpropGradient(g, workspaceMgr).getSecond();
    }
    AveragePooling2DMap map =
        new AveragePooling2DMap(
            Windows.of(
                c.getKernelSize(),
                c.getStride(),
                c.getPadding(),
                c.getDilation(),
                c.getConvolutionMode(),
                c.getCnn2dDataFormat()),
            c.isAvgPoolIncludePadInDivisor());
    Rule rule = c.getRule();
    AffineForward forward = new AffineForward(map, input.castTo(dataType), null, null, output);
    OutputReward reward =
        new ActivationReward(
            new ActivationIdentity(), output, g.castTo(dataType), null, rule.stabilizer());
    return Affine.propagate(rule, forward, reward, workspaceMgr);
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
