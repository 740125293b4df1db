package io.github.lfp4j.pruning.structure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * A place of a network of either kind.
 *
 * @param name the vertex's in a graph; of a layer of a {@code MultiLayerNetwork} its own, or
 *     "layer" and its index
 * @param layer null unless it is a layer
 * @param vertex null unless it is a vertex that is no layer
 * @param shape what the layer's input goes through first; null for nothing
 * @param inputs names of the nodes that it reads; none for an input of the network
 * @param isOutput whether it is an output of the network
 */
record Node(
    String name,
    Layer layer,
    GraphVertex vertex,
    InputPreProcessor shape,
    List<String> inputs,
    boolean isOutput) {

  /** The name of a layer of a {@code MultiLayerNetwork}. */
  static String name(MultiLayerConfiguration configuration, int index) {
    String name = configuration.getConf(index).getLayer().getLayerName();
    return name == null ? "layer" + index : name;
  }

  static List<Node> of(MultiLayerConfiguration configuration) {
    List<Node> nodes = new ArrayList<>();
    String before = "";
    nodes.add(new Node(before, null, null, null, List.of(), false));
    int last = configuration.getConfs().size() - 1;
    for (int i = 0; i <= last; i++) {
      String name = name(configuration, i);
      Layer layer = configuration.getConf(i).getLayer();
      InputPreProcessor shape = configuration.getInputPreProcess(i);
      nodes.add(new Node(name, layer, null, shape, List.of(before), i == last));
      before = name;
    }
    return nodes;
  }

  static List<Node> of(ComputationGraphConfiguration configuration) {
    List<Node> nodes = new ArrayList<>();
    Set<String> done = new LinkedHashSet<>();
    for (String input : configuration.getNetworkInputs()) {
      nodes.add(new Node(input, null, null, null, List.of(), false));
      done.add(input);
    }
    for (String name : configuration.getVertices().keySet()) {
      add(configuration, name, nodes, done);
    }
    return nodes;
  }

  /** Adds a vertex behind all that it reads. */
  private static void add(
      ComputationGraphConfiguration configuration,
      String name,
      List<Node> nodes,
      Set<String> done) {
    if (!done.add(name)) {
      return;
    }
    List<String> inputs = configuration.getVertexInputs().get(name);
    inputs.forEach(input -> add(configuration, input, nodes, done));
    boolean isOutput = configuration.getNetworkOutputs().contains(name);
    GraphVertex vertex = configuration.getVertices().get(name);
    nodes.add(
        vertex instanceof LayerVertex l
            ? new Node(
                name, l.getLayerConf().getLayer(), null, l.getPreProcessor(), inputs, isOutput)
            : new Node(name, null, vertex, null, inputs, isOutput));
  }
}
