package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.Stabilizer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An activation function {@code a = f(x)} as a layer. Reward passes unchanged, {@code R = a G}; per
 * unit of the layer's input that is {@code G a / x}: G itself for the identity, G or 0 for ReLU.
 *
 * <p>Where {@code x} is exactly zero and {@code f(0)} is not, no reward can be expressed per unit
 * of {@code x}; it is lost. An activation configured on the layer below has no such limit.
 */
public final class LfpActivation extends ActivationLayer implements RewardPropagating {

  /** Called by the configuration. */
  public LfpActivation(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  /** Unlike DL4J's, leaves its input as it is in inference too, since the way back needs it. */
  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    INDArray out = like(input, ArrayType.ACTIVATIONS, workspaceMgr);
    return Activations.apply(layerConf().getActivationFn(), input, training, out);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    return new Pair<>(new DefaultGradient(), propagate(epsilon, workspaceMgr));
  }

  @Override
  public INDArray propagate(INDArray g, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    INDArray out = like(input, ArrayType.ACTIVATION_GRAD, workspaceMgr);
    if (Activations.perUnit(layerConf().getActivationFn(), input, g, out)) {
      return out;
    }
    INDArray reward =
        new ActivationReward(layerConf().getActivationFn(), input, g, null, Stabilizer.DEFAULT)
            .reward();
    return out.assign(PerUnit.divide(reward, input));
  }

  private static INDArray like(INDArray x, ArrayType type, LayerWorkspaceMgr workspaceMgr) {
    return workspaceMgr.createUninitialized(type, x.dataType(), x.shape(), x.ordering());
  }
}
