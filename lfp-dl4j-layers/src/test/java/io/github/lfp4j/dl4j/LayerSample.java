package io.github.lfp4j.dl4j;

import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A small network around a layer of one kind, which has to pass {@link LayerContractTest}.
 *
 * @param name for messages
 * @param kind DL4J's configuration class of the layer; the layer itself is called {@link #LAYER}
 * @param network of stock layers, with the settings of the builder
 * @param data examples for it: how many, and of which type
 * @param oracle what its feedback is compared with
 */
record LayerSample(
    String name,
    Class<? extends Layer> kind,
    Function<NeuralNetConfiguration.Builder, MultiLayerConfiguration> network,
    BiFunction<Integer, DataType, DataSet> data,
    Oracle oracle) {

  /** The name of the layer that a sample is about. */
  static final String LAYER = "sample";

  /**
   * What the feedback of a sample is compared with.
   *
   * @param theoremOne whether Theorem 1 holds for it, so that DL4J's gradient is the oracle
   * @param twin else the test that compares this kind with loops over single numbers; null if the
   *     sample is there for its settings only, beside others
   * @param numeric whether DL4J's own gradient is wrong, so that both Theorem 1 and the gradient
   *     rule are compared with numeric differentiation instead
   */
  record Oracle(boolean theoremOne, Class<?> twin, boolean numeric) {

    /** Theorem 1: {@code f_p = -|p| dL/dp}. */
    static final Oracle THEOREM_ONE = new Oracle(true, null, false);

    /** Theorem 1, where DL4J computes another gradient than that of its loss. */
    static final Oracle NUMERIC = new Oracle(false, NumericGradientTest.class, true);

    /** None: settings that Theorem 1 does not hold with, such as an activation that is no ReLU. */
    static final Oracle SETTINGS = new Oracle(false, null, false);

    /** A test with loops over single numbers. */
    static Oracle twin(Class<?> test) {
      return new Oracle(false, Objects.requireNonNull(test), false);
    }

    /** For the documentation. */
    String text() {
      if (numeric) {
        return "numeric differentiation";
      }
      return theoremOne ? "Theorem 1" : "loop-level twin";
    }

    boolean isReal() {
      return theoremOne || twin != null;
    }
  }

  MultiLayerConfiguration configuration(NeuralNetConfiguration.Builder builder) {
    return network.apply(builder);
  }

  MultiLayerNetwork stock(NeuralNetConfiguration.Builder builder) {
    return Fixtures.network(configuration(builder));
  }

  DataSet batch(int examples, DataType type) {
    return data.apply(examples, type);
  }

  /** The layer that a configuration of this sample is about. */
  static Layer layer(MultiLayerConfiguration configuration) {
    return configuration.getConfs().stream()
        .map(NeuralNetConfiguration::getLayer)
        .filter(layer -> LAYER.equals(layer.getLayerName()))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public String toString() {
    return kind.getSimpleName() + ", " + name;
  }
}
