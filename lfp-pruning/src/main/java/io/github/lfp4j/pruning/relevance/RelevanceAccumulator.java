package io.github.lfp4j.pruning.relevance;

import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.relevance.Canonizer;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import io.github.lfp4j.dl4j.relevance.RelevanceVisitor;
import io.github.lfp4j.pruning.accumulation.Accumulation;
import io.github.lfp4j.pruning.accumulation.Accumulator;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sums relevance over reference data: per unit of every hidden layer with weights, and per weight
 * if asked for.
 *
 * <p>Of a weight, the relevance is what it contributes: {@code R_w = w (dz/dw)^T q}. Which sums are
 * kept is a matter of {@link Statistic}.
 */
public final class RelevanceAccumulator extends Accumulator {

  private static final String UNITS = "units";
  private static final String WEIGHTS = "weights";

  /**
   * What is accumulated.
   *
   * @param start what relevance starts from
   * @param units how relevance of units is summed
   * @param weights how relevance of weights is summed; with none that work is saved
   * @param derivatives whether weights are judged by the derivative at the layer's pre-activation
   *     in the place of the quotient, as belongs to a pass by the gradient rule
   */
  public record Kind(
      Start start, Set<Statistic> units, Set<Statistic> weights, boolean derivatives) {

    /** Keeps copies of the sets. */
    public Kind {
      units = Set.copyOf(units);
      weights = Set.copyOf(weights);
    }

    /** Of relevance. */
    public Kind(Start start, Set<Statistic> units, Set<Statistic> weights) {
      this(start, units, weights, false);
    }

    private String purpose() {
      return String.join(
          ", ",
          start.name(),
          "units " + new TreeSet<>(units),
          "weights " + new TreeSet<>(weights),
          derivatives ? "derivatives" : "quotients");
    }
  }

  private final RelevancePass pass;
  private final Kind kind;

  /**
   * Signed and absolute relevance of the true class's logit.
   *
   * @param network with one input and one output, of stock or LFP layers; not changed
   * @param rules how relevance is handed down; batch normalisation is folded into the layer before
   *     where they expect that, see {@link Canonizer#canonical}
   * @param perWeight whether to accumulate relevance of weights as well, which costs more
   */
  public RelevanceAccumulator(Network network, RuleMap rules, boolean perWeight) {
    this(network, rules, trueClass(perWeight));
  }

  private static Kind trueClass(boolean perWeight) {
    Set<Statistic> both = Set.of(Statistic.SIGNED, Statistic.ABSOLUTE);
    return new Kind(Start.TRUE_CLASS, both, perWeight ? both : Set.of());
  }

  /**
   * Relevance of any kind.
   *
   * @param network as above
   * @param rules likewise
   */
  public RelevanceAccumulator(Network network, RuleMap rules, Kind kind) {
    this(Canonizer.canonical(network, rules).relevancePass(rules), kind);
  }

  private RelevanceAccumulator(RelevancePass pass, Kind kind) {
    super(pass.network(), kind.purpose());
    this.pass = pass;
    this.kind = kind;
  }

  @Override
  protected void sum(INDArray features, INDArray labels, Accumulation to) {
    pass.visit(features, kind.start().target().apply(labels), new Visitor(to));
  }

  /**
   * Signed and absolute relevance of the units of each hidden layer with weights, by layer index.
   *
   * @throws IllegalStateException unless both are accumulated
   */
  public SortedMap<Integer, UnitRelevance> units() {
    SortedMap<Integer, INDArray> absolute = units(Statistic.ABSOLUTE);
    SortedMap<Integer, UnitRelevance> result = new TreeMap<>();
    units(Statistic.SIGNED)
        .forEach(
            (layer, signed) ->
                result.put(layer, new UnitRelevance(layer, signed, absolute.get(layer))));
    return java.util.Collections.unmodifiableSortedMap(result);
  }

  /**
   * Sums of the units of each hidden layer with weights, [units] double, by layer index.
   *
   * @throws IllegalStateException unless they are accumulated
   */
  public SortedMap<Integer, INDArray> units(Statistic statistic) {
    require(kind.units(), statistic);
    return sums().sums(statistic.of(UNITS));
  }

  /**
   * Sums of each weight, in the shape and type of the weights, by layer index.
   *
   * @throws IllegalStateException unless they are accumulated
   */
  public SortedMap<Integer, INDArray> weights(Statistic statistic) {
    require(kind.weights(), statistic);
    return sums().sums(statistic.of(WEIGHTS));
  }

  private static void require(Set<Statistic> kept, Statistic wanted) {
    if (!kept.contains(wanted)) {
      throw new IllegalStateException("sums " + wanted + " are not accumulated, only " + kept);
    }
  }

  private final class Visitor implements RelevanceVisitor {

    private final Accumulation to;

    Visitor(Accumulation to) {
      this.to = to;
    }

    @Override
    public void weights(int layer, AffineForward forward, OutputReward reward) {
      if (kind.weights().isEmpty()) {
        return;
      }
      INDArray q = kind.derivatives() ? reward.derivative() : reward.quotient();
      for (Statistic statistic : kind.weights()) {
        to.add(layer, statistic.of(WEIGHTS), statistic.ofWeights(forward, q));
      }
    }

    @Override
    public void learningUnits(int layer, int unitAxis, Supplier<INDArray> computed) {
      if (kind.units().isEmpty()) {
        return;
      }
      INDArray relevance = computed.get();
      for (Statistic statistic : kind.units()) {
        INDArray sums = statistic.ofUnits(relevance, unitAxis);
        to.add(layer, statistic.of(UNITS), sums.castTo(DataType.DOUBLE));
      }
    }
  }
}
