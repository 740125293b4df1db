package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.conf.LfpConf;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.params.PReLUParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The rectifier whose slope is learned, {@code a = max(x, 0) + alpha min(x, 0)}. As any activation
 * function it passes reward on unchanged, {@code R = a G}: per unit of its input that is G where x
 * is positive, and {@code alpha G} where it is negative.
 *
 * <p>With {@code q = R / stab(a)}, feedback of alpha is {@code |alpha| sum min(x, 0) q} over all
 * places that share it. Input and output [N, ...], alpha one number for each place, or for those
 * along axes that are not shared.
 */
public final class LfpPReLU extends BaseLayer<PReLULayer> implements RewardPropagating {

  private static final String ALPHA = PReLUParamInitializer.WEIGHT_KEY;

  private transient INDArray x;
  private final ZeroParameters zeroParameters = new ZeroParameters();

  /** Called by the configuration. */
  public LfpPReLU(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  private Rule rule() {
    return ((LfpConf) layerConf()).getRule();
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    applyDropOutIfNecessary(training, workspaceMgr);
    x = workspaceMgr.castTo(ArrayType.ACTIVATIONS, dataType, input, false);
    INDArray out =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, dataType, x.shape(), x.ordering());
    output(out);
    return out;
  }

  private void output(INDArray out) {
    out.assign(negativePart()).muli(alpha()).addi(Transforms.max(x, 0));
  }

  private INDArray negativePart() {
    return Transforms.min(x, 0);
  }

  /** As it broadcasts against the input. */
  private INDArray alpha() {
    INDArray values = getParam(ALPHA);
    long[] shape = new long[values.rank() + 1];
    shape[0] = 1;
    System.arraycopy(values.shape(), 0, shape, 1, values.rank());
    return values.reshape(values.ordering(), shape);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    zeroParameters.warnOnce(this, rule());
    INDArray g = epsilon.castTo(dataType);
    INDArray view = gradientViews.get(ALPHA);
    INDArray contributions = signal(g).muli(negativePart());
    view.assign(sumOverShared(contributions, view.shape()));
    if (rule().scalesByMagnitude()) {
      view.muli(Transforms.abs(getParam(ALPHA), true).reshape('f', view.shape()));
    }
    view.negi();
    return new Pair<>(AffineBackward.gradient(gradientViews), propagate(epsilon, workspaceMgr));
  }

  /** What alpha learns from, as a new array. */
  private INDArray signal(INDArray g) {
    if (rule() instanceof GradientRule) {
      return g.dup(x.ordering());
    }
    INDArray a = x.ulike();
    output(a);
    return PerUnit.stabilized(g, a, rule().stabilizer());
  }

  private static INDArray sumOverShared(INDArray values, long[] shape) {
    INDArray sum = values.sum(true, 0);
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] == 1) {
        sum = sum.sum(true, axis + 1);
      }
    }
    return sum.reshape(shape);
  }

  @Override
  public INDArray propagate(INDArray g, LayerWorkspaceMgr workspaceMgr) {
    INDArray isNegative = Transforms.min(Transforms.sign(x, true), 0).negi();
    INDArray slope = isNegative.mul(alpha()).addi(isNegative.rsub(1));
    INDArray down =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATION_GRAD, dataType, x.shape(), x.ordering());
    down.assign(slope.muli(g.castTo(dataType)));
    return dropoutApplied ? backpropDropOutIfPresent(down) : down;
  }

  /** Leaves its input as it is: the layer before may need it on the way back. */
  @Override
  public void allowInputModification(boolean allow) {
    // Dropout makes a copy.
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void clear() {
    super.clear();
    x = null;
  }
}
