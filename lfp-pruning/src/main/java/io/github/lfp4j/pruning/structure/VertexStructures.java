package io.github.lfp4j.pruning.structure;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;

/** What vertices of graphs that are no layers do to units. */
final class VertexStructures {

  /** Those that leave units as they are. */
  private static final Set<Class<?>> PASSING =
      Set.of(
          ScaleVertex.class,
          ShiftVertex.class,
          PoolHelperVertex.class,
          UnstackVertex.class,
          LastTimeStepVertex.class,
          DuplicateToTimeSeriesVertex.class,
          ReverseTimeSeriesVertex.class);

  private VertexStructures() {}

  /**
   * The units that a vertex puts out.
   *
   * @param in units of each of its inputs
   */
  static int[] out(GraphVertex vertex, List<int[]> in, Units units, String name) {
    if (vertex instanceof FrozenVertex frozen) {
      return out(frozen.getUnderlying(), in, units, name);
    }
    if (vertex instanceof MergeVertex) {
      return in.stream().flatMapToInt(IntStream::of).toArray();
    }
    if (vertex instanceof ElementWiseVertex || vertex instanceof StackVertex) {
      return together(in, units, name);
    }
    if (vertex instanceof SubsetVertex subset) {
      return Arrays.copyOfRange(in.get(0), subset.getFrom(), subset.getTo() + 1);
    }
    if (vertex instanceof PreprocessorVertex shape) {
      return Reshapes.through(shape.getPreProcessor(), in.get(0), units);
    }
    if (PASSING.contains(vertex.getClass())) {
      return in.get(0);
    }
    in.forEach(each -> units.fix(each, "'" + name + "' reads them in a form that is not followed"));
    return in.get(0);
  }

  /** What is added, multiplied or compared goes together. */
  private static int[] together(List<int[]> in, Units units, String name) {
    int[] first = in.get(0);
    for (int[] each : in) {
      if (each.length == first.length) {
        units.join(first, each);
      } else {
        in.forEach(some -> units.fix(some, "'" + name + "' repeats some of them"));
      }
    }
    return in.stream().max((a, b) -> Integer.compare(a.length, b.length)).orElseThrow();
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
    return vertex.clone();
  }
}
