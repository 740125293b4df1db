package io.github.lfp4j.dl4j.network;

import io.github.lfp4j.dl4j.convert.Wrappers;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;

/**
 * A layer and its place in a network.
 *
 * @param index among the layers, in a graph as {@code ComputationGraph.getLayers()} counts them
 * @param name its name; {@code layer} and the index if it has none
 * @param layer the network's own; null in a network that is not initialised
 * @param configuration its configuration
 * @param preProcessor what its input goes through first; null for nothing
 * @param atInput whether its input is an input of the network
 * @param atOutput whether its output is an output of the network
 */
public record NetworkLayer(
    int index,
    String name,
    Layer layer,
    org.deeplearning4j.nn.conf.layers.Layer configuration,
    InputPreProcessor preProcessor,
    boolean atInput,
    boolean atOutput) {

  /** Whether it is a recurrent layer, or wraps one; these take series, [N, F, T]. */
  public boolean isRecurrent() {
    return Wrappers.innermost(configuration) instanceof BaseRecurrentLayer;
  }

  static String name(String given, int index) {
    return given == null ? "layer" + index : given;
  }
}
