package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.dl4j.conf.LfpGlobalPoolingLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.pooling.GlobalPoolingLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Global pooling over space or time. Maximum pooling hands G to the winner; average and sum pooling
 * are linear maps and follow the epsilon rule.
 */
public final class LfpGlobalPooling extends GlobalPoolingLayer implements RewardPropagating {

  private transient INDArray output;

  /** Called by the configuration. */
  public LfpGlobalPooling(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  private LfpGlobalPoolingLayer settings() {
    return (LfpGlobalPoolingLayer) conf().getLayer();
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
    if (settings().getPoolingType() == PoolingType.MAX
        || settings().getRule() instanceof GradientRule) {
      return super.backpropGradient(epsilon, workspaceMgr);
    }
    // A preprocessor behind pooling over time gives it back its axis, with length 1.
    INDArray g = epsilon.reshape(output.shape());
    return super.backpropGradient(
        PerUnit.stabilized(g, output, settings().getRule().stabilizer(), workspaceMgr),
        workspaceMgr);
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
}
