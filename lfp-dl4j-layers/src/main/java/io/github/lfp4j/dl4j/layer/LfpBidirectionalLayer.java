package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.conf.LfpBidirectional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional.Mode;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.BidirectionalLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.TimeSeriesUtils;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Two layers over the same series, one from its end to its beginning. From what the two put out,
 * {@code a} and {@code b}, comes
 *
 * <ul>
 *   <li>{@code CONCAT}: each of them; each gets its part of G.
 *   <li>{@code ADD}, {@code AVERAGE}: {@code c = k (a + b)}, by the epsilon rule: both get {@code k
 *       q}, {@code q = G c / stab(c)}.
 *   <li>{@code MUL}: each factor gets the same share, {@code R / 2}, that is {@code G / 2} times
 *       the other one. Source: Achtibat et al., AttnLRP, ICML 2024, arXiv 2402.05602, section
 *       3.3.2.
 * </ul>
 *
 * <p>At the input the G of both are added, as the G of a graph's branches are. Each is DL4J's
 * backward pass of another array than G.
 */
public final class LfpBidirectionalLayer extends BidirectionalLayer {

  private final Layer forwards;
  private final Layer backwards;
  private transient INDArray output;

  /** Called by the configuration. */
  public LfpBidirectionalLayer(
      NeuralNetConfiguration conf, Layer forwards, Layer backwards, INDArray paramsView) {
    super(conf, forwards, backwards, paramsView);
    this.forwards = forwards;
    this.backwards = backwards;
  }

  private LfpBidirectional settings() {
    return (LfpBidirectional) conf().getLayer();
  }

  private boolean isSum() {
    return settings().getMode() == Mode.ADD || settings().getMode() == Mode.AVERAGE;
  }

  /** DL4J's own adds in place, to what the forward layer may need on the way back. */
  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    output = null;
    if (!isSum()) {
      return super.activate(training, workspaceMgr);
    }
    INDArray a = forwards.activate(training, workspaceMgr);
    INDArray b =
        TimeSeriesUtils.reverseTimeSeries(
            backwards.activate(training, workspaceMgr),
            workspaceMgr,
            ArrayType.FF_WORKING_MEM,
            formatOf(settings()));
    INDArray sum = workspaceMgr.dup(ArrayType.ACTIVATIONS, a).addi(b);
    if (settings().getMode() == Mode.AVERAGE) {
      sum.muli(0.5);
    }
    // The next layer may overwrite the array that it gets.
    output =
        PassMemory.comesBack(training, workspaceMgr)
            ? workspaceMgr.dup(ArrayType.ACTIVATIONS, sum)
            : null;
    return sum;
  }

  private static RNNFormat formatOf(LfpBidirectional settings) {
    return settings.getRNNDataFormat() == RNNFormat.NWC ? RNNFormat.NWC : RNNFormat.NCW;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    Rule rule = settings().getRule();
    if (rule instanceof GradientRule || settings().getMode() == Mode.CONCAT) {
      return super.backpropGradient(epsilon, workspaceMgr);
    }
    INDArray shared =
        isSum()
            ? PerUnit.stabilized(epsilon, output, rule.stabilizer(), workspaceMgr)
            : workspaceMgr.dup(ArrayType.BP_WORKING_MEM, epsilon).divi(2);
    return super.backpropGradient(shared, workspaceMgr);
  }

  @Override
  public void clear() {
    super.clear();
    output = null;
  }
}
