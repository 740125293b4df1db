package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.convert.LayerRegistry;
import io.github.lfp4j.dl4j.convert.LayerSupport;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Which layer's units each batch normalisation scales, and by how much. */
final class NormalizedUnits {

  /** What may stand between a layer and its normalisation: it leaves units what they are. */
  private static final Set<LayerSupport.Role> BETWEEN =
      Set.of(LayerSupport.Role.PASSING, LayerSupport.Role.AVERAGING, LayerSupport.Role.ACTIVATING);

  private NormalizedUnits() {}

  /**
   * The sizes of the scales, by the index of the layer whose units are scaled; of several
   * normalisations of one layer the largest.
   */
  static SortedMap<Integer, double[]> scales(Network network) {
    Map<Integer, Integer> before = before(network);
    Map<Integer, HiddenUnits> units = new HashMap<>();
    HiddenUnits.of(network).forEach(layer -> units.put(layer.index(), layer));
    SortedMap<Integer, double[]> result = new TreeMap<>();
    for (NetworkLayer layer : network.layers()) {
      gamma(layer)
          .ifPresent(
              gamma -> {
                Integer scaled = before.get(layer.index());
                while (scaled != null && !units.containsKey(scaled)) {
                  scaled = passes(network.layers().get(scaled)) ? before.get(scaled) : null;
                }
                if (scaled != null && count(units.get(scaled)) == gamma.length) {
                  result.merge(scaled, gamma, NormalizedUnits::larger);
                }
              });
    }
    return result;
  }

  private static Optional<double[]> gamma(NetworkLayer layer) {
    if (!(layer.configuration() instanceof BatchNormalization)) {
      return Optional.empty();
    }
    INDArray gamma = layer.layer().paramTable().get(BatchNormalizationParamInitializer.GAMMA);
    return Optional.ofNullable(gamma)
        .map(values -> Transforms.abs(values, true).ravel().toDoubleVector());
  }

  private static boolean passes(NetworkLayer layer) {
    return LayerRegistry.find(layer.configuration())
        .filter(support -> BETWEEN.contains(support.role()))
        .isPresent();
  }

  private static long count(HiddenUnits units) {
    return IncomingWeights.of(units.layer()).get(0).size(0);
  }

  private static double[] larger(double[] some, double[] others) {
    double[] result = some.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] = Math.max(result[i], others[i]);
    }
    return result;
  }

  /** The index of the layer that each layer reads, where it reads one. */
  private static Map<Integer, Integer> before(Network network) {
    Map<Integer, Integer> result = new HashMap<>();
    if (!(network.model() instanceof ComputationGraph graph)) {
      network.layers().stream().skip(1).forEach(l -> result.put(l.index(), l.index() - 1));
      return result;
    }
    Map<String, Integer> indices = new HashMap<>();
    network.layers().forEach(layer -> indices.put(layer.name(), layer.index()));
    graph
        .getConfiguration()
        .getVertices()
        .forEach(
            (name, vertex) -> {
              List<String> inputs = graph.getConfiguration().getVertexInputs().get(name);
              if (vertex instanceof LayerVertex && indices.containsKey(inputs.get(0))) {
                result.put(indices.get(name), indices.get(inputs.get(0)));
              }
            });
    return result;
  }
}
