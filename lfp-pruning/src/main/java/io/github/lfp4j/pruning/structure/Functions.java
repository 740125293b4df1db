package io.github.lfp4j.pruning.structure;

import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.AbstractLSTM;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationPReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** Which activation functions act on each unit by itself, so that others can go. */
@SuppressWarnings("deprecation") // what old models are made of
final class Functions {

  private static final String STOCK = ActivationCube.class.getPackageName();
  private static final String OWN = "io.github.lfp4j.dl4j.activation";

  private Functions() {}

  /** The activation function of a layer that ties its units together, if there is one. */
  static Optional<String> tying(Layer layer) {
    return all(layer)
        .filter(function -> !actsOnEachUnit(function))
        .map(function -> function.getClass().getSimpleName())
        .findFirst();
  }

  /** Of functions from elsewhere it is not known. */
  private static boolean actsOnEachUnit(IActivation function) {
    String home = function.getClass().getPackageName();
    return (home.equals(STOCK) || home.equals(OWN))
        && !(function instanceof ActivationSoftmax)
        && !(function instanceof ActivationPReLU);
  }

  private static Stream<IActivation> all(Layer layer) {
    if (layer instanceof AbstractLSTM lstm) {
      return Stream.of(lstm.getActivationFn(), lstm.getGateActivationFn());
    }
    if (layer instanceof GravesBidirectionalLSTM lstm) {
      return Stream.of(lstm.getActivationFn(), lstm.getGateActivationFn());
    }
    if (layer instanceof BaseLayer base) {
      return Stream.ofNullable(base.getActivationFn());
    }
    if (layer instanceof ActivationLayer activation) {
      return Stream.ofNullable(activation.getActivationFn());
    }
    if (layer instanceof LocallyConnected1D local) {
      return Stream.of(local.getActivation().getActivationFunction());
    }
    return layer instanceof LocallyConnected2D local
        ? Stream.of(local.getActivation().getActivationFunction())
        : Stream.empty();
  }
}
