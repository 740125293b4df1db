package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.AveragePooling3DMap;
import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.conf.LfpSubsampling3DLayer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.subsampling.Subsampling3DLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Three-dimensional pooling. Maximum pooling hands G to the winner of each window, average pooling
 * is a linear map and follows the rule.
 */
public final class LfpSubsampling3D extends Subsampling3DLayer implements RewardPropagating {

  private transient INDArray output;

  /** Called by the configuration. */
  public LfpSubsampling3D(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  private boolean isMaximum() {
    return layerConf().getPoolingType() == PoolingType.MAX;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    INDArray result = super.activate(training, workspaceMgr);
    // The next layer may overwrite the array that it gets.
    boolean needed = PassMemory.comesBack(training, workspaceMgr) && !isMaximum();
    output = needed ? workspaceMgr.dup(ArrayType.ACTIVATIONS, result) : null;
    return result;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    if (isMaximum()) {
      return super.backpropGradient(epsilon, workspaceMgr);
    }
    LfpSubsampling3DLayer c = (LfpSubsampling3DLayer) layerConf();
    AveragePooling3DMap map =
        new AveragePooling3DMap(
            c.getKernelSize(),
            c.getStride(),
            c.getPadding(),
            c.getConvolutionMode() == ConvolutionMode.Same,
            c.getDataFormat() == Convolution3D.DataFormat.NDHWC);
    Rule rule = c.getRule();
    AffineForward forward = new AffineForward(map, input.castTo(dataType), null, null, output);
    OutputReward reward =
        new ActivationReward(
            new ActivationIdentity(), output, epsilon.castTo(dataType), null, rule.stabilizer());
    INDArray down = Affine.propagate(rule, forward, reward, workspaceMgr);
    return new Pair<>(new DefaultGradient(), backpropDropOutIfPresent(down));
  }

  @Override
  public INDArray propagate(INDArray g, LayerWorkspaceMgr workspaceMgr) {
    return backpropGradient(g, workspaceMgr).getSecond();
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
