package io.github.lfp4j.dl4j.layer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.DropoutLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Dropout as a layer. It treats G as a gradient, which leaves R at kept units as it is. Unlike
 * DL4J's it may also be gone back through after a forward pass in evaluation mode, when nothing was
 * dropped.
 */
public final class LfpDropout extends DropoutLayer implements RewardPropagating {

  private transient boolean dropped;

  /** Called by the configuration. */
  public LfpDropout(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    dropped = training && layerConf().getIDropout() != null;
    if (dropped) {
      input = DropoutOrder.of(input, layerConf().getIDropout(), workspaceMgr);
    }
    return super.activate(training, workspaceMgr);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    if (dropped) {
      return super.backpropGradient(epsilon, workspaceMgr);
    }
    return new Pair<>(new DefaultGradient(), workspaceMgr.dup(ArrayType.ACTIVATION_GRAD, epsilon));
  }

  @Override
  public INDArray propagate(INDArray g, LayerWorkspaceMgr workspaceMgr) {
    return backpropGradient(g, workspaceMgr).getSecond();
  }

  /** Leaves its input as it is: the layer before may need it on the way back. */
  @Override
  public void allowInputModification(boolean allow) {
    // Dropout makes a copy.
  }
}
