package io.github.lfp4j.pruning.tuning;

import io.github.lfp4j.dl4j.network.Network;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * How many updates and epochs a network has behind it: schedules and some updaters look at them.
 *
 * @param iterations updates
 * @param epochs passes over the data
 */
record Counters(int iterations, int epochs) {

  static final Counters NONE = new Counters(0, 0);

  static Counters of(Network network) {
    return network.model() instanceof MultiLayerNetwork layers
        ? new Counters(layers.getIterationCount(), layers.getEpochCount())
        : of(network.as(ComputationGraph.class));
  }

  private static Counters of(ComputationGraph graph) {
    return new Counters(
        graph.getConfiguration().getIterationCount(), graph.getConfiguration().getEpochCount());
  }

  void applyTo(Network network) {
    if (network.model() instanceof MultiLayerNetwork layers) {
      layers.setIterationCount(iterations);
      layers.setEpochCount(epochs);
    } else {
      ComputationGraph graph = network.as(ComputationGraph.class);
      graph.getConfiguration().setIterationCount(iterations);
      graph.getConfiguration().setEpochCount(epochs);
    }
  }
}
