package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.Rule;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The backward pass of an affine layer: writes the feedback of the parameters, negated as a
 * gradient is, {@code -|p| (dz/dp)^T q}, and hands the reward down.
 *
 * @param rule the layer's rule
 * @param forward the forward pass that is gone back through
 * @param views the layer's parts of the gradient array, by parameter
 * @param gradients the layer's whole part of the gradient array, which the views look into
 * @param scaling of that part by the sizes of the parameters
 * @param scratch for the scaling; overwritten after the reward has been used
 */
record AffineBackward(
    Rule rule,
    AffineForward forward,
    Map<String, INDArray> views,
    INDArray gradients,
    MagnitudeScaling scaling,
    INDArray scratch) {

  /**
   * Runs the pass.
   *
   * @param reward at the pre-activation
   * @param wanted whether anybody looks at what is handed down; if not, zeros are
   * @param throughDropout takes what arrives behind the layer's input dropout to before it
   * @return gradients, and G at the input in activation-gradient memory
   */
  Pair<Gradient, INDArray> run(
      OutputReward reward,
      boolean wanted,
      UnaryOperator<INDArray> throughDropout,
      LayerWorkspaceMgr workspaceMgr) {
    INDArray x = forward.input();
    INDArray down =
        wanted
            ? Affine.newDown(forward, workspaceMgr)
            : workspaceMgr.create(
                ArrayType.ACTIVATION_GRAD, x.dataType(), x.shape(), forward.map().ordering());
    boolean negated = giveFeedback(reward, wanted ? down : null);
    if (rule.scalesByMagnitude()) {
      scaling.apply(scratch);
    }
    if (!negated) {
      gradients.negi();
    }
    INDArray atInput = wanted ? perUnit(rule, throughDropout.apply(down), x) : down;
    return new Pair<>(gradient(views), atInput);
  }

  /** The views in the order of the parameters, which updaters and serialisers rely on. */
  static Gradient gradient(Map<String, INDArray> views) {
    Gradient feedback = new DefaultGradient();
    views.forEach(feedback::setGradientFor);
    return feedback;
  }

  /** G of what a rule handed down: what travels between layers. */
  static INDArray perUnit(Rule rule, INDArray down, INDArray x) {
    return rule.form() == Rule.Form.TOTAL ? PerUnit.divide(down, x) : down;
  }

  /** Whether the feedback comes out negated already. */
  private boolean giveFeedback(OutputReward reward, INDArray down) {
    LinearMap map = forward.map();
    INDArray x = forward.input();
    INDArray w = forward.weights();
    INDArray signal = rule.signal(reward);
    INDArray weightView = views.get(DefaultParamInitializer.WEIGHT_KEY);
    INDArray biasView = views.get(DefaultParamInitializer.BIAS_KEY);
    boolean handsDownSignal = down != null && rule.handsDownSignal();
    if (handsDownSignal && map.savesByBackward()) {
      map.backward(x, w, signal, down, weightView, biasView);
      return false;
    }
    if (handsDownSignal) {
      map.transposed(signal, w, down);
    } else if (down != null) {
      rule.propagate(forward, reward, down);
    }
    map.negatedGradients(x, w, signal, weightView, biasView);
    return true;
  }
}
