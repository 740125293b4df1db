package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.Convolution2DMap;
import io.github.lfp4j.core.map.DepthwiseConvolution2DMap;
import io.github.lfp4j.core.map.Window2D;
import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.Rule;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The separable convolution: a depthwise convolution without bias, then one of single pixels. Input
 * [N, C, H, W] or [N, H, W, C], output likewise.
 *
 * <p>Reward passes it as it passes two layers without an activation function between them: the rule
 * applies to the one map, then to the other, and each has the quotient of its own output. That is
 * what the two layers would do apart, costs no more than they do (the product of both maps would be
 * a full convolution), and Theorem 1 holds for the weights of both. A rule of form {@code TOTAL} is
 * about the input of the layer and applies to the depthwise map; the other has the epsilon rule
 * then.
 */
public final class LfpSeparableConvolution extends LfpImages<SeparableConvolution2D> {

  private static final String DEPTHWISE =
      SeparableConvolutionParamInitializer.DEPTH_WISE_WEIGHT_KEY;
  private static final String POINTWISE =
      SeparableConvolutionParamInitializer.POINT_WISE_WEIGHT_KEY;
  private static final String BIAS = SeparableConvolutionParamInitializer.BIAS_KEY;

  private final Convolution2DMap pointwise;
  private transient FirstMap first;

  /** Called by the configuration. */
  public LfpSeparableConvolution(NeuralNetConfiguration conf, DataType dataType) {
    super(
        conf,
        dataType,
        new DepthwiseConvolution2DMap(
            Windows.of((SeparableConvolution2D) conf.getLayer()),
            DepthwiseConvolution2DMap.Format.MULTIPLIER_CHANNEL_KERNEL));
    boolean channelsLast =
        ((SeparableConvolution2D) conf.getLayer()).getCnn2dDataFormat() == CNN2DFormat.NHWC;
    this.pointwise =
        new Convolution2DMap(new Window2D(1, 1, 1, 1, 0, 0, 1, 1, false, channelsLast));
  }

  @Override
  String kind() {
    return "A separable convolution";
  }

  @Override
  AffineForward evaluate(INDArray x, boolean training, LayerWorkspaceMgr workspaceMgr) {
    INDArray w = getParamWithNoise(DEPTHWISE, training, workspaceMgr);
    AffineForward depthwise = evaluate(map(), x, w, null, workspaceMgr);
    first = new FirstMap(rule(), depthwise);
    INDArray pw = getParamWithNoise(POINTWISE, training, workspaceMgr);
    return evaluate(
        pointwise, depthwise.preActivation(), pw, bias(training, workspaceMgr), workspaceMgr);
  }

  private Rule ruleOfPointwise() {
    return rule().form() == Rule.Form.TOTAL
        ? new EpsilonRule(rule().stabilizer().epsilon())
        : rule();
  }

  @Override
  Pair<Gradient, INDArray> goBack(
      OutputReward reward, boolean wanted, INDArray scratch, LayerWorkspaceMgr workspaceMgr) {
    AffineForward second = forward();
    second
        .map()
        .gradients(
            second.input(),
            second.weights(),
            ruleOfPointwise().signal(reward),
            gradientViews.get(POINTWISE),
            gradientViews.get(BIAS));
    INDArray down =
        first.goBack(
            throughPointwise(reward, workspaceMgr),
            gradientViews.get(DEPTHWISE),
            wanted,
            workspaceMgr);
    scale(scratch);
    INDArray atInput =
        wanted
            ? AffineBackward.perUnit(rule(), throughDropout(down), first.forward().input())
            : down;
    return new Pair<>(AffineBackward.gradient(gradientViews), atInput);
  }

  /** The reward at the output of the depthwise map. */
  private OutputReward throughPointwise(OutputReward reward, LayerWorkspaceMgr workspaceMgr) {
    return first.reward(Affine.propagate(ruleOfPointwise(), forward(), reward, workspaceMgr));
  }

  @Override
  public INDArray propagate(OutputReward reward, LayerWorkspaceMgr workspaceMgr) {
    return throughDropout(
        Affine.propagate(
            rule(), first.forward(), throughPointwise(reward, workspaceMgr), workspaceMgr));
  }

  @Override
  public void clear() {
    super.clear();
    first = null;
  }
}
