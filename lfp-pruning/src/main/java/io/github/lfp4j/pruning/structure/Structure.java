package io.github.lfp4j.pruning.structure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Which units of a network go together, which have to stay and why, and what is left when some are
 * removed.
 *
 * <p>Units are followed from the layer that computes them through everything behind it:
 * activations, normalisation, pooling, flattening, sums, merges, depthwise convolutions. Units of
 * layers whose outputs are added (residual sums) form a group; units that something reads in a way
 * that cannot be cut down stay, as do the outputs of the network.
 */
public final class Structure {

  /** What is known of the units of an input whose size is not. */
  private static final int[] UNKNOWN = {};

  private final List<Node> nodes;
  private final Units units = new Units();
  private final Map<String, LayerStructure> layers = new HashMap<>();
  private final Map<String, int[]> out = new HashMap<>();
  private final Map<String, int[]> read = new HashMap<>();
  private final Map<String, Map<String, long[]>> shapes;
  private final Map<String, Integer> sizes = new LinkedHashMap<>();
  private final List<UnitGroup> groups = new ArrayList<>();
  private final Map<Integer, Integer> groupOfRoot = new HashMap<>();
  private final Map<String, String> fixed = new LinkedHashMap<>();

  private Structure(List<Node> nodes, Map<String, Map<String, long[]>> shapes) {
    this.nodes = nodes;
    this.shapes = shapes;
    for (Node node : nodes) {
      int[] made = follow(node);
      out.put(node.name(), made);
      if (node.isOutput()) {
        units.fix(made, "the network's output '" + node.name() + "' puts them out");
      }
    }
    collectGroups();
  }

  /** The structure of a network, of stock or LFP layers. */
  public static Structure of(MultiLayerNetwork network) {
    MultiLayerConfiguration configuration = network.getLayerWiseConfigurations();
    Map<String, Map<String, long[]>> shapes = new LinkedHashMap<>();
    for (int i = 0; i < network.getnLayers(); i++) {
      shapes.put(Node.name(configuration, i), shapes(network.getLayer(i)));
    }
    return new Structure(Node.of(configuration), shapes);
  }

  /** The structure of a graph, of stock or LFP layers. */
  public static Structure of(ComputationGraph graph) {
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    Map<String, Map<String, long[]>> shapes = new LinkedHashMap<>();
    for (Layer layer : graph.getLayers()) {
      shapes.put(layer.conf().getLayer().getLayerName(), shapes(layer));
    }
    return new Structure(Node.of(configuration), shapes);
  }

