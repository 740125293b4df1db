package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.dl4j.conf.LfpGlobalPoolingLayer;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.pooling.GlobalPoolingLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Global pooling over space or time. Maximum pooling hands G to the winner; average and sum pooling
 * are linear maps and follow the epsilon rule; of a {@link PNorm}, each input gets its share. What
 * is masked gets nothing.
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
    PoolingType type = settings().getPoolingType();
    INDArray g = inTwoAxes(epsilon);
    if (type == PoolingType.PNORM) {
      return new Pair<>(new DefaultGradient(), throughNorm(g, workspaceMgr));
    }
    if (type == PoolingType.MAX || settings().getRule() instanceof GradientRule) {
      return super.backpropGradient(g, workspaceMgr);
    }
    INDArray y = inTwoAxes(output);
    return super.backpropGradient(
        PerUnit.stabilized(g, y, settings().getRule().stabilizer(), workspaceMgr), workspaceMgr);
  }

  /**
   * What belongs to the output, as [N, units]: it may have axes of length 1, and behind pooled time
   * series DL4J's preprocessor adds one to what comes back.
   */
  private static INDArray inTwoAxes(INDArray array) {
    long examples = array.size(0);
    return array.rank() == 2 ? array : array.reshape(examples, array.length() / examples);
  }

  private INDArray throughNorm(INDArray g, LayerWorkspaceMgr workspaceMgr) {
    int p = settings().getPnorm();
    INDArray x = input.castTo(dataType);
    long[] pooled = x.shape().clone();
    for (int axis : pooledAxes(x.rank())) {
      pooled[axis] = 1;
    }
    INDArray q = PNorm.quotient(g.castTo(dataType), inTwoAxes(output), p).reshape(pooled);
    INDArray down =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATION_GRAD, x.dataType(), x.shape(), x.ordering());
    PNorm.share(down.assign(1), x, p).muli(q);
    return maskArray == null ? down : down.muli(mask(x));
  }

  private int[] pooledAxes(int rank) {
    int[] axes = settings().getPoolingDimensions();
    return axes == null ? IntStream.range(2, rank).toArray() : axes;
  }

  /** The mask, to be broadcast: of time series [N, 1, time], of images as it is. */
  private INDArray mask(INDArray x) {
    INDArray mask = maskArray.castTo(dataType);
    return x.rank() == 3 ? mask.reshape(mask.size(0), 1, mask.size(1)) : mask;
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
