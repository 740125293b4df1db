package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.recurrent.Allocator;
import io.github.lfp4j.core.recurrent.CellInput;
import io.github.lfp4j.core.recurrent.CellParameters;
import io.github.lfp4j.core.recurrent.CellRule;
import io.github.lfp4j.core.recurrent.CellState;
import io.github.lfp4j.core.recurrent.GateRule;
import io.github.lfp4j.core.recurrent.UnrolledCell;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.conf.GatedConf;
import io.github.lfp4j.dl4j.conf.WeightedConf;
import java.util.Arrays;
import java.util.Map;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.BaseRecurrentLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A recurrent layer that learns by LFP, whatever its cell. Input [N, F, T] or [N, T, F] as the data
 * format says, output [N, H, T] or [N, T, H].
 *
 * <p>All that the way back needs is kept from the forward pass; nothing is computed twice. State
 * that is stored between calls is a copy outside of workspaces.
 */
abstract class LfpRecurrentLayer<C extends org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer>
    extends BaseRecurrentLayer<C> implements UnitLayer {

  /** DL4J's keys of stored state. */
  private static final String OUTPUT_STATE = "prevAct";

  private static final String MEMORY_STATE = "prevMem";

  private transient Directions forward;
  private transient Directions.Quotients lastPassed;
  private transient INDArray lastG;
  private transient MagnitudeScaling scaling;
  private final ZeroParameters zeroParameters = new ZeroParameters();

  LfpRecurrentLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  /** Evaluates a cell. */
  abstract UnrolledCell unroll(
      CellInput cellInput, CellParameters parameters, INDArray output, Allocator kept);

  /** The parameters of the cell; of two, the second reads the sequence from its end. */
  abstract CellKeys[] cells();

  /** A parameter as the forward pass uses it. */
  INDArray parameter(String key, boolean training, LayerWorkspaceMgr workspaceMgr) {
    return getParamWithNoise(key, training, workspaceMgr);
  }

  private Rule rule() {
    return ((WeightedConf) layerConf()).getRule();
  }

  private CellRule cellRule() {
    GateRule gates =
        layerConf() instanceof GatedConf gated ? gated.getGateRule() : GateRule.SIGNAL_TAKES_ALL;
    return CellRule.of(rule(), gates);
  }

  @Override
  public int unitAxis() {
    return getDataFormat() == RNNFormat.NWC ? 2 : 1;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    return result(evaluate(null, training, workspaceMgr), workspaceMgr);
  }

  private Directions evaluate(CellState start, boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    applyDropOutIfNecessary(training, workspaceMgr);
    INDArray x = permuteIfNWC(workspaceMgr.castTo(ArrayType.ACTIVATIONS, dataType, input, false));
    check(x, start);
    INDArray mask =
        maskArray == null
            ? null
            : workspaceMgr.castTo(ArrayType.ACTIVATIONS, dataType, maskArray, false);
    boolean comesBack = PassMemory.comesBack(training, workspaceMgr);
    Allocator kept =
        shape ->
            comesBack
                ? workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, dataType, shape, 'f')
                : Nd4j.createUninitialized(dataType, shape, 'f');
    Directions evaluated =
        Directions.evaluate(
            Arrays.stream(cells()).map(keys -> parameters(keys, training, workspaceMgr)).toList(),
            new CellInput(Directions.inColumns(x, kept), start, mask, training),
            this::unroll,
            layerConf().getNOut(),
            kept);
    forward = comesBack ? evaluated : null;
    forgetPassed();
    return evaluated;
  }

  private void forgetPassed() {
    lastPassed = null;
    lastG = null;
  }

  private CellParameters parameters(
      CellKeys keys, boolean training, LayerWorkspaceMgr workspaceMgr) {
    return new CellParameters(
        parameter(keys.w(), training, workspaceMgr),
        parameter(keys.rw(), training, workspaceMgr),
        parameter(keys.b(), training, workspaceMgr));
  }

  /** A copy: what comes next may overwrite what it is given. */
  private INDArray result(Directions evaluated, LayerWorkspaceMgr workspaceMgr) {
    return permuteIfNWC(workspaceMgr.dup(ArrayType.ACTIVATIONS, evaluated.output(), 'f'));
  }

  private void check(INDArray x, CellState start) {
    if (x.rank() != 3 || x.size(1) != layerConf().getNIn()) {
      throw new DL4JInvalidInputException(
          "A recurrent layer with nIn="
              + layerConf().getNIn()
              + " expects an input of shape "
              + (getDataFormat() == RNNFormat.NWC ? "[N, T, nIn]" : "[N, nIn, T]")
              + ", but got "
              + Arrays.toString(input.shape())
              + "; is a preprocessor or the input type missing? "
              + layerId());
    }
    if (start != null && start.output().size(0) != x.size(0)) {
      throw new IllegalStateException(
          "The stored state is of "
              + start.output().size(0)
              + " examples, but the input has "
              + x.size(0)
              + "; call rnnClearPreviousState between batches "
              + layerId());
    }
  }

  @Override
  public INDArray rnnTimeStep(INDArray newInput, LayerWorkspaceMgr workspaceMgr) {
    setInput(newInput, workspaceMgr);
    Directions evaluated = evaluate(stored(stateMap), false, workspaceMgr);
    store(evaluated.end(), stateMap);
    return result(evaluated, workspaceMgr);
  }

  @Override
  public INDArray rnnActivateUsingStoredState(
      INDArray newInput,
      boolean training,
      boolean storeLastForTbptt,
      LayerWorkspaceMgr workspaceMgr) {
    setInput(newInput, workspaceMgr);
    Directions evaluated = evaluate(stored(tBpttStateMap), training, workspaceMgr);
    if (storeLastForTbptt) {
      store(evaluated.end(), tBpttStateMap);
    }
    return result(evaluated, workspaceMgr);
  }

  private CellState stored(Map<String, INDArray> states) {
    INDArray output = states.get(OUTPUT_STATE);
    INDArray memory = states.get(MEMORY_STATE);
    return output == null
        ? null
        : new CellState(output.castTo(dataType), memory == null ? null : memory.castTo(dataType));
  }

  private static void store(CellState state, Map<String, INDArray> states) {
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      states.put(OUTPUT_STATE, state.output().dup('f'));
      if (state.memory() != null) {
        states.put(MEMORY_STATE, state.memory().dup('f'));
      }
    }
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    return tbpttBackpropGradient(epsilon, -1, workspaceMgr);
  }

  @Override
  public Pair<Gradient, INDArray> tbpttBackpropGradient(
      INDArray epsilon, int tbpttBackLength, LayerWorkspaceMgr workspaceMgr) {
    zeroParameters.warnOnce(this, rule());
    long steps = tbpttBackLength > 0 ? tbpttBackLength : Long.MAX_VALUE;
    Directions.Quotients quotients = quotients(epsilon, steps);
    CellKeys[] keys = cells();
    for (int i = 0; i < keys.length; i++) {
      quotients.gradients(i, keys[i].from(gradientViews));
    }
    if (rule().scalesByMagnitude()) {
      scaling = MagnitudeScaling.of(scaling, gradientsFlattened, paramsFlattened);
      scaling.apply(scaling.newScratch(rule(), 1));
    }
    gradientsFlattened.negi();
    Gradient feedback = new DefaultGradient();
    // In the order of the parameters, which updaters and serialisers rely on.
    gradientViews.forEach(feedback::setGradientFor);
    weightNoiseParams.clear();
    boolean wanted = Affine.isWanted(index, (WeightedConf) layerConf());
    INDArray down =
        wanted
            ? handDown(quotients, workspaceMgr)
            : workspaceMgr.create(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'f');
    return new Pair<>(feedback, down);
  }

  private Directions.Quotients quotients(INDArray g, long steps) {
    if (forward == null) {
      throw new IllegalStateException("No forward pass precedes this backward pass " + layerId());
    }
    return forward.quotients(permuteIfNWC(g.castTo(dataType)).dup('f'), steps, cellRule());
  }

  private INDArray handDown(Directions.Quotients quotients, LayerWorkspaceMgr workspaceMgr) {
    INDArray x = permuteIfNWC(input);
    INDArray down =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, x.shape(), 'f');
    quotients.handDown(down);
    INDArray inFormat = permuteIfNWC(down);
    return dropoutApplied ? backpropDropOutIfPresent(inFormat) : inFormat;
  }

  @Override
  public INDArray propagate(INDArray g, LayerWorkspaceMgr workspaceMgr) {
    return handDown(passed(g), workspaceMgr);
  }

  @Override
  public INDArray unitRelevance(INDArray activation, INDArray g) {
    return permuteIfNWC(passed(g).unitRelevance());
  }

  /** A pass asks for the units first and then hands down, of the same G. */
  private Directions.Quotients passed(INDArray g) {
    if (lastPassed == null || lastG != g) {
      lastPassed = quotients(g, Long.MAX_VALUE);
      lastG = g;
    }
    return lastPassed;
  }

  /** Leaves its input as it is: the layer before may need it on the way back. */
  @Override
  public void allowInputModification(boolean allow) {
    // Dropout makes a copy.
  }

  @Override
  public void clear() {
    super.clear();
    forward = null;
    forgetPassed();
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }
}
