package io.github.lfp4j.pruning.structure;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A place of a network of either kind.
 *
 * @param id its place in the list of all nodes, behind all that it reads
 * @param layerIndex among the network's layers; {@link #NO_LAYER} for inputs and vertices
 * @param name of an input or a vertex its own, of a layer {@link NetworkLayer#name()}; only for
 *     messages, since layers can share a name
 * @param layer null unless it is a layer
 * @param vertex null unless it is a vertex that is no layer
 * @param shape what the layer's input goes through first; null for nothing
 * @param inputs ids of the nodes that it reads; none for an input of the network
 * @param isOutput whether it is an output of the network
 */
record Node(
    int id,
    int layerIndex,
    String name,
    Layer layer,
    GraphVertex vertex,
    InputPreProcessor shape,
    List<Integer> inputs,
    boolean isOutput) {

  static final int NO_LAYER = -1;

  /** All nodes of a network, each behind all that it reads. */
  static List<Node> of(Network network) {
    return network.model() instanceof ComputationGraph graph
        ? new GraphNodes(graph.getConfiguration(), network.layers()).all()
        : chain(network.layers());
  }

  private static List<Node> chain(List<NetworkLayer> layers) {
    List<Node> nodes = new ArrayList<>();
    nodes.add(input(0, "input"));
    for (NetworkLayer layer : layers) {
      nodes.add(layer(nodes.size(), layer, List.of(layer.index())));
    }
    return nodes;
  }

  private static Node input(int id, String name) {
    return new Node(id, NO_LAYER, name, null, null, null, List.of(), false);
  }

  private static Node layer(int id, NetworkLayer layer, List<Integer> inputs) {
    return new Node(
        id,
        layer.index(),
        layer.name(),
        layer.configuration(),
        null,
        layer.preProcessor(),
        inputs,
        layer.atOutput());
  }

  boolean isInput() {
    return inputs.isEmpty();
  }

  /** The node in a sentence. */
  String quoted() {
    return "'" + name + "'";
  }

  /** Puts the vertices of a graph in order. */
  private static final class GraphNodes {
    private final ComputationGraphConfiguration configuration;
    private final Map<String, NetworkLayer> layers = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();

    GraphNodes(ComputationGraphConfiguration configuration, List<NetworkLayer> layers) {
      this.configuration = configuration;
      layers.forEach(layer -> this.layers.put(layer.name(), layer));
    }

    List<Node> all() {
      for (String input : configuration.getNetworkInputs()) {
        ids.put(input, nodes.size());
        nodes.add(input(nodes.size(), input));
      }
      configuration.getVertices().keySet().forEach(this::add);
      return nodes;
    }

    /** The id of a vertex, which is added behind all that it reads. */
    private int add(String name) {
      Integer known = ids.get(name);
      if (known != null) {
        return known;
      }
      List<Integer> inputs =
          configuration.getVertexInputs().get(name).stream().map(this::add).toList();
      int id = nodes.size();
      GraphVertex vertex = configuration.getVertices().get(name);
      boolean isOutput = configuration.getNetworkOutputs().contains(name);
      nodes.add(
          vertex instanceof LayerVertex
              ? layer(id, layers.get(name), inputs)
              : new Node(id, NO_LAYER, name, null, vertex, null, inputs, isOutput));
      ids.put(name, id);
      return id;
    }
  }
}
