package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.Axes;
import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.core.rule.PassRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.conf.LfpBatchNormalization;
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
 * The running mean and variance are no parameters to learn; their update is DL4J's.
 */
public final class LfpBatchNorm extends BatchNormalization implements RewardPropagating {

  private static final String GAMMA = BatchNormalizationParamInitializer.GAMMA;
  private static final String BETA = BatchNormalizationParamInitializer.BETA;

  private transient INDArray output;
  private transient boolean batchStatistics;
  private final ZeroParameters zeroParameters = new ZeroParameters();

  /** Called by the configuration. */
  public LfpBatchNorm(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  private Rule rule() {
    return ((LfpBatchNormalization) conf().getLayer()).getRule();
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    INDArray result = super.activate(training, workspaceMgr);
    // The next layer may overwrite the array that it gets.
    boolean comesBack = PassMemory.comesBack(training, workspaceMgr);
    output = comesBack ? workspaceMgr.dup(ArrayType.ACTIVATIONS, result) : null;
    batchStatistics = training;
    return result;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    zeroParameters.warnOnce(this, rule());
    INDArray q = quotient(epsilon, workspaceMgr);
    INDArray passed = rule() instanceof PassRule ? pass(epsilon, workspaceMgr) : null;
    Gradient feedback;
    INDArray down;
    if (batchStatistics) {
      Pair<Gradient, INDArray> full = super.backpropGradient(q, workspaceMgr);
      feedback = full.getFirst();
      down = full.getSecond();
    } else {
      feedback = evaluationFeedback(q);
      down = scaleDown(q, workspaceMgr);
    }
    if (!layerConf().isLockGammaBeta()) {
      for (String name : List.of(GAMMA, BETA)) {
        INDArray view = gradientViews.get(name).negi();
        if (rule().scalesByMagnitude()) {
          view.muli(Transforms.abs(getParam(name), true));
        }
      }
    }
    return new Pair<>(feedback, passed == null ? down : passed);
  }

  /** Needs a forward pass in evaluation mode. */
  @Override
  public INDArray propagate(INDArray g, LayerWorkspaceMgr workspaceMgr) {
    if (batchStatistics) {
      return backpropGradient(g, workspaceMgr).getSecond();
    }
    return rule() instanceof PassRule
        ? pass(g, workspaceMgr)
        : scaleDown(quotient(g, workspaceMgr), workspaceMgr);
  }

  private INDArray quotient(INDArray g, LayerWorkspaceMgr workspaceMgr) {
    if (output == null) {
      throw new IllegalStateException("No forward pass precedes this backward pass " + layerId());
    }
    if (rule() instanceof GradientRule) {
      return workspaceMgr.dup(ArrayType.BP_WORKING_MEM, g.castTo(dataType), output.ordering());
    }
    return PerUnit.stabilized(g.castTo(dataType), output, rule().stabilizer(), workspaceMgr);
  }

  private INDArray pass(INDArray g, LayerWorkspaceMgr workspaceMgr) {
    INDArray reward = workspaceMgr.dup(ArrayType.ACTIVATION_GRAD, g, output.ordering());
    return PerUnit.divide(reward.muli(output), input);
  }

  /** {@code gamma / sigma * q}, with the running variance. */
  private INDArray scaleDown(INDArray q, LayerWorkspaceMgr workspaceMgr) {
    INDArray scale =
        layerConf().isLockGammaBeta()
            ? std.rdiv(layerConf().getGamma())
            : getParam(GAMMA).reshape(std.shape()).div(std);
    INDArray down = workspaceMgr.dup(ArrayType.ACTIVATION_GRAD, q, q.ordering());
    long[] shape = new long[q.rank()];
    java.util.Arrays.fill(shape, 1);
    shape[channelAxis(q.rank())] = scale.length();
    return down.muli(scale.reshape(shape));
  }

  private Gradient evaluationFeedback(INDArray q) {
    Gradient feedback = new DefaultGradient();
    Map<String, INDArray> views = gradientViews;
    if (!layerConf().isLockGammaBeta()) {
      int[] others = Axes.allBut(channelAxis(q.rank()), q.rank());
      views.get(GAMMA).assign(q.mul(xHat).sum(others).reshape(views.get(GAMMA).shape()));
      views.get(BETA).assign(q.sum(others).reshape(views.get(BETA).shape()));
    }
    views.forEach(
        (name, view) -> {
          if (!GAMMA.equals(name) && !BETA.equals(name)) {
            view.assign(0);
          }
          feedback.setGradientFor(name, view);
        });
    return feedback;
  }

  private int channelAxis(int rank) {
    return rank == 4 && layerConf().getCnn2DFormat() == CNN2DFormat.NHWC ? 3 : 1;
  }

  @Override
  public void clear() {
    super.clear();
    output = null;
  }
}
