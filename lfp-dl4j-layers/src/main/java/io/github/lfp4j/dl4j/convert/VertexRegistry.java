package io.github.lfp4j.dl4j.convert;

import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.conf.LfpElementWiseVertex;
import io.github.lfp4j.dl4j.conf.LfpL2NormalizeVertex;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
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

/**
 * The list of graph vertices that LFP supports, beside layers, for which there is {@link
 * LayerRegistry}, and frozen vertices, which are what they wrap.
 */
public final class VertexRegistry {

  private static final Map<Class<?>, VertexSupport> BY_STOCK = new LinkedHashMap<>();
  private static final Map<Class<?>, VertexSupport> BY_LFP = new LinkedHashMap<>();

  static {
    add(
        ElementWiseVertex.class,
        LfpElementWiseVertex.class,
        false,
        "sum, difference and mean by the epsilon rule, product in equal parts to its factors,"
            + " maximum to the winner");
    add(
        L2NormalizeVertex.class,
        LfpL2NormalizeVertex.class,
        false,
        "unchanged; the norm counts as a constant");
    move(MergeVertex.class, "to each input its part");
    move(StackVertex.class, "to each input its part");
    move(UnstackVertex.class, "unchanged; none on the rest");
    move(SubsetVertex.class, "unchanged; none on the rest");
    move(ReshapeVertex.class, "unchanged");
    move(PreprocessorVertex.class, "unchanged");
    move(PoolHelperVertex.class, "unchanged; none on what was cut off");
    keep(ScaleVertex.class, "unchanged");
    keep(ShiftVertex.class, "unchanged, but for the constant's share");
    move(LastTimeStepVertex.class, "to the last time step");
    move(DuplicateToTimeSeriesVertex.class, "the sum over time");
    move(ReverseTimeSeriesVertex.class, "unchanged");
    add(
        L2Vertex.class,
        null,
        false,
        "LFP has no rule for a distance, since it is not made up of shares of its inputs; name it"
            + " in the rule map with the gradient rule, or replace it by a product or a difference");
  }

  private VertexRegistry() {}

  private static void keep(Class<? extends GraphVertex> stock, String note) {
    add(stock, stock, false, note);
  }

  private static void move(Class<? extends GraphVertex> stock, String note) {
    add(stock, stock, true, note);
  }

  private static void add(
      Class<? extends GraphVertex> stock,
      Class<? extends GraphVertex> lfp,
      boolean moves,
      String note) {
    VertexSupport support = new VertexSupport(stock, lfp, moves, note);
    BY_STOCK.put(stock, support);
    if (lfp != null) {
      BY_LFP.put(lfp, support);
    }
  }

  /** All kinds of vertex that are known, in the order of the documentation. */
  public static Collection<VertexSupport> all() {
    return Collections.unmodifiableCollection(BY_STOCK.values());
  }

  /** The support of a vertex, stock or LFP; nothing if it is not known. */
  public static Optional<VertexSupport> find(GraphVertex vertex) {
    VertexSupport support = BY_LFP.get(vertex.getClass());
    return Optional.ofNullable(support == null ? BY_STOCK.get(vertex.getClass()) : support);
  }

  /** An error that names a vertex by its index in the graph (inputs first) and its name. */
  static LfpException refusal(GraphVertex vertex, int index, String name, String reason) {
    String type = vertex.getClass().getSimpleName();
    return new LfpException("vertex " + index + " '" + name + "' (" + type + "): " + reason);
  }
}
