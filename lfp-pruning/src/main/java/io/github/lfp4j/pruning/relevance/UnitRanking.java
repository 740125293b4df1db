package io.github.lfp4j.pruning.relevance;

import io.github.lfp4j.dl4j.network.Network;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The units of a network's hidden layers, the most relevant first within each layer. */
public final class UnitRanking {

  private UnitRanking() {}

  /**
   * One unit.
   *
   * @param layer index of its layer
   * @param layerName name of its layer
   * @param unit index of the neuron or channel
   * @param rank 1 for the most relevant unit of its layer, by absolute relevance
   * @param relevance mean over examples of its relevance
   * @param absoluteRelevance mean over examples of its absolute relevance
   * @param share its part of the layer's absolute relevance, within [0, 1]
   */
  public record Row(
      int layer,
      String layerName,
      int unit,
      int rank,
      double relevance,
      double absoluteRelevance,
      double share) {}

  /** Ranks the units of what has been accumulated. */
  public static List<Row> of(Network network, RelevanceAccumulator accumulated) {
    List<Row> rows = new ArrayList<>();
    double examples = (double) Math.max(1, accumulated.examples());
    for (UnitRelevance layer : accumulated.units().values()) {
      String name = network.layers().get(layer.layer()).name();
      double total = layer.absolute().sumNumber().doubleValue();
      List<Integer> order = new ArrayList<>();
      for (int unit = 0; unit < layer.units(); unit++) {
        order.add(unit);
      }
      order.sort(Comparator.comparingDouble(unit -> -layer.absolute().getDouble(unit)));
      for (int rank = 0; rank < order.size(); rank++) {
        int unit = order.get(rank);
        double absolute = layer.absolute().getDouble(unit);
        rows.add(
            new Row(
                layer.layer(),
                name,
                unit,
                rank + 1,
                layer.signed().getDouble(unit) / examples,
                absolute / examples,
                total > 0 ? absolute / total : 0));
      }
    }
    return rows;
  }
}
