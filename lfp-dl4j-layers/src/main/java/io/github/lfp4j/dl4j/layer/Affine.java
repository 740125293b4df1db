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
    map.affine(x, w, b, z);
    return new AffineForward(map, x, w, b, z);
  }

  /**
   * The backward pass: writes the feedback of the parameters, negated as a gradient is, {@code -|p|
   * (dz/dp)^T q}, and hands the reward down.
   *
   * @param views the layer's parts of the gradient array, by parameter
   * @param gradients the layer's whole part of the gradient array, which the views look into
   * @param parameters the layer's whole part of the parameter array
   * @param down receives what {@link Rule#propagate} writes; null if nobody below wants it
   */
  static Gradient backward(
      Rule rule,
      AffineForward forward,
      OutputReward reward,
      Map<String, INDArray> views,
      INDArray gradients,
      INDArray parameters,
      INDArray down) {
    LinearMap map = forward.map();
    INDArray x = forward.input();
    INDArray w = forward.weights();
    INDArray signal = rule.signal(reward);
    INDArray weightView = views.get(WEIGHT);
    INDArray biasView = views.get(BIAS);
    boolean negated = false;
    if (down != null && rule.handsDownSignal() && map.savesByBackward()) {
      map.backward(x, w, signal, down, weightView, biasView);
    } else {
      if (down != null && rule.handsDownSignal()) {
        map.transposed(signal, w, down);
      } else if (down != null) {
        rule.propagate(forward, reward, down);
      }
      // What is smaller is negated: the signal here, or the gradients below.
      negated = signal.length() < gradients.length();
      map.gradients(x, w, negated ? signal.neg() : signal, weightView, biasView);
    }
    Magnitude.scale(rule, gradients, parameters);
    if (!negated) {
      gradients.negi();
    }
    Gradient result = new DefaultGradient();
    // In the order of the parameters, which updaters and serialisers rely on.
    views.forEach(result::setGradientFor);
    return result;
  }

  /** An array for G at the input, in activation-gradient memory. */
  static INDArray newDown(AffineForward forward, LayerWorkspaceMgr workspaceMgr) {
    INDArray x = forward.input();
    return workspaceMgr.createUninitialized(
        ArrayType.ACTIVATION_GRAD, x.dataType(), x.shape(), 'c');
  }

  /** Hands the reward down by the rule, into activation-gradient memory. */
  static INDArray propagate(
      Rule rule, AffineForward forward, OutputReward reward, LayerWorkspaceMgr workspaceMgr) {
    INDArray out = newDown(forward, workspaceMgr);
    rule.propagate(forward, reward, out);
    return out;
  }

  /** Zeros in place of what would be handed to the network's input, where nobody looks at it. */
  static INDArray nothing(AffineForward forward, LayerWorkspaceMgr workspaceMgr) {
    INDArray x = forward.input();
    return workspaceMgr.create(ArrayType.ACTIVATION_GRAD, x.dataType(), x.shape(), 'c');
  }

  /** What was handed down, per unit of the input whatever the form of the rule. */
  static INDArray perUnit(Rule rule, AffineForward forward, INDArray down) {
    return rule.form() == Rule.Form.TOTAL ? PerUnit.divide(down, forward.input()) : down;
  }

  /** Scaling by the size of the parameters. */
  static final class Magnitude {
    private Magnitude() {}

    /** {@code gradients <- |parameters| gradients}; nothing for plain gradients. */
    static void scale(Rule rule, INDArray gradients, INDArray parameters) {
      if (rule.scalesByMagnitude()) {
        gradients.muli(Transforms.abs(parameters, true));
      }
    }
  }
}
