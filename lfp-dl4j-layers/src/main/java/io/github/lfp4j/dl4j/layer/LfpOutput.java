package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.DenseMap;
import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.conf.LfpOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The dense output layer. Input [N, in], output [N, out]; the reward is given to the logits
 * (pre-activations) from the labels, the score still comes from the loss function.
 */
public final class LfpOutput extends OutputLayer implements AffineLayer {

  private static final long serialVersionUID = 1L;

  private transient AffineForward forward;
  private transient boolean forwardInTraining;
  private transient MagnitudeScaling scaling;
  private final transient ZeroParameters zeroParameters = new ZeroParameters();

  /** Called by the configuration. */
  public LfpOutput(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  private LfpOutputLayer settings() {
    return (LfpOutputLayer) conf().getLayer();
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
  public void setInput(INDArray input, LayerWorkspaceMgr workspaceMgr) {
    super.setInput(input, workspaceMgr);
    forward = null;
  }

  /** Scores and rewards need the same logits; they are computed once per input. */
  @Override
  protected Pair<INDArray, INDArray> preOutputWithPreNorm(
      boolean training, boolean forBackprop, LayerWorkspaceMgr workspaceMgr) {
    INDArray z = evaluate(training, workspaceMgr).preActivation();
    // DL4J's callers overwrite what they get.
    INDArray copy = workspaceMgr.dup(ArrayType.ACTIVATIONS, z, z.ordering());
    return new Pair<>(copy, copy);
  }

  private AffineForward evaluate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    if (forward == null || forwardInTraining != training) {
      applyDropOutIfNecessary(training, workspaceMgr);
      INDArray x = PassMemory.besideInput(input, workspaceMgr, () -> input.castTo(dataType));
      LfpDense.check(x, settings().getNIn(), layerId());
      INDArray w = getParamWithNoise(DefaultParamInitializer.WEIGHT_KEY, training, workspaceMgr);
      INDArray b =
          hasBias()
              ? getParamWithNoise(DefaultParamInitializer.BIAS_KEY, training, workspaceMgr)
              : null;
      long[] shape = {x.size(0), w.size(1)};
      INDArray z =
          PassMemory.besideInput(
              input, workspaceMgr, () -> Nd4j.createUninitialized(dataType, shape, 'c'));
      forward = Affine.evaluate(DenseMap.INSTANCE, x, w, b, z);
      forwardInTraining = training;
    }
    return forward;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    INDArray logits = evaluate(true, workspaceMgr).preActivation();
    INDArray targets = getLabels2d(workspaceMgr, ArrayType.BP_WORKING_MEM);
    OutputReward atLogits =
        LogitReward.of(settings(), rule(), logits, targets, maskArray, this::applyMask, layerId());
    return backprop(atLogits, workspaceMgr);
  }

  @Override
  public Pair<Gradient, INDArray> backpropReward(INDArray reward, LayerWorkspaceMgr workspaceMgr) {
    return backprop(
        OutputReward.of(reward, forward.preActivation(), rule().stabilizer()), workspaceMgr);
  }

  private Pair<Gradient, INDArray> backprop(OutputReward atLogits, LayerWorkspaceMgr workspaceMgr) {
    zeroParameters.warnOnce(this, rule());
    boolean wanted = Affine.isWanted(index, settings());
    scaling = MagnitudeScaling.of(scaling, gradientsFlattened, paramsFlattened);
    INDArray scratch = scaling.newScratch(rule(), 1);
    return new AffineBackward(rule(), forward, gradientViews, gradientsFlattened, scaling, scratch)
        .run(atLogits, wanted, this::throughDropout, workspaceMgr);
  }

  @Override
  public OutputReward rewardAt(INDArray g) {
    return new ActivationReward(
        settings().getActivationFn(),
        forward.preActivation(),
        g.castTo(dataType),
        maskArray,
        rule().stabilizer());
  }

  @Override
  public INDArray propagate(INDArray g, LayerWorkspaceMgr workspaceMgr) {
    return propagate(rewardAt(g), workspaceMgr);
  }

  @Override
  public INDArray propagate(OutputReward reward, LayerWorkspaceMgr workspaceMgr) {
    return throughDropout(Affine.propagate(rule(), forward, reward, workspaceMgr));
  }

  private INDArray throughDropout(INDArray down) {
    return dropoutApplied ? backpropDropOutIfPresent(down) : down;
  }

  @Override
  public void clear() {
    super.clear();
    forward = null;
  }

  @Override
  protected void applyDropOutIfNecessary(boolean training, LayerWorkspaceMgr workspaceMgr) {
    if (training && !dropoutApplied) {
      input = DropoutOrder.of(input, settings().getIDropout(), workspaceMgr);
    }
    super.applyDropOutIfNecessary(training, workspaceMgr);
  }

  /** Leaves its input as it is: the layer before may need it on the way back. */
  @Override
  public void allowInputModification(boolean allow) {
    // Dropout makes a copy.
  }
}
