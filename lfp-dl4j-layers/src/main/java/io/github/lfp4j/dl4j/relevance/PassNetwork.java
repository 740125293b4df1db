package io.github.lfp4j.dl4j.relevance;

import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.convert.VertexRegistry;
import io.github.lfp4j.dl4j.convert.VertexSupport;
import io.github.lfp4j.dl4j.layer.UnitLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.layers.recurrent.BidirectionalLayer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network of either kind as nodes in the order of the forward pass, its inputs first.
 *
 * @param nodes each after those that its inputs come from
 * @param inputs number of inputs of the network: that many nodes come first
 * @param outputs names of the network's outputs, and the nodes they are
 * @param prepare tells the network what the inputs are; with null, that the pass is over
 */
record PassNetwork(
    List<Node> nodes, int inputs, Map<String, Integer> outputs, Consumer<INDArray[]> prepare) {

  /** The name of a network's only output where it needs none. */
  private static final String LAST = "the last layer";

  static PassNetwork of(MultiLayerNetwork network) {
    List<Node> nodes = new ArrayList<>();
    nodes.add(Node.input("the input"));
    if (Arrays.stream(network.getLayers()).anyMatch(PassNetwork::learnsOnTheWay)) {
      network.initGradientsView();
    }
    for (int i = 0; i < network.getnLayers(); i++) {
      Layer layer = withoutDropout(unfrozen(network.getLayer(i)));
      String name = layer.conf().getLayer().getLayerName();
      nodes.add(
          Node.layer(
              name, layer, i, network.getLayerWiseConfigurations().getInputPreProcess(i), i));
    }
    Node last = nodes.get(nodes.size() - 1);
    String name = last.name() == null ? LAST : last.name();
    return new PassNetwork(nodes, 1, Map.of(name, nodes.size() - 1), x -> {});
  }

  static PassNetwork of(ComputationGraph graph) {
    List<String> inputs = graph.getConfiguration().getNetworkInputs();
    List<Node> nodes = new ArrayList<>();
    Map<String, Integer> positions = new HashMap<>();
    for (String input : inputs) {
      positions.put(input, nodes.size());
      nodes.add(Node.input(input));
    }
    List<Layer> layers = Arrays.asList(graph.getLayers());
    if (layers.stream().anyMatch(PassNetwork::learnsOnTheWay)) {
      graph.initGradientsView();
    }
    for (int index : graph.topologicalSortOrder()) {
      org.deeplearning4j.nn.graph.vertex.GraphVertex vertex = graph.getVertices()[index];
      if (vertex.isInputVertex()) {
        continue;
      }
      String name = vertex.getVertexName();
      List<Integer> from =
          graph.getConfiguration().getVertexInputs().get(name).stream()
              .map(positions::get)
              .toList();
      GraphVertex configuration = graph.getConfiguration().getVertices().get(name);
      positions.put(name, nodes.size());
      if (configuration instanceof LayerVertex layer) {
        nodes.add(
            Node.layer(
                name,
                withoutDropout(unfrozen(vertex.getLayer())),
                layers.indexOf(vertex.getLayer()),
                layer.getPreProcessor(),
                from.get(0)));
      } else {
        boolean moves = VertexRegistry.find(configuration).filter(VertexSupport::moves).isPresent();
        nodes.add(Node.vertex(vertex, moves, from));
      }
    }
    Map<String, Integer> outputs = new HashMap<>();
    graph.getConfiguration().getNetworkOutputs().forEach(o -> outputs.put(o, positions.get(o)));
    Consumer<INDArray[]> prepare = x -> setInputs(graph, x);
    return new PassNetwork(nodes, inputs.size(), outputs, prepare);
  }

  /** Stock layers would go back through the dropout that evaluation did not apply. */
  private static Layer withoutDropout(Layer layer) {
    layer.conf().getLayer().setIDropout(null);
    return layer;
  }

  /** Frozen layers pass relevance on as others do. */
  private static Layer unfrozen(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return unfrozen(frozen.getInsideLayer());
    }
    return layer instanceof FrozenLayerWithBackprop frozen
        ? unfrozen(frozen.getInsideLayer())
        : layer;
  }

  /** Whether a layer hands nothing down without computing the gradients of what it wraps. */
  private static boolean learnsOnTheWay(Layer layer) {
    return unfrozen(layer) instanceof BaseWrapperLayer
        || unfrozen(layer) instanceof BidirectionalLayer;
  }

  /** Some vertices look at the graph's inputs. */
  private static void setInputs(ComputationGraph graph, INDArray[] inputs) {
    if (inputs == null) {
      graph.clear();
    } else {
      graph.setInputs(inputs);
    }
  }

  /** For each node, whether a layer with weights comes before it or it is one. */
  boolean[] leadsToWeights() {
    boolean[] leads = new boolean[nodes.size()];
    for (int i = 0; i < leads.length; i++) {
      leads[i] = nodes.get(i).layer() instanceof UnitLayer;
      for (int from : nodes.get(i).inputs()) {
        leads[i] |= leads[from];
      }
    }
    return leads;
  }

  /**
   * The node of an output.
   *
   * @param output a name; null for the only output
   * @throws LfpException if there is none, or relevance cannot start there
   */
  int target(String output) {
    if (output == null && outputs.size() != 1) {
      throw new LfpException(
          "relevance starts at one output, but the network has several; name one of "
              + outputs.keySet());
    }
    String name = output == null ? outputs.keySet().iterator().next() : output;
    if (!outputs.containsKey(name)) {
      throw new LfpException(
          "there is no output '" + name + "'; choose one of " + outputs.keySet());
    }
    Node node = nodes.get(outputs.get(name));
    if (!node.canBeTarget()) {
      throw new LfpException(
          "relevance starts at an output or loss layer, but "
              + (name.equals(LAST) ? LAST : "output '" + name + "'")
              + " of this network is of type "
              + (node.isLayer() ? node.layer() : node.vertex()).getClass().getSimpleName());
    }
    return outputs.get(name);
  }
}
