package io.github.lfp4j.pruning.structure;

import io.github.lfp4j.dl4j.convert.VertexRegistry;
import io.github.lfp4j.dl4j.convert.VertexSupport;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;

/** What vertices of graphs that are no layers do to units; to support another one, add it here. */
final class VertexStructures {

  /** Which units come out of a vertex. */
  @FunctionalInterface
  private interface Flow {

    /**
     * @param in units of each of its inputs, all of them known
     * @param axis which axis of the inputs counts units
     */
    int[] out(GraphVertex vertex, List<int[]> in, int axis, Units units, Node node);
  }

  private record Kind(String note, Flow flow) {}

  private static final Map<Class<?>, Kind> KINDS = new LinkedHashMap<>();

  /** Those that cut along the axis 1, whatever it counts, or count on others being positions. */
  private static final Set<Class<?>> CHANNELS_FIRST =
      Set.of(
          SubsetVertex.class,
          PoolHelperVertex.class,
          LastTimeStepVertex.class,
          ReverseTimeSeriesVertex.class);

  static {
    String together = "units at the same place go together";
    add(
        ElementWiseVertex.class,
        together,
        (vertex, in, axis, units, node) -> together(in, units, node));
    pass(L2NormalizeVertex.class);
    add(
        MergeVertex.class,
        "passes the units of all inputs on, one after the other",
        VertexStructures::merge);
    add(StackVertex.class, together, (vertex, in, axis, units, node) -> together(in, units, node));
    pass(UnstackVertex.class);
    add(SubsetVertex.class, "passes some units on", VertexStructures::part);
    leave(ReshapeVertex.class, "its shape is fixed");
    add(
        PreprocessorVertex.class,
        "as the preprocessor",
        (vertex, in, axis, units, node) ->
            Reshapes.through(
                ((PreprocessorVertex) vertex).getPreProcessor(), in.get(0), axis, 0, units, node));
    pass(PoolHelperVertex.class);
    pass(ScaleVertex.class);
    pass(ShiftVertex.class);
    pass(LastTimeStepVertex.class);
    pass(DuplicateToTimeSeriesVertex.class);
    pass(ReverseTimeSeriesVertex.class);
    add(L2Vertex.class, together + "; puts out one number", VertexStructures::distance);
    leave(AttentionVertex.class, "its projections are cut into heads");
  }

  private VertexStructures() {}

  /**
   * The units that a vertex puts out; empty if they are not known.
   *
   * @param in units of each of its inputs, all of them known
   * @param axis which axis of the inputs counts units
   */
  static int[] out(GraphVertex vertex, List<int[]> in, int axis, Units units, Node node) {
    if (vertex instanceof FrozenVertex frozen) {
      return out(frozen.getUnderlying(), in, axis, units, node);
    }
    Class<?> stock = stock(vertex);
    Kind kind = KINDS.get(stock);
    String reason =
        kind == null
            ? "vertices of the kind " + stock.getSimpleName() + " are not known here"
            : CHANNELS_FIRST.contains(stock) && axis > 1
                ? "it takes the axis of something else for that of the units"
                : null;
    return reason == null
        ? kind.flow().out(vertex, in, axis, units, node)
        : left(reason, in, units, node);
  }

  /** What each kind of vertex does, in the order of the documentation. */
  static Map<Class<?>, String> notes() {
    Map<Class<?>, String> notes = new LinkedHashMap<>();
    KINDS.forEach((type, kind) -> notes.put(type, kind.note()));
    return notes;
  }

  private static Class<?> stock(GraphVertex vertex) {
    return VertexRegistry.find(vertex)
        .<Class<?>>map(VertexSupport::stock)
        .orElse(vertex.getClass());
  }

  private static void add(Class<? extends GraphVertex> stock, String note, Flow flow) {
    KINDS.put(stock, new Kind(note, flow));
  }

  private static void pass(Class<? extends GraphVertex> stock) {
    add(stock, "passes units on", (vertex, in, axis, units, node) -> in.get(0));
  }

  private static void leave(Class<? extends GraphVertex> stock, String reason) {
    add(
        stock,
        "leaves all that it reads: " + reason,
        (vertex, in, axis, units, node) -> left(reason, in, units, node));
  }

  private static int[] left(String reason, List<int[]> in, Units units, Node node) {
    in.forEach(each -> units.fix(each, node.quoted() + " reads them, and " + reason));
    return LayerStructure.UNKNOWN;
  }

  /** What is added, multiplied or compared goes together. */
  private static int[] together(List<int[]> in, Units units, Node node) {
    int[] first = in.get(0);
    if (in.stream().allMatch(each -> each.length == first.length)) {
      in.forEach(each -> units.join(first, each));
      return first;
    }
    String reason = node.quoted() + " repeats some of what it reads";
    in.forEach(each -> units.fix(each, reason));
    return in.stream().max((a, b) -> Integer.compare(a.length, b.length)).orElseThrow();
  }

  /** Side by side, along the axis of the units or another. */
  private static int[] merge(GraphVertex vertex, List<int[]> in, int axis, Units units, Node node) {
    return ((MergeVertex) vertex).getMergeAxis() == Math.max(UnitAxes.FIRST, axis)
        ? in.stream().flatMapToInt(IntStream::of).toArray()
        : together(in, units, node);
  }

  private static int[] part(GraphVertex vertex, List<int[]> in, int axis, Units units, Node node) {
    SubsetVertex subset = (SubsetVertex) vertex;
    return Arrays.copyOfRange(in.get(0), subset.getFrom(), subset.getTo() + 1);
  }

  private static int[] distance(
      GraphVertex vertex, List<int[]> in, int axis, Units units, Node node) {
    together(in, units, node);
    return units.make(node.id(), 1);
  }

  /**
   * The vertex for fewer units.
   *
   * @param in which units of its first input stay
   * @param out how many go out
   */
  static GraphVertex resized(GraphVertex vertex, Axis.Selection in, int out) {
    if (vertex instanceof FrozenVertex frozen) {
      return new FrozenVertex(resized(frozen.getUnderlying(), in, out));
    }
    if (vertex instanceof SubsetVertex subset) {
      int from = (int) IntStream.of(in.places()).filter(i -> i < subset.getFrom()).count();
      return new SubsetVertex(from, from + out - 1);
    }
    if (vertex instanceof PreprocessorVertex shape) {
      return new PreprocessorVertex(Reshapes.resized(shape.getPreProcessor(), in.count(), out));
    }
    return vertex;
  }
}
