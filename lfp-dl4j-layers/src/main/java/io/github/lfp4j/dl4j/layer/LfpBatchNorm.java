package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.core.rule.PassRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.conf.LfpBatchNormalization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Batch normalisation, {@code z = gamma xhat + beta}, with {@code q = R / stab(z)}.
 *
 * <p>After a forward pass in evaluation mode reward goes down by the constant scale, {@code G =
 * gamma / sigma * q}; after one in training mode by the full backward pass of q through the batch's
 * mean and variance. Feedback of gamma is {@code |gamma| sum q xhat}, of beta {@code |beta| sum q}.
 * The running mean and variance are no parameters to learn; they follow the batches as in DL4J.
 *
 * <p>Matrices [N, C] and images [N, C, H, W] or [N, H, W, C] are computed here, to DL4J's numbers
 * but in fewer passes over memory; anything else is left to DL4J.
 */
public final class LfpBatchNorm extends BatchNormalization implements RewardPropagating {

  private static final String GAMMA = BatchNormalizationParamInitializer.GAMMA;
  private static final String BETA = BatchNormalizationParamInitializer.BETA;

  private transient Normalization forward;
  private final ZeroParameters zeroParameters = new ZeroParameters();

  /** Called by the configuration. */
  public LfpBatchNorm(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  private Rule rule() {
    return ((LfpBatchNormalization) conf().getLayer()).getRule();
  }

  private ScaleAndShift scaleAndShift() {
    return ScaleAndShift.of(layerConf(), params, dataType);
  }

  private RunningStatistics running() {
    return new RunningStatistics(layerConf(), params);
  }

  private int channelAxis() {
    return input.rank() == 4 && layerConf().getCnn2DFormat() == CNN2DFormat.NHWC ? 3 : 1;
  }

  /** Whether the input is of the kinds that are computed here, not by DL4J's own layer. */
  private boolean isCommon() {
    return (input.rank() == 2 || input.rank() == 4)
        && input.size(channelAxis()) == layerConf().getNOut();
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    forward = null;
    if (!isCommon()) {
      return super.activate(training, workspaceMgr);
    }
    INDArray x = Channels.dense(input.castTo(dataType));
    Channels channels = Channels.of(x, channelAxis());
    double eps = layerConf().getEps();
    boolean comesBack = PassMemory.comesBack(training, workspaceMgr);
    INDArray scratch = Normalization.like(x, ArrayType.FF_WORKING_MEM, workspaceMgr);
    Normalization normalization =
        training
            ? Normalization.byBatch(channels, x, eps, scratch, workspaceMgr)
            : Normalization.by(running(), channels, x, eps, workspaceMgr);
    forward = comesBack ? normalization : null;
    INDArray out =
        comesBack
            ? Normalization.like(x, ArrayType.ACTIVATIONS, workspaceMgr)
            : normalization.centred();
    return normalization.output(scaleAndShift(), scratch, out);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    if (!isCommon()) {
      return uncommon(super.backpropGradient(epsilon, workspaceMgr));
    }
    zeroParameters.warnOnce(this, rule());
    INDArray g = incoming(epsilon);
    INDArray scratch = Normalization.like(g, ArrayType.BP_WORKING_MEM, workspaceMgr);
    INDArray down = Normalization.like(g, ArrayType.ACTIVATION_GRAD, workspaceMgr);
    INDArray q = quotient(g, down, scratch);
    Normalization.Sums sums = forward.sums(q, down);
    return new Pair<>(feedback(sums), handDown(g, q, sums, scratch, down));
  }

  @Override
  public INDArray propagate(INDArray g, LayerWorkspaceMgr workspaceMgr) {
    INDArray incoming = incoming(g);
    INDArray scratch = Normalization.like(incoming, ArrayType.BP_WORKING_MEM, workspaceMgr);
    INDArray down = Normalization.like(incoming, ArrayType.ACTIVATION_GRAD, workspaceMgr);
    if (rule() instanceof PassRule) {
      return handDown(incoming, null, null, scratch, down);
    }
    INDArray q = quotient(incoming, down, scratch);
    return handDown(incoming, q, forward.ofBatch() ? forward.sums(q, down) : null, scratch, down);
  }

  private INDArray incoming(INDArray g) {
    if (forward == null) {
      throw new IllegalStateException("No forward pass precedes this backward pass " + layerId());
    }
    return forward.channels().inOrder(g.castTo(dataType));
  }

  /** What the parameters learn from: g itself under the gradient rule, else written to out. */
  private INDArray quotient(INDArray g, INDArray scratch, INDArray out) {
    return rule() instanceof GradientRule
        ? g
        : forward.quotient(g, scaleAndShift(), rule().stabilizer(), scratch, out);
  }

  /** {@code q} is overwritten if it is the scratch array. */
  private INDArray handDown(
      INDArray g, INDArray q, Normalization.Sums sums, INDArray scratch, INDArray down) {
    ScaleAndShift affine = scaleAndShift();
    return rule() instanceof PassRule
        ? PerUnit.divide(forward.output(affine, scratch, down).muli(g), input.castTo(dataType))
        : forward.transposed(q, affine.slope(), sums, scratch, down);
  }

  /**
   * Entries in DL4J's order. Those of a locked gamma and beta, which DL4J has too after a pass in
   * training mode, are no views and reach no updater.
   */
  private Gradient feedback(Normalization.Sums sums) {
    Map<String, INDArray> entries = new LinkedHashMap<>();
    INDArray ofGamma = sums.qXhat().neg();
    INDArray ofBeta = sums.q().neg();
    if (!layerConf().isLockGammaBeta()) {
      if (rule().scalesByMagnitude()) {
        ofGamma.muli(Transforms.abs(getParam(GAMMA), true).reshape(ofGamma.shape()));
        ofBeta.muli(Transforms.abs(getParam(BETA), true).reshape(ofBeta.shape()));
      }
      gradientViews.get(GAMMA).assign(ofGamma);
      gradientViews.get(BETA).assign(ofBeta);
    } else if (forward.ofBatch()) {
      entries.put(GAMMA, ofGamma.reshape(1, ofGamma.length()));
      entries.put(BETA, ofBeta.reshape(1, ofBeta.length()));
    }
    if (forward.ofBatch()) {
      running().follow(forward.mean(), forward.variance(), gradientViews);
    } else {
      running().stay(gradientViews);
    }
    entries.putAll(gradientViews);
    Gradient feedback = new DefaultGradient();
    entries.forEach(feedback::setGradientFor);
    return feedback;
  }

  @Override
  public void clear() {
    super.clear();
    forward = null;
  }

  /** The feedback {@code -|p| sum q dz/dp} from DL4J's derivatives, which took G for one. */
  private Pair<Gradient, INDArray> uncommon(Pair<Gradient, INDArray> derivatives) {
    for (String key :
        List.of(
            BatchNormalizationParamInitializer.GAMMA, BatchNormalizationParamInitializer.BETA)) {
      INDArray feedback = derivatives.getFirst().getGradientFor(key);
      if (feedback != null && !layerConf().isLockGammaBeta()) {
        feedback.negi();
        if (rule().scalesByMagnitude()) {
          feedback.muli(Transforms.abs(getParam(key), true).reshape(feedback.shape()));
        }
      }
    }
    return derivatives;
  }
}
