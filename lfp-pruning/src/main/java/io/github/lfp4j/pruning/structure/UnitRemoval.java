package io.github.lfp4j.pruning.structure;

import io.github.lfp4j.dl4j.convert.GraphConversion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes a smaller network: without the units that are removed, the weights that computed them and
 * the weights that read them.
 *
 * <p>The result computes what the original does with the weights that read removed units set to
 * zero. Its updater begins anew; counters of iterations and epochs are kept.
 */
public final class UnitRemoval {

  private final Structure structure;
  private final Set<Integer> removed;

  /**
   * A removal.
   *
   * @param structure of the network
   * @param removed ids of groups of units; of no layer all units
   */
  public UnitRemoval(Structure structure, Set<Integer> removed) {
    this.structure = structure;
    this.removed = Set.copyOf(removed);
  }

  /** The network without the units; the network itself is not changed. */
  public MultiLayerNetwork apply(MultiLayerNetwork network) {
    MultiLayerConfiguration configuration = network.getLayerWiseConfigurations().clone();
    for (int i = 0; i < configuration.getConfs().size(); i++) {
      String name = Node.name(configuration, i);
      resize(configuration.getConf(i).getLayer(), name);
      InputPreProcessor shape = configuration.getInputPreProcess(i);
      if (shape != null) {
        String before = i == 0 ? "" : Node.name(configuration, i - 1);
        configuration.getInputPreProcessors().put(i, resized(shape, before, name));
      }
    }
    MultiLayerNetwork result = new MultiLayerNetwork(configuration);
    result.init();
    for (int i = 0; i < network.getnLayers(); i++) {
      copy(network.getLayer(i), result.getLayer(i), Node.name(configuration, i));
    }
    return result;
  }

  /** The graph without the units; the graph itself is not changed. */
  public ComputationGraph apply(ComputationGraph graph) {
    ComputationGraphConfiguration configuration = GraphConversion.copy(graph.getConfiguration());
    Map<String, GraphVertex> vertices = new LinkedHashMap<>();
    configuration
        .getVertices()
        .forEach((name, vertex) -> vertices.put(name, resized(configuration, name, vertex)));
    vertices.forEach(configuration.getVertices()::put);
    ComputationGraph result = new ComputationGraph(configuration);
    result.init();
    for (Layer layer : graph.getLayers()) {
      String name = layer.conf().getLayer().getLayerName();
      copy(layer, result.getLayer(name), name);
    }
    return result;
  }

  private GraphVertex resized(
      ComputationGraphConfiguration configuration, String name, GraphVertex vertex) {
    String first = configuration.getVertexInputs().get(name).get(0);
    if (vertex instanceof LayerVertex layer) {
      resize(layer.getLayerConf().getLayer(), name);
      if (layer.getPreProcessor() != null) {
        layer.setPreProcessor(resized(layer.getPreProcessor(), first, name));
      }
      return layer;
    }
    Axis.Selection in = structure.keptOut(first, removed);
    Axis.Selection out = structure.keptOut(name, removed);
    return in == null || out == null ? vertex : VertexStructures.resized(vertex, in, out.count());
  }

  private void resize(org.deeplearning4j.nn.conf.layers.Layer layer, String name) {
    LayerStructure known = structure.layer(name);
    Axis.Selection in = structure.keptRead(name, removed);
    Axis.Selection out = structure.keptOut(name, removed);
    if (known != null && out != null) {
      known.resize().resize(layer, in == null ? LayerStructure.SAME : in.count(), out.count());
    }
  }

  private InputPreProcessor resized(InputPreProcessor shape, String before, String name) {
    Axis.Selection in = structure.keptOut(before, removed);
    Axis.Selection out = structure.keptRead(name, removed);
    return in == null || out == null ? shape : Reshapes.resized(shape, in.count(), out.count());
  }

  private void copy(Layer from, Layer to, String name) {
    for (Map.Entry<String, INDArray> entry : from.paramTable().entrySet()) {
      int[][] places = structure.places(name, entry.getKey(), removed);
      INDArray values = entry.getValue();
      for (int axis = 0; places != null && axis < places.length; axis++) {
        if (places[axis] != null) {
          values = taken(values, axis, places[axis]);
        }
      }
      to.paramTable().get(entry.getKey()).assign(values);
    }
  }

  /** Some of the places along an axis. */
  private static INDArray taken(INDArray values, int axis, int[] places) {
    if (places.length == values.size(axis)) {
      return values;
    }
    INDArray indices = Nd4j.createFromArray(places);
    return Nd4j.exec(new org.nd4j.linalg.api.ops.impl.shape.Gather(values.dup('c'), indices, axis))[
        0];
  }
}
