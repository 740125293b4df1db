package io.github.lfp4j.pruning.structure;

import io.github.lfp4j.dl4j.network.Network;
import java.util.Random;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A small network to remove units from.
 *
 * @param name for messages
 * @param configuration its configuration, of either kind
 * @param input examples for it
 * @param trainable whether it can be trained on soft labels of the shape of its output
 */
record Sample(String name, Object configuration, Supplier<INDArray> input, boolean trainable) {

  Sample(String name, Object configuration, Supplier<INDArray> input) {
    this(name, configuration, input, true);
  }

  Sample untrained() {
    return new Sample(name, configuration, input, false);
  }

  /** The network, with numbers for all parameters that leave nothing at zero. */
  Network network() {
    Network network =
        configuration instanceof MultiLayerConfiguration chain
            ? Network.of(new MultiLayerNetwork(chain.clone()))
            : Network.of(new ComputationGraph((ComputationGraphConfiguration) configuration));
    network.init(null);
    fill(network);
    return network;
  }

  /** Variances stay positive. */
  private static void fill(Network network) {
    Random random = new Random(5);
    INDArray all = network.params().reshape(network.params().length());
    for (long i = 0; i < all.length(); i++) {
      all.putScalar(i, 0.4 * random.nextGaussian());
    }
    network
        .layers()
        .forEach(
            layer ->
                layer
                    .layer()
                    .paramTable()
                    .forEach(
                        (key, values) -> {
                          if (key.endsWith("var")) {
                            for (long i = 0; i < values.length(); i++) {
                              values.putScalar(i, 0.5 + Math.abs(values.getDouble(i)));
                            }
                          }
                        }));
  }

  @Override
  public String toString() {
    return name;
  }
}
