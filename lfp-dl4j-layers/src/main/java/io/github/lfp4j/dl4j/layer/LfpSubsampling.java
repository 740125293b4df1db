package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.dl4j.conf.LfpConf;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Two-dimensional pooling. Maximum pooling hands G to the winner of each window (the first in row
 * order on ties; overlapping windows add), as it does with a gradient. Average pooling is a linear
 * map and follows the rule. Of a {@link PNorm}, each input gets its share.
 */
public final class LfpSubsampling extends SubsamplingLayer implements RewardPropagating {

  private transient INDArray output;

  /** Called by the configuration. */
  public LfpSubsampling(NeuralNetConfiguration conf, DataType dataType) {
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

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    return new Pair<>(new DefaultGradient(), propagate(epsilon, workspaceMgr));
  }

  @Override
  public INDArray propagate(INDArray g, LayerWorkspaceMgr workspaceMgr) {
    return new WindowPooling(layerConf())
        .propagate(
            ((LfpConf) layerConf()).getRule(),
            input.castTo(dataType),
            output,
            g.castTo(dataType),
            workspaceMgr);
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
