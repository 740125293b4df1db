package io.github.lfp4j.pruning.plan;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.measure.Latency;
import io.github.lfp4j.pruning.measure.NetworkFigures;
import io.github.lfp4j.pruning.structure.Structure;
import io.github.lfp4j.pruning.structure.UnitRemoval;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Finds out how many units have to go for a target.
 *
 * <p>Parameters and multiply-adds are counted, so that the fewest units are found with which a
 * network is as small as wanted. Time is measured: a few smaller networks are made, halving the
 * range of amounts down to {@value #LATENCY_AMOUNTS}ths of the units, and each takes turns with the
 * whole network on the same batch. Clocks are noisy: medians of a small network that is measured
 * again differ by some percent, on a machine that does nothing else, so that the network that is
 * found may be slower than wanted by as much, or smaller than needed.
 */
public final class TargetSearch {

  private static final int LATENCY_AMOUNTS = 64;

  private final Network network;
  private final Structure structure;
  private final UnitPlan plan;
  private final INDArray batch;
  private final int runs;

  /**
   * A search.
   *
   * @param network in the form that counts: times are those of its kind of layers, stock or LFP
   * @param structure of the network
   * @param plan says which units go first
   * @param batch of examples for multiply-adds and latency; null if neither is wanted
   * @param runs how often each network is timed, at least 1
   */
  public TargetSearch(
      Network network, Structure structure, UnitPlan plan, INDArray batch, int runs) {
    this.network = network;
    this.structure = structure;
    this.plan = plan;
    this.batch = batch;
    this.runs = runs;
  }

  /**
   * What was found.
   *
   * @param removed ids of the groups that go
   * @param value of a share the units that go as a part of those that may, else what part of the
   *     original's figure is left, as counted or measured
   */
  public record Found(Set<Integer> removed, double value) {}

  /**
   * The groups that have to go.
   *
   * @param value see {@link Target}
   * @throws PruningException if it is out of range, or cannot be reached within the plan's limits,
   *     or the multiply-adds of the network are not known
   */
  public Found find(Target target, double value) {
    target.require(value);
    return switch (target) {
      case SHARE -> share(value);
      case PARAMETERS -> search(target, value, this::parameters, plan.candidateUnits());
      case MULTIPLY_ADDS -> search(target, value, multiplyAdds(), plan.candidateUnits());
      case LATENCY -> search(target, value, this::latency, LATENCY_AMOUNTS);
    };
  }

  private Found share(double value) {
    Set<Integer> removed = plan.share(value);
    return new Found(removed, (double) plan.units(removed) / Math.max(1, plan.candidateUnits()));
  }

  private Found search(
      Target target, double value, ToDoubleFunction<Set<Integer>> measure, int amounts) {
    Map<Set<Integer>, Double> known = new HashMap<>();
    ToDoubleFunction<Set<Integer>> once =
        removed -> known.computeIfAbsent(removed, measure::applyAsDouble);
    Set<Integer> removed = value == 1 ? Set.of() : plan.downTo(once, value, Math.max(1, amounts));
    double left = removed.isEmpty() ? 1 : once.applyAsDouble(removed);
    if (left > value) {
      throw new PruningException(
          String.format(
              Locale.ROOT,
              "%s cannot be brought down to %.3f of the original: with all that may go, %.3f is"
                  + " left; allow more to go or choose a higher target",
              target.label(),
              value,
              left));
    }
    return new Found(removed, left);
  }

  private double parameters(Set<Integer> removed) {
    return (double) sum(structure.parametersWithout(removed).values().stream().toList())
        / sum(structure.parametersWithout(Set.of()).values().stream().toList());
  }

  private static long sum(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).sum();
  }

  private ToDoubleFunction<Set<Integer>> multiplyAdds() {
    long whole = count(network);
    if (whole <= 0) {
      throw new PruningException(
          "the multiply-adds of this network are not known; choose parameters or latency as a"
              + " target");
    }
    return removed -> (double) count(without(removed)) / whole;
  }

  private long count(Network some) {
    long[] shape = batch.shape();
    return NetworkFigures.of(some, Arrays.copyOfRange(shape, 1, shape.length)).multiplyAdds();
  }

  private double latency(Set<Integer> removed) {
    double[] millis = Latency.medianMillis(List.of(network, without(removed)), batch, runs);
    return millis[1] / millis[0];
  }

  private Network without(Set<Integer> removed) {
    return new UnitRemoval(structure, removed).apply(network);
  }
}
