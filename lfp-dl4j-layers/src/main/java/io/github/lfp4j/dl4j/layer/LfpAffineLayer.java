package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.conf.HiddenConf;
import io.github.lfp4j.dl4j.conf.LfpConf;
import io.github.lfp4j.dl4j.conf.WeightedConf;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A hidden layer {@code f(x * w + b)} that learns by LFP, whatever its linear map.
 *
 * <p>The pre-activation is kept from the forward pass; nothing is computed twice.
 */
abstract class LfpAffineLayer<C extends FeedForwardLayer> extends BaseLayer<C>
    implements AffineLayer {

  private transient AffineForward forward;

  /** Whether the pre-activation that was kept has been rectified. */
  private transient boolean rectified;

  private transient MagnitudeScaling scaling;
  private final ZeroParameters zeroParameters = new ZeroParameters();

  LfpAffineLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  /** The linear map of this layer. */
  abstract LinearMap map();

  /** Refuses an input of the wrong shape, naming the layer. */
  abstract void checkInput(INDArray x);

  @Override
  public Rule rule() {
    return ((LfpConf) layerConf()).getRule();
  }

  @Override
  public AffineForward lastForward() {
    return forward;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    applyDropOutIfNecessary(training, workspaceMgr);
    INDArray x = workspaceMgr.castTo(ArrayType.ACTIVATIONS, dataType, input, false);
    checkInput(x);
    AffineForward evaluated = evaluate(x, training, workspaceMgr);
    INDArray z = evaluated.preActivation();
    if (maskArray != null) {
      applyMask(z);
    }
    // In inference within workspaces nobody comes back: the activation may overwrite z.
    boolean comesBack = PassMemory.comesBack(training, workspaceMgr);
    forward = comesBack ? evaluated : null;
    IActivation function = layerConf().getActivationFn();
    boolean shared = training && sharesMemory(function);
    rectified = shared && Activations.isPlainReLU(function);
    INDArray a =
        comesBack && !shared
            ? besidePreActivation(z, training, workspaceMgr)
            : function.getActivation(z, training);
    if (maskArray != null) {
      applyMask(a);
    }
    return workspaceMgr.leverageTo(ArrayType.ACTIVATIONS, a);
  }

  /**
   * Evaluates the layer up to its activation function.
   *
   * @param x the input behind the layer's input dropout
   * @return with the pre-activation in activation memory
   */
  AffineForward evaluate(INDArray x, boolean training, LayerWorkspaceMgr workspaceMgr) {
    INDArray w = getParamWithNoise(DefaultParamInitializer.WEIGHT_KEY, training, workspaceMgr);
    return evaluate(map(), x, w, bias(training, workspaceMgr), workspaceMgr);
  }

  /** The bias; null for none. */
  final INDArray bias(boolean training, LayerWorkspaceMgr workspaceMgr) {
    return hasBias()
        ? getParamWithNoise(DefaultParamInitializer.BIAS_KEY, training, workspaceMgr)
        : null;
  }

  /** Evaluates one map into activation memory. */
  final AffineForward evaluate(
      LinearMap map, INDArray x, INDArray w, INDArray b, LayerWorkspaceMgr workspaceMgr) {
    INDArray z =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATIONS, dataType, map.outputShape(x.shape(), w), map.ordering());
    return Affine.evaluate(map, x, w, b, z);
  }

  /** The mask as it broadcasts against the output; null for none. */
  INDArray outputMask() {
    return maskArray;
  }

  /** Whether the activation can stand for the pre-activation on the way back. */
  private boolean sharesMemory(IActivation function) {
    return ((HiddenConf) layerConf()).isOutputUntouched()
        && rule().handsDownSignal()
        && rule().stabilizer().epsilon() > 0
        && Activations.keepsWhatCounts(function);
  }

  private INDArray besidePreActivation(
      INDArray z, boolean training, LayerWorkspaceMgr workspaceMgr) {
    INDArray out =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATIONS, z.dataType(), z.shape(), z.ordering());
    return Activations.apply(layerConf().getActivationFn(), z, training, out);
  }

  @Override
  protected void applyDropOutIfNecessary(boolean training, LayerWorkspaceMgr workspaceMgr) {
    if (training && !dropoutApplied) {
      input = DropoutOrder.of(input, layerConf().getIDropout(), workspaceMgr);
    }
    super.applyDropOutIfNecessary(training, workspaceMgr);
  }

  /** Leaves its input as it is: the layer before may need it on the way back. */
  @Override
  public void allowInputModification(boolean allow) {
    // Dropout makes a copy.
  }

  @Override
  public OutputReward rewardAt(INDArray g) {
    return new ActivationReward(
        layerConf().getActivationFn(),
        forward().preActivation(),
        rectified,
        g.castTo(dataType),
        outputMask(),
        rule().stabilizer());
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    INDArray a = forward().preActivation();
    if (!mayOverwrite(epsilon, a)) {
      return backprop(rewardAt(epsilon), scratch(1), workspaceMgr);
    }
    INDArray scratch = scratch(a.length());
    return backprop(
        RectifiedReward.of(epsilon, a, rule().stabilizer(), scratch), scratch, workspaceMgr);
  }

  /** Whether the quotient can be written over G. */
  private boolean mayOverwrite(INDArray g, INDArray a) {
    return rectified
        && maskArray == null
        && rule().scalesByMagnitude()
        && RectifiedReward.mayOverwrite(g, a);
  }

  private INDArray scratch(long atLeast) {
    scaling = MagnitudeScaling.of(scaling, gradientsFlattened, paramsFlattened);
    return scaling.newScratch(rule(), atLeast);
  }

  @Override
  public Pair<Gradient, INDArray> backpropReward(INDArray reward, LayerWorkspaceMgr workspaceMgr) {
    return backprop(
        OutputReward.of(reward, forward().preActivation(), rule().stabilizer()),
        scratch(1),
        workspaceMgr);
  }

  private Pair<Gradient, INDArray> backprop(
      OutputReward reward, INDArray scratch, LayerWorkspaceMgr workspaceMgr) {
    zeroParameters.warnOnce(this, rule());
    boolean wanted = Affine.isWanted(index, (WeightedConf) layerConf());
    Pair<Gradient, INDArray> result = goBack(reward, wanted, scratch, workspaceMgr);
    weightNoiseParams.clear();
    return result;
  }

  /**
   * Writes the feedback and hands reward down.
   *
   * @param reward at the pre-activation
   * @param wanted whether anybody looks at what is handed down; if not, zeros are
   * @param scratch for {@link #scale}; overwritten after the reward has been used
   */
  Pair<Gradient, INDArray> goBack(
      OutputReward reward, boolean wanted, INDArray scratch, LayerWorkspaceMgr workspaceMgr) {
    return new AffineBackward(
            rule(), forward(), gradientViews, gradientsFlattened, scaling, scratch)
        .run(reward, wanted, this::throughDropout, workspaceMgr);
  }

  /** Makes feedback of what the views of the gradient array hold: derivatives of the output. */
  final void scale(INDArray scratch) {
    if (rule().scalesByMagnitude()) {
      scaling.apply(scratch);
    }
    gradientsFlattened.negi();
  }

  @Override
  public INDArray propagate(INDArray g, LayerWorkspaceMgr workspaceMgr) {
    return propagate(rewardAt(g), workspaceMgr);
  }

  @Override
  public INDArray propagate(OutputReward reward, LayerWorkspaceMgr workspaceMgr) {
    return throughDropout(Affine.propagate(rule(), forward(), reward, workspaceMgr));
  }

  final INDArray throughDropout(INDArray down) {
    return dropoutApplied ? backpropDropOutIfPresent(down) : down;
  }

  final AffineForward forward() {
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

  @Override
  public boolean isPretrainLayer() {
    return false;
  }
}
