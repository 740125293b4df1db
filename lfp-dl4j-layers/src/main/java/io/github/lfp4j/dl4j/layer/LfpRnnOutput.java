package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.DenseMap;
import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.conf.LfpRnnOutputLayer;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.RnnOutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The dense output layer of time series. Input [N, in, T], output [N, out, T], or with the time in
 * the middle; inside, every example and time step is a row, and its logits are rewarded by
 * themselves.
 */
public final class LfpRnnOutput extends RnnOutputLayer implements AffineLayer {

  private static final long serialVersionUID = 1L;

  private transient AffineForward forward;
  private transient boolean forwardInTraining;
  private transient MagnitudeScaling scaling;
  private final transient ZeroParameters zeroParameters = new ZeroParameters();

  /** Called by the configuration. */
  public LfpRnnOutput(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  private LfpRnnOutputLayer settings() {
    return (LfpRnnOutputLayer) conf().getLayer();
  }

  private TimeRows rows() {
    return new TimeRows(settings().getRnnDataFormat());
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
  private AffineForward evaluate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    check();
    if (forward == null || forwardInTraining != training) {
      INDArray x =
          PassMemory.besideInput(
              input, workspaceMgr, () -> rows().of(input.castTo(dataType), detached()));
      x = dropped(x, training, workspaceMgr);
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

  /** Leaves arrays where the current scope has them made. */
  private static LayerWorkspaceMgr detached() {
    return LayerWorkspaceMgr.noWorkspacesImmutable();
  }

  private void check() {
    int unitAxis = rows().format() == RNNFormat.NWC ? 2 : 1;
    if (input.rank() != 3 || input.size(unitAxis) != settings().getNIn()) {
      throw new DL4JInvalidInputException(
          "An output layer for time series with nIn="
              + settings().getNIn()
              + " expects input of shape [examples, "
              + (unitAxis == 1 ? "units, steps" : "steps, units")
              + "] with as many units, but got "
              + Arrays.toString(input.shape())
              + "; is the input type or the data format wrong? "
              + layerId());
    }
  }

  /** Dropout looks at the layer's input, and as in DL4J's layer is applied to rows. */
  private INDArray dropped(INDArray x, boolean training, LayerWorkspaceMgr workspaceMgr) {
    INDArray series = input;
    input = x;
    applyDropOutIfNecessary(training, workspaceMgr);
    INDArray result = input;
    input = series;
    return result;
  }

  @Override
  protected INDArray preOutput2d(boolean training, LayerWorkspaceMgr workspaceMgr) {
    INDArray z = evaluate(training, workspaceMgr).preActivation();
    // DL4J's callers overwrite what they get.
    return workspaceMgr.dup(ArrayType.ACTIVATIONS, z, z.ordering());
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    INDArray z = evaluate(training, workspaceMgr).preActivation().dup('c');
    INDArray a = settings().getActivationFn().getActivation(z, training);
    if (maskArray != null) {
      applyMask(a);
    }
    return rows().back(a, input.size(0), workspaceMgr, ArrayType.ACTIVATIONS);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    INDArray logits = evaluate(true, workspaceMgr).preActivation();
    INDArray targets = getLabels2d(workspaceMgr, ArrayType.BP_WORKING_MEM);
    if (!targets.equalShapes(logits)) {
      throw new DL4JInvalidInputException(
          "Labels of shape "
              + Arrays.toString(labels.shape())
              + " do not fit the input of shape "
              + Arrays.toString(input.shape())
              + ": an output layer for time series needs a label at every step "
              + layerId());
    }
    return backprop(
        LogitReward.of(settings(), rule(), logits, targets, maskArray, this::applyMask, layerId()),
        workspaceMgr);
  }

  @Override
  public Pair<Gradient, INDArray> backpropReward(INDArray reward, LayerWorkspaceMgr workspaceMgr) {
    return backprop(rewarded(rows().of(reward, workspaceMgr)), workspaceMgr);
  }

  private OutputReward rewarded(INDArray reward) {
    return OutputReward.of(reward, forward.preActivation(), rule().stabilizer());
  }

  private Pair<Gradient, INDArray> backprop(OutputReward atLogits, LayerWorkspaceMgr workspaceMgr) {
    zeroParameters.warnOnce(this, rule());
    boolean wanted = Affine.isWanted(index, settings());
    scaling = MagnitudeScaling.of(scaling, gradientsFlattened, paramsFlattened);
    INDArray scratch = scaling.newScratch(rule(), 1);
    Pair<Gradient, INDArray> result =
        new AffineBackward(rule(), forward, gradientViews, gradientsFlattened, scaling, scratch)
            .run(atLogits, wanted, this::throughDropout, workspaceMgr);
    return new Pair<>(result.getFirst(), asSeries(result.getSecond(), workspaceMgr));
  }

  private INDArray asSeries(INDArray down, LayerWorkspaceMgr workspaceMgr) {
    return rows().back(down, input.size(0), workspaceMgr, ArrayType.ACTIVATION_GRAD);
  }

  @Override
  public OutputReward rewardAt(INDArray g) {
    return new ActivationReward(
        settings().getActivationFn(),
        forward.preActivation(),
        rows().of(g.castTo(dataType), detached()),
        maskArray,
        rule().stabilizer());
  }

  /** R is made of the logits as a series, [N, out, T] or [N, T, out]. */
  @Override
  public OutputReward startAt(UnaryOperator<INDArray> relevance) {
    INDArray logits =
        rows().back(forward.preActivation(), input.size(0), detached(), ArrayType.BP_WORKING_MEM);
    return rewarded(rows().of(relevance.apply(logits), detached()));
  }

  @Override
  public INDArray propagate(INDArray g, LayerWorkspaceMgr workspaceMgr) {
    return propagate(rewardAt(g), workspaceMgr);
  }

  @Override
  public INDArray propagate(OutputReward reward, LayerWorkspaceMgr workspaceMgr) {
    INDArray down = throughDropout(Affine.propagate(rule(), forward, reward, workspaceMgr));
    return asSeries(down, workspaceMgr);
  }

  private INDArray throughDropout(INDArray down) {
    return dropoutApplied ? backpropDropOutIfPresent(down) : down;
  }

  @Override
  public void clear() {
    super.clear();
    forward = null;
  }

  /** Leaves its input as it is: the layer before may need it on the way back. */
  @Override
  public void allowInputModification(boolean allow) {
    // Dropout makes a copy.
  }
}
