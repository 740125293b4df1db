package io.github.lfp4j.dl4j.golden;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.GeneralPath;
import io.github.lfp4j.dl4j.RuleMap;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.factory.Nd4j;

/** Whether cases run as users' networks do, or without any of the short cuts. */
final class GoldenPath {

  private static boolean general;

  private GoldenPath() {}

  /**
   * Runs something on the general path: native operations without oneDNN, convolutions tap by tap,
   * and each step of the epsilon rule by itself.
   */
  static void runGeneral(Runnable cases) {
    boolean helpers = Nd4j.getEnvironment().helpersAllowed();
    general = true;
    Nd4j.getEnvironment().allowHelpers(false);
    try {
      cases.run();
    } finally {
      Nd4j.getEnvironment().allowHelpers(helpers);
      general = false;
    }
  }

  /** The epsilon rule for all layers. */
  static RuleMap epsilon(double epsilon) {
    RuleMap rules = RuleMap.all(new EpsilonRule(epsilon));
    if (!general) {
      return rules;
    }
    Rule stepByStep = new GeneralPath.StepByStep(epsilon);
    return rules
        .type(DenseLayer.class, stepByStep)
        .type(ConvolutionLayer.class, stepByStep)
        .type(OutputLayer.class, stepByStep);
  }

  /** Prepares the layers of a network. */
  static void prepare(Layer... layers) {
    if (general) {
      GeneralPath.tapByTap(layers);
    }
  }
}
