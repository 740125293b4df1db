package io.github.lfp4j.pruning.structure;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Which units of a network go together, which have to stay and why, and what is left when some are
 * removed.
 *
 * <p>Units are followed from the layer that computes them through everything behind it:
 * activations, normalisation, pooling, flattening, sums, merges, depthwise convolutions. Units of
 * layers whose outputs are added (residual sums) form a group; units that something reads in a way
 * that cannot be cut down stay, as do the outputs of the network. Layers are named by their index,
 * {@link NetworkLayer#index()}.
 */
public final class Structure {

  private final List<Node> nodes;
  private final Units units = new Units();

  /** By node: what comes out, on which axis, and what a layer reads behind its preprocessor. */
  private final int[][] out;

  private final int[] axis;
  private final int[][] read;

  private final SortedMap<Integer, Node> layers = new TreeMap<>();
  private final Map<Integer, LayerStructure> structures = new HashMap<>();
  private final SortedMap<Integer, Map<String, long[]>> shapes = new TreeMap<>();
  private final SortedMap<Integer, Integer> sizes = new TreeMap<>();
  private final List<UnitGroup> groups = new ArrayList<>();
  private final Map<Integer, Integer> groupOfRoot = new HashMap<>();
  private final SortedMap<Integer, String> fixed = new TreeMap<>();

  private Structure(Network network) {
    nodes = Node.of(network);
    out = new int[nodes.size()][];
    read = new int[nodes.size()][];
    axis = new int[nodes.size()];
    for (Node node : nodes) {
      if (node.layerIndex() != Node.NO_LAYER) {
        layers.put(node.layerIndex(), node);
      }
      out[node.id()] = follow(node);
      if (node.isOutput()) {
        units.fix(out[node.id()], "they are the network's output " + node.quoted());
      }
    }
    for (NetworkLayer layer : network.layers()) {
      Map<String, long[]> byKey = new LinkedHashMap<>();
      layer
          .layer()
          .paramTable()
          .forEach((key, values) -> byKey.put(key, view(layer.index(), key, values).shape()));
      shapes.put(layer.index(), byKey);
    }
    collectGroups();
  }

  /**
   * The structure of a network.
   *
   * @param network initialised, of stock or LFP layers; of any kind, what is not known stays
   */
  public static Structure of(Network network) {
    return new Structure(network);
  }

  private int[] follow(Node node) {
    if (node.isInput()) {
      axis[node.id()] = UnitAxes.UNKNOWN;
      int[] made = units.make(node.id(), inputSize(node));
      units.fix(made, "they are the network's input");
      return made;
    }
    return node.layer() == null ? followVertex(node) : followLayer(node);
  }

  /** How many units an input of the network has, from a layer that reads it as it is. */
  private int inputSize(Node input) {
    return nodes.stream()
        .filter(node -> node.inputs().contains(input.id()) && node.shape() == null)
        .filter(node -> node.layer() != null)
        .map(node -> WrapperStructures.innermost(node.layer()))
        .filter(layer -> !numbersEntries(layer))
        .mapToInt(layer -> (int) UnitFlows.inputs(layer))
        .filter(size -> size > 0)
        .findFirst()
        .orElse(0);
  }

  private int[] followVertex(Node node) {
    List<int[]> in = node.inputs().stream().map(id -> out[id]).toList();
    int before =
        node.inputs().stream()
            .mapToInt(id -> axis[id])
            .filter(each -> each != UnitAxes.UNKNOWN)
            .findFirst()
            .orElse(UnitAxes.UNKNOWN);
    axis[node.id()] = UnitAxes.after(node.vertex(), before);
    String reason =
        in.stream().anyMatch(each -> each.length == 0)
            ? node.quoted() + " reads an input of unknown size beside them"
            : node.inputs().stream().anyMatch(id -> !agree(axis[id], before))
                ? node.quoted() + " reads them laid out in different ways"
                : null;
    if (reason != null) {
      in.forEach(each -> units.fix(each, reason));
      return LayerStructure.UNKNOWN;
    }
    return VertexStructures.out(node.vertex(), in, before, units, node);
  }

  private static boolean agree(int one, int other) {
    return one == other || one == UnitAxes.UNKNOWN || other == UnitAxes.UNKNOWN;
  }

  private int[] followLayer(Node node) {
    int source = node.inputs().get(0);
    int before = UnitAxes.after(node.shape(), axis[source]);
    axis[node.id()] = UnitAxes.after(node.layer(), before);
    LayerStructure structure = WrapperStructures.of(node.layer(), before).orElse(null);
    Layer innermost = WrapperStructures.innermost(node.layer());
    if (structure == null) {
      String kind = innermost.getClass().getSimpleName();
      structure = LayerStructure.left("layers of the kind " + kind + " are not known here");
      fixed.put(node.layerIndex(), "layers of the kind " + kind + " are not known here");
    }
    read[node.id()] = readBy(node, out[source], axis[source], before);
    if (!structure.axes().isEmpty() && mismatch(read[node.id()], innermost)) {
      units.fix(
          read[node.id()], node.quoted() + " reads another number of units than seems to come in");
      read[node.id()] = LayerStructure.UNKNOWN;
    }
    LayerStructures.whyLeft(innermost).ifPresent(why -> fixed.put(node.layerIndex(), why));
    structures.put(node.id(), structure);
    return structure.flow().out(node.layer(), read[node.id()], units, node);
  }

  /**
   * Whether a layer with parameters expects other units, which happens in files of old versions.
   */
  private static boolean mismatch(int[] read, Layer layer) {
    long expected = numbersEntries(layer) ? 0 : UnitFlows.inputs(layer);
    return expected > 0 && read.length > 0 && read.length != expected;
  }

  /** Whether what a layer reads are numbers of the entries of a vocabulary. */
  private static boolean numbersEntries(Layer layer) {
    return layer instanceof EmbeddingLayer || layer instanceof EmbeddingSequenceLayer;
  }

  /** What a layer reads, behind its preprocessor. */
  private int[] readBy(Node node, int[] in, int axisBefore, int axisRead) {
    if (in.length == 0) {
      return LayerStructure.UNKNOWN;
    }
    long expected = UnitFlows.inputs(WrapperStructures.innermost(node.layer()));
    int[] shaped = Reshapes.through(node.shape(), in, axisBefore, expected, units, node);
    OptionalInt wanted = UnitAxes.read(node.layer());
    if (wanted.isPresent() && !agree(axisRead, wanted.getAsInt())) {
      units.fix(in, node.quoted() + " takes the axis of something else for that of the units");
    }
    return shaped;
  }

  private void collectGroups() {
    Map<Integer, String> reasons = units.reasons();
    SortedMap<Integer, List<UnitGroup.Member>> members = new TreeMap<>();
    for (int unit = 0; unit < units.count(); unit++) {
      int maker = nodes.get(units.maker(unit)).layerIndex();
      if (maker == Node.NO_LAYER) {
        continue; // an input of the network, or what a vertex puts out
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

  /** Layers some or all of whose units have to stay, and why, in one clause. */
  public SortedMap<Integer, String> fixed() {
    return Collections.unmodifiableSortedMap(fixed);
  }

  /** The name of each layer, as {@link NetworkLayer#name()} has it; several may share one. */
  public SortedMap<Integer, String> names() {
    SortedMap<Integer, String> names = new TreeMap<>();
    layers.forEach((index, node) -> names.put(index, node.name()));
    return names;
  }

  /**
   * How many units each layer computes, removable or not; layers that compute none are left out.
   */
  public SortedMap<Integer, Integer> sizes() {
    return Collections.unmodifiableSortedMap(sizes);
  }

  /**
   * How many parameters of each layer are left.
   *
   * @param removed ids of groups
   */
  public SortedMap<Integer, Long> parametersWithout(Collection<Integer> removed) {
    boolean[] gone = gone(removed);
    SortedMap<Integer, Long> left = new TreeMap<>();
    shapes.forEach(
        (layer, parameters) ->
            left.put(
                layer,
                parameters.entrySet().stream()
                    .mapToLong(p -> elements(layer, p.getKey(), p.getValue(), gone))
                    .sum()));
    return left;
  }

  private long elements(int layer, String key, long[] shape, boolean[] gone) {
    int[][] places = places(layer, key, shape.length, gone);
    long product = 1;
    for (int i = 0; i < shape.length; i++) {
      product *= places == null || places[i] == null ? shape[i] : places[i].length;
    }
    return product;
  }

  /** Which groups go, by their ids. */
  boolean[] gone(Collection<Integer> removed) {
    boolean[] gone = new boolean[groups.size()];
    removed.forEach(id -> gone[id] = true);
    return gone;
  }

  /** The places that stay along each axis of a parameter of some rank; null for all. */
  int[][] places(int layer, String key, int rank, boolean[] gone) {
    Node node = layers.get(layer);
    Axis[] axes = axes(layer, key, rank);
    if (axes == null) {
      return null;
    }
    Axis.Selection in = kept(read[node.id()], gone);
    Axis.Selection made = kept(out[node.id()], gone);
    return Arrays.stream(axes).map(each -> each.places(in, made)).toArray(int[][]::new);
  }

  /** A parameter with the axes that are meant, a view. */
  INDArray view(int layer, String key, INDArray values) {
    return structures.get(layers.get(layer).id()).layout().of(key, values);
  }

  /** What runs along the axes of a parameter; null if nothing is known of it. */
  Axis[] axes(int layer, String key, int rank) {
    Axis[] axes = structures.get(layers.get(layer).id()).axes().get(key);
    if (axes == null) {
      return null;
    }
    // Rows have one axis or two, even in copies of one network.
    return Arrays.copyOfRange(axes, axes.length - rank, axes.length);
  }

  /** Which of some units stay; null if they are not known. */
  private Axis.Selection kept(int[] labels, boolean[] gone) {
    if (labels == null || labels.length == 0) {
      return null;
    }
    int[] places =
        IntStream.range(0, labels.length)
            .filter(
                i -> {
                  Integer group = groupOfRoot.get(units.root(labels[i]));
                  return group == null || !gone[group];
                })
            .toArray();
    return new Axis.Selection(places, labels.length);
  }

  List<Node> nodes() {
    return nodes;
  }

  LayerStructure structure(Node layer) {
    return structures.get(layer.id());
  }

  /** What a node puts out of what is kept; null if that is not known. */
  Axis.Selection keptOut(int node, boolean[] gone) {
    return kept(out[node], gone);
  }

  /** What a layer reads, behind its preprocessor; null if that is not known. */
  Axis.Selection keptRead(int node, boolean[] gone) {
    return kept(read[node], gone);
  }
}
