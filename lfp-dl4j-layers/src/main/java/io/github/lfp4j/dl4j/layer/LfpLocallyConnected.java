package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.conf.LocallyConnectedConf;
import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The locally connected layer, over time or images: a convolution with other weights at each
 * position. Computed by one product of matrices per position instead of DL4J's SameDiff graph, to
 * the same numbers.
 */
public final class LfpLocallyConnected extends SameDiffLayer implements AffineLayer {

  private transient AffineForward forward;
  private transient MagnitudeScaling scaling;
  private final transient ZeroParameters zeroParameters = new ZeroParameters();

  /** Called by the configuration. */
  public LfpLocallyConnected(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  private LocallyConnectedConf settings() {
    return (LocallyConnectedConf) conf().getLayer();
  }

  @Override
  public Rule rule() {
    return settings().getRule();
  }

  @Override
  public AffineForward lastForward() {
    return forward;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    INDArray x = workspaceMgr.castTo(ArrayType.ACTIVATIONS, dataType, input, false);
    check(x);
    LinearMap map = settings().map();
    INDArray w = getParam(ConvolutionParamInitializer.WEIGHT_KEY);
    INDArray z =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATIONS, dataType, map.outputShape(x.shape(), w), 'c');
    INDArray b = paramTable().get(ConvolutionParamInitializer.BIAS_KEY);
    forward = Affine.evaluate(map, x, w, b, z);
    INDArray out =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, dataType, z.shape(), z.ordering());
    INDArray a = Activations.apply(activation(), z, training, out);
    if (!PassMemory.comesBack(training, workspaceMgr)) {
      forward = null;
    }
    return workspaceMgr.leverageTo(ArrayType.ACTIVATIONS, a);
  }

  private void check(INDArray x) {
    long[] expected = settings().inputShape();
    long[] actual = x.shape();
    boolean fits = actual.length == expected.length;
    for (int axis = 1; fits && axis < expected.length; axis++) {
      fits = actual[axis] == expected[axis];
    }
    if (!fits) {
      throw new DL4JInvalidInputException(
          "A locally connected layer expects an input of shape [N, "
              + Arrays.toString(Arrays.copyOfRange(expected, 1, expected.length)).substring(1)
              + ", but got "
              + Arrays.toString(actual)
              + "; is the input type wrong? "
              + layerId());
    }
  }

  private IActivation activation() {
    return settings().function();
  }

  @Override
  public OutputReward rewardAt(INDArray g) {
    return new ActivationReward(
        activation(), forward().preActivation(), g.castTo(dataType), null, rule().stabilizer());
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    return backprop(rewardAt(epsilon), workspaceMgr);
  }

  @Override
  public Pair<Gradient, INDArray> backpropReward(INDArray reward, LayerWorkspaceMgr workspaceMgr) {
    return backprop(
        OutputReward.of(reward, forward().preActivation(), rule().stabilizer()), workspaceMgr);
  }

  private Pair<Gradient, INDArray> backprop(OutputReward reward, LayerWorkspaceMgr workspaceMgr) {
    zeroParameters.warnOnce(this, rule());
    scaling = MagnitudeScaling.of(scaling, gradients, params);
    INDArray scratch = scaling.newScratch(rule(), 1);
    return new AffineBackward(rule(), forward(), gradTable, gradients, scaling, scratch)
        .run(reward, Affine.isWanted(index, settings()), down -> down, workspaceMgr);
  }

  @Override
  public INDArray propagate(INDArray g, LayerWorkspaceMgr workspaceMgr) {
    return propagate(rewardAt(g), workspaceMgr);
  }

  @Override
  public INDArray propagate(OutputReward reward, LayerWorkspaceMgr workspaceMgr) {
    return Affine.propagate(rule(), forward(), reward, workspaceMgr);
  }

  private AffineForward forward() {
    if (forward == null) {
      throw new IllegalStateException("No forward pass precedes this backward pass " + layerId());
    }
    return forward;
  }

  @Override
  public void clear() {
    super.clear();
    forward = null;
  }
}
