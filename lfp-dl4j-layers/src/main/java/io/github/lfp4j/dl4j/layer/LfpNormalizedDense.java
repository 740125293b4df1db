package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.DenseMap;
import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.dl4j.conf.LfpDenseLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The dense layer with layer normalisation, {@code z = gain xhat + b} where xhat is {@code u = x w}
 * normalised over the units of each example. Input [N, in], output [N, out].
 *
 * <p>Reward passes it as it passes a dense layer and a batch normalisation behind it. With {@code q
 * = R / stab(z)}, feedback of the gain is {@code |gain| sum q xhat}, of the bias {@code |b| sum q}.
 * After a forward pass in training mode, {@code G} of u is q taken back through mean and deviation
 * of the example as well, so that Theorem 1 holds for all weights; after one in evaluation mode,
 * where relevance is to be conserved, mean and deviation count as constants: {@code G = gain q /
 * sigma}. (Taken back through the deviation, the relevance of each example sums to zero, since the
 * output does not depend on the size of u: Ali et al., ICML 2022, and Achtibat et al., ICML 2024.)
 */
public final class LfpNormalizedDense extends LfpAffineLayer<LfpDenseLayer> {

  private static final String WEIGHT = DefaultParamInitializer.WEIGHT_KEY;
  private static final String BIAS = DefaultParamInitializer.BIAS_KEY;
  private static final String GAIN = DefaultParamInitializer.GAIN_KEY;

  private transient FirstMap first;
  private transient LayerNormalization normalization;
  private transient boolean inTraining;

  /** Called by the configuration. */
  public LfpNormalizedDense(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  LinearMap map() {
    return DenseMap.INSTANCE;
  }

  @Override
  void checkInput(INDArray x) {
    LfpDense.check(x, layerConf().getNIn(), layerId());
  }

  @Override
  public boolean hasBias() {
    return layerConf().hasBias();
  }

  @Override
  public boolean hasLayerNorm() {
    return true;
  }

  @Override
  AffineForward evaluate(INDArray x, boolean training, LayerWorkspaceMgr workspaceMgr) {
    INDArray w = getParamWithNoise(WEIGHT, training, workspaceMgr);
    AffineForward product = evaluate(map(), x, w, null, workspaceMgr);
    first = new FirstMap(rule(), product);
    normalization = LayerNormalization.of(product.preActivation(), workspaceMgr);
    inTraining = training;
    INDArray z =
        workspaceMgr.dup(
            ArrayType.ACTIVATIONS, normalization.normalized(), product.preActivation().ordering());
    z.muliRowVector(getParam(GAIN));
    INDArray b = bias(training, workspaceMgr);
    if (b != null) {
      z.addiRowVector(b);
    }
    return new AffineForward(map(), x, w, b, z);
  }

  @Override
  public Contribution contribution(OutputReward atPreActivation) {
    return new Contribution(first.forward(), atProduct(rule().signal(atPreActivation)));
  }

  /** The reward at the product {@code x w}. */
  private OutputReward atProduct(INDArray signal) {
    boolean dependent = inTraining || rule() instanceof GradientRule;
    return first.reward(normalization.transposed(signal.mulRowVector(getParam(GAIN)), dependent));
  }

  @Override
  Pair<Gradient, INDArray> goBack(
      OutputReward reward, boolean wanted, INDArray scratch, LayerWorkspaceMgr workspaceMgr) {
    INDArray signal = rule().signal(reward);
    map().biasGradient(signal.mul(normalization.normalized()), gradientViews.get(GAIN));
    if (hasBias()) {
      map().biasGradient(signal, gradientViews.get(BIAS));
    }
    INDArray down =
        first.goBack(atProduct(signal), gradientViews.get(WEIGHT), wanted, workspaceMgr);
    scale(scratch);
    INDArray atInput =
        wanted
            ? AffineBackward.perUnit(rule(), throughDropout(down), first.forward().input())
            : down;
    return new Pair<>(AffineBackward.gradient(gradientViews), atInput);
  }

  @Override
  public INDArray propagate(OutputReward reward, LayerWorkspaceMgr workspaceMgr) {
    OutputReward atProduct = atProduct(rule().signal(reward));
    return throughDropout(Affine.propagate(rule(), first.forward(), atProduct, workspaceMgr));
  }

  @Override
  public void clear() {
    super.clear();
    first = null;
    normalization = null;
  }
}