  private static Map<String, long[]> shapes(Layer layer) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (Map.Entry<String, INDArray> entry : layer.paramTable().entrySet()) {
      shapes.put(entry.getKey(), entry.getValue().shape());
    }
    return shapes;
  }

  /** How many units an input of the network has, from a layer that reads it as it is. */
  private int inputSize(Node input) {
    return nodes.stream()
        .filter(node -> node.inputs().contains(input.name()) && node.shape() == null)
        .filter(node -> node.layer() instanceof FeedForwardLayer)
        .mapToInt(node -> (int) ((FeedForwardLayer) node.layer()).getNIn())
        .findFirst()
        .orElse(UNKNOWN.length);
  }

  private int[] follow(Node node) {
    if (node.inputs().isEmpty()) {
      int[] made = units.make(node.name(), inputSize(node));
      units.fix(made, "they are the network's input");
      return made;
    }
    List<int[]> in = node.inputs().stream().map(out::get).toList();
    if (node.layer() == null) {
      boolean known = in.stream().noneMatch(each -> each.length == 0);
      if (!known) {
        in.forEach(each -> units.fix(each, "'" + node.name() + "' reads an input of unknown size"));
        return UNKNOWN;
      }
      return VertexStructures.out(node.vertex(), in, units, node.name());
    }
    int[] first = in.get(0);
    int[] shaped = first.length == 0 ? UNKNOWN : Reshapes.through(node.shape(), first, units);
    read.put(node.name(), shaped);
    LayerStructure structure = WrapperStructures.of(node.layer()).orElse(null);
    if (structure == null) {
      String kind = node.layer().getClass().getSimpleName();
      units.fix(shaped, "'" + node.name() + "' (" + kind + ") cannot be cut down");
      fixed.put(node.name(), "layers of the kind " + kind + " cannot be cut down");
      return UNKNOWN;
    }
    layers.put(node.name(), structure);
    return structure.flow().out(node.layer(), shaped, units, node.name());
  }

  private void collectGroups() {
    Map<Integer, String> reasons = units.reasons();
    Map<Integer, List<UnitGroup.Member>> members = new TreeMap<>();
    for (int unit = 0; unit < units.count(); unit++) {
      String maker = units.maker(unit);
      if (!layers.containsKey(maker)) {
        continue; // an input of the network
      }
      sizes.merge(maker, 1, Integer::sum);
      int root = units.root(unit);
      if (reasons.containsKey(root)) {
        fixed.putIfAbsent(maker, reasons.get(root));
      } else {
        members
            .computeIfAbsent(root, r -> new ArrayList<>())
            .add(new UnitGroup.Member(maker, units.index(unit)));
      }
    }
    members.forEach(
        (root, list) -> {
          groupOfRoot.put(root, groups.size());
          groups.add(new UnitGroup(groups.size(), list));
        });
  }

  /** All groups of units that can be removed; a group's id is its place in the list. */
  public List<UnitGroup> groups() {
    return Collections.unmodifiableList(groups);
  }

  /** Layers some of whose units have to stay, and why, in one clause. */
  public Map<String, String> fixed() {
    return Collections.unmodifiableMap(fixed);
  }

  /** Names of all layers. */
  public Set<String> layers() {
    return Collections.unmodifiableSet(shapes.keySet());
  }

  /** How many units each layer computes that can be followed. */
  public Map<String, Integer> sizes() {
    return Collections.unmodifiableMap(sizes);
  }

  /**
   * How many parameters of each layer are left.
   *
   * @param removed ids of groups
   */
  public Map<String, Long> parametersWithout(Set<Integer> removed) {
    Map<String, Long> left = new LinkedHashMap<>();
    shapes.forEach(
        (layer, parameters) -> {
          long sum = 0;
          for (Map.Entry<String, long[]> entry : parameters.entrySet()) {
            sum += elements(layer, entry.getKey(), entry.getValue(), removed);
          }
          left.put(layer, sum);
        });
    return left;
  }

  /**
   * What share of the weights of each layer is left, and with them of its multiply-adds; layers
   * without weights are left out.
   *
   * @param removed ids of groups
   */
  public Map<String, Double> weightsWithout(Set<Integer> removed) {
    Map<String, Double> left = new LinkedHashMap<>();
    shapes.forEach(
        (layer, parameters) -> {
          long before = 0;
          long after = 0;
          for (Map.Entry<String, long[]> entry : parameters.entrySet()) {
            if (entry.getKey().contains("W")) {
              before += Arrays.stream(entry.getValue()).reduce(1, (a, b) -> a * b);
              after += elements(layer, entry.getKey(), entry.getValue(), removed);
            }
          }
          if (before > 0) {
            left.put(layer, (double) after / before);
          }
        });
    return left;
  }

  private long elements(String layer, String key, long[] shape, Set<Integer> removed) {
    int[][] places = places(layer, key, removed);
    long product = 1;
    for (int axis = 0; axis < shape.length; axis++) {
      product *= places == null || places[axis] == null ? shape[axis] : places[axis].length;
    }
    return product;
  }

  /** The places that stay along each axis of a parameter; null for all. */
  int[][] places(String layer, String key, Set<Integer> removed) {
    LayerStructure structure = layers.get(layer);
    Axis[] axes = structure == null ? null : structure.axes().get(key);
    if (axes == null) {
      return null;
    }
    Axis.Selection in = kept(read.get(layer), removed);
    Axis.Selection made = kept(out.get(layer), removed);
    return Arrays.stream(axes).map(axis -> axis.places(in, made)).toArray(int[][]::new);
  }

  private Axis.Selection kept(int[] labels, Set<Integer> removed) {
    if (labels == null || labels.length == 0) {
      return null;
    }
    int[] places =
        IntStream.range(0, labels.length)
            .filter(
                i -> {
                  Integer group = groupOfRoot.get(units.root(labels[i]));
                  return group == null || !removed.contains(group);
                })
            .toArray();
    return new Axis.Selection(places, labels.length);
  }

  List<Node> nodes() {
    return nodes;
  }

  LayerStructure layer(String name) {
    return layers.get(name);
  }

  /** What a node puts out of what is kept; null if that is not known. */
  Axis.Selection keptOut(String node, Set<Integer> removed) {
    return kept(out.get(node), removed);
  }

  /** What a layer reads, behind its preprocessor; null if that is not known. */
  Axis.Selection keptRead(String node, Set<Integer> removed) {
    return kept(read.get(node), removed);
  }
}
