package io.github.lfp4j.dl4j.layer;

import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.Rule;
import java.util.Map;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** What affine layers of all kinds do alike: evaluate, give feedback to parameters, hand down. */
final class Affine {

  private static final String WEIGHT = DefaultParamInitializer.WEIGHT_KEY;
  private static final String BIAS = DefaultParamInitializer.BIAS_KEY;

  private Affine() {}

  /** Evaluates {@code z = x * w + b} into the given array. */
  static AffineForward evaluate(LinearMap map, INDArray x, INDArray w, INDArray b, INDArray z) {
    map.forward(x, w, z);
    if (b != null) {
      map.addBias(z, b);
    }
    return new AffineForward(map, x, w, b, z);
  }

  /**
   * Writes the feedback of the parameters, negated as a gradient is: {@code -|p| (dz/dp)^T q}.
   *
   * @param views the layer's parts of the gradient array, by parameter
   * @param gradients the layer's whole part of the gradient array, which the views look into
   * @param parameters the layer's whole part of the parameter array
   */
  static Gradient feedback(
      AffineForward forward,
      OutputReward reward,
      Map<String, INDArray> views,
      INDArray gradients,
      INDArray parameters) {
    Gradient result = new DefaultGradient();
    INDArray q = reward.quotient();
    INDArray weightView = views.get(WEIGHT);
    forward.map().weightGradient(forward.input(), q, weightView);
    INDArray biasView = views.get(BIAS);
    if (biasView != null) {
      forward.map().biasGradient(q, biasView);
    }
    Magnitude.scale(gradients, parameters);
    // In the order of the parameters, which updaters and serialisers rely on.
    views.forEach(result::setGradientFor);
    return result;
  }

  /** Hands the reward down by the rule, into activation-gradient memory. */
  static INDArray propagate(
      Rule rule, AffineForward forward, OutputReward reward, LayerWorkspaceMgr workspaceMgr) {
    INDArray x = forward.input();
    INDArray out =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATION_GRAD, x.dataType(), x.shape(), 'c');
    rule.propagate(forward, reward, out);
    return out;
  }

  /** What was handed down, per unit of the input whatever the form of the rule. */
  static INDArray perUnit(Rule rule, AffineForward forward, INDArray down) {
    return rule.form() == Rule.Form.TOTAL ? PerUnit.divide(down, forward.input()) : down;
  }

  /** Scaling by the size of the parameters. */
  static final class Magnitude {
    private Magnitude() {}

    /** {@code gradients <- -|parameters| gradients}, element by element. */
    static void scale(INDArray gradients, INDArray parameters) {
      gradients.muli(Transforms.abs(parameters, true).negi());
    }
  }
}
