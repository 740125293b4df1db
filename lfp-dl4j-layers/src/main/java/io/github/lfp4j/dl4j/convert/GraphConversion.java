package io.github.lfp4j.dl4j.convert;

import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.conf.RewardedConf;
import io.github.lfp4j.dl4j.conf.VertexCopy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Replaces the layers and vertices of a {@code ComputationGraph}, one by one, and carries its state
 * over.
 *
 * <p>Layers are counted as {@code ComputationGraph.getLayers()} counts them, vertices as {@code
 * getVertices()} does: in the order of the configuration, the network's inputs before all vertices.
 */
public final class GraphConversion {

  private final Options options;

  /** A conversion with the given options. */
  public GraphConversion(Options options) {
    this.options = options;
  }

  /**
   * A copy of the configuration in which every layer and vertex propagates reward.
   *
   * @throws LfpException if a layer or a vertex is not supported or has no rule, or a reward is
   *     given for an output that does not exist
   */
  public ComputationGraphConfiguration toLfp(ComputationGraphConfiguration configuration) {
    Map<String, Layer> stockLayers = layers(configuration);
    List<String> weighted =
        names(stockLayers, (layer, i) -> LayerRegistry.requireInnermost(layer, i).hasWeights());
    Reach reach = new Reach(configuration.getVertexInputs());
    Set<String> afterWeighted = reach.after(weighted);
    Set<String> beforeWeighted = reach.before(weighted);
    Set<String> afterLearning = reach.after(names(stockLayers, LayerRegistry::learns));

    ComputationGraphConfiguration result = copy(configuration);
    LayerConversion layers = new LayerConversion(options);
    int layerIndex = 0;
    int index = configuration.getNetworkInputs().size();
    for (Map.Entry<String, GraphVertex> entry : result.getVertices().entrySet()) {
      String name = entry.getKey();
      if (entry.getValue() instanceof LayerVertex vertex) {
        boolean isWeighted = weighted.contains(name);
        Place place =
            new Place(
                layerIndex++,
                isWeighted && !afterWeighted.contains(name),
                isWeighted && !beforeWeighted.contains(name),
                !afterLearning.contains(name));
        Layer stock = vertex.getLayerConf().getLayer();
        LayerConversion.checkPreprocessor(vertex.getPreProcessor(), stock, place.index());
        vertex
            .getLayerConf()
            .setLayer(layers.toLfp(stock, LayerRegistry.require(stock, place.index()), place));
      } else {
        GraphVertex original = configuration.getVertices().get(name);
        entry.setValue(VertexConversion.toLfp(original, index, name, options.rules()));
      }
      index++;
    }
    LayerConversion.markOutputs(
        result.getVertices().values().stream()
            .filter(LayerVertex.class::isInstance)
            .map(vertex -> ((LayerVertex) vertex).getLayerConf().getLayer())
            .toList());
    options.checkOutputs(rewardedOutputs(result));
    return result;
  }

  private static Map<String, Layer> layers(ComputationGraphConfiguration graph) {
    Map<String, Layer> layers = new LinkedHashMap<>();
    graph
        .getVertices()
        .forEach(
            (name, vertex) -> {
              if (vertex instanceof LayerVertex layerVertex) {
                layers.put(name, layerVertex.getLayerConf().getLayer());
              }
            });
    return layers;
  }

  /** Names of the layers for which a condition on layer and index holds. */
  private static List<String> names(
      Map<String, Layer> layers, BiPredicate<Layer, Integer> condition) {
    List<String> names = new ArrayList<>();
    int index = 0;
    for (Map.Entry<String, Layer> entry : layers.entrySet()) {
      if (condition.test(entry.getValue(), index++)) {
        names.add(entry.getKey());
      }
    }
    return names;
  }

  private static List<String> rewardedOutputs(ComputationGraphConfiguration graph) {
    return graph.getNetworkOutputs().stream()
        .filter(
            name ->
                graph.getVertices().get(name) instanceof LayerVertex vertex
                    && Wrappers.innermost(vertex.getLayerConf().getLayer()) instanceof RewardedConf)
        .toList();
  }

  /**
   * A copy with everything that belongs to a graph's state: DL4J's clone leaves the counters and
   * the order of the parameters behind, and of some vertices their settings.
   */
  public static ComputationGraphConfiguration copy(ComputationGraphConfiguration configuration) {
    ComputationGraphConfiguration result = configuration.clone();
    configuration
        .getVertices()
        .forEach(
            (name, vertex) -> {
              if (VertexRegistry.find(vertex).isPresent()) {
                result.getVertices().put(name, VertexCopy.of(vertex, vertex.getClass()));
              }
            });
    result.setIterationCount(configuration.getIterationCount());
    result.setEpochCount(configuration.getEpochCount());
    result.setTopologicalOrder(configuration.getTopologicalOrder());
    result.setTopologicalOrderStr(configuration.getTopologicalOrderStr());
    return result;
  }

  /**
   * A copy of the configuration with stock layers and vertices only.
   *
   * @throws LfpException if what remains still names a class of this plugin
   */
  public static ComputationGraphConfiguration toStandard(
      ComputationGraphConfiguration configuration) {
    ComputationGraphConfiguration result = copy(configuration);
    int layerIndex = 0;
    for (Map.Entry<String, GraphVertex> entry : result.getVertices().entrySet()) {
      if (entry.getValue() instanceof LayerVertex vertex) {
        LayerConversion.toStandard(vertex.getLayerConf(), layerIndex++);
      } else {
        GraphVertex original = configuration.getVertices().get(entry.getKey());
        entry.setValue(VertexConversion.toStandard(original));
      }
    }
    return result;
  }

  /**
   * A graph of another configuration with the same parameters: copies of parameters, updater state
   * and counters, the same listeners.
   */
  public static ComputationGraph withConfiguration(
      ComputationGraph graph, ComputationGraphConfiguration configuration) {
    ComputationGraph result = new ComputationGraph(configuration);
    result.init(graph.numParams() == 0 ? null : graph.params().dup(), false);
    INDArray state =
        graph.getUpdater(false) == null ? null : graph.getUpdater().getStateViewArray();
    if (state != null) {
      result.getUpdater().getStateViewArray().assign(state);
    }
    result.setListeners(graph.getListeners());
    return result;
  }
}
