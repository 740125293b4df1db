package io.github.lfp4j.pruning.relevance;

import io.github.lfp4j.core.map.Sums;
import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.relevance.Canonizer;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import io.github.lfp4j.dl4j.relevance.RelevanceVisitor;
import io.github.lfp4j.dl4j.relevance.Target;
import io.github.lfp4j.pruning.PruningException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Sums relevance of the true class's logit over reference data: per unit of every hidden layer with
 * weights, and per weight if asked for.
 *
 * <p>Of a weight, the relevance is what it contributes: {@code R_w = w (dz/dw)^T q}; its absolute
 * relevance sums {@code |w| |a| |q|} over examples and positions before any cancelling. Examples
 * stream through; memory does not grow with their number. Two accumulators of the same network can
 * be merged.
 */
public final class RelevanceAccumulator {

  private final RelevancePass pass;
  private final SortedMap<Integer, UnitRelevance> units = new TreeMap<>();
  private final SortedMap<Integer, INDArray> signedWeights = new TreeMap<>();
  private final SortedMap<Integer, INDArray> absoluteWeights = new TreeMap<>();
  private final boolean perWeight;
  private long examples;

  /**
   * @param network with one input and one output, of stock or LFP layers; not changed
   * @param rules how relevance is handed down; batch normalisation is folded into the layer before
   *     where they expect that, see {@link Canonizer#canonical}
   * @param perWeight whether to accumulate relevance of weights as well, which costs more
   */
  public RelevanceAccumulator(Network network, RuleMap rules, boolean perWeight) {
    this.pass = Canonizer.canonical(network, rules).relevancePass(rules);
    this.perWeight = perWeight;
  }

  /** Adds a batch. */
  public void add(INDArray features, INDArray labels) {
    if (labels == null || labels.size(0) != features.size(0)) {
      throw new PruningException(
          "reference data needs a label for each example, but there are "
              + features.size(0)
              + " examples and "
              + (labels == null ? 0 : labels.size(0))
              + " labels");
    }
    pass.visit(features, Target.labels(labels), new Visitor());
    examples += features.size(0);
  }

  /**
   * Adds all batches of an iterator, from where it stands.
   *
   * @param progress is told the number of examples after each batch; may be null
   */
  public void addAll(DataSetIterator data, LongConsumer progress) {
    while (data.hasNext()) {
      DataSet batch = data.next();
      add(batch.getFeatures(), batch.getLabels());
      if (progress != null) {
        progress.accept(examples);
      }
    }
  }

  /** Adds what another accumulator of the same network has seen. */
  public void merge(RelevanceAccumulator other) {
    other.units.forEach((layer, u) -> units.merge(layer, u, RelevanceAccumulator::sum));
    other.signedWeights.forEach((layer, w) -> signedWeights.merge(layer, w.dup(), INDArray::addi));
    other.absoluteWeights.forEach(
        (layer, w) -> absoluteWeights.merge(layer, w.dup(), INDArray::addi));
    examples += other.examples;
  }

  private static UnitRelevance sum(UnitRelevance a, UnitRelevance b) {
    return new UnitRelevance(a.layer(), a.signed().add(b.signed()), a.absolute().add(b.absolute()));
  }

  /** The number of examples so far. */
  public long examples() {
    return examples;
  }

  /** Relevance of the units of each hidden layer with weights, by layer index. */
  public SortedMap<Integer, UnitRelevance> units() {
    return java.util.Collections.unmodifiableSortedMap(units);
  }

  /**
   * Relevance of each weight, {@code sum R_w}, in the shape of the weights, by layer index; empty
   * unless accumulated.
   */
  public SortedMap<Integer, INDArray> signedWeights() {
    return java.util.Collections.unmodifiableSortedMap(signedWeights);
  }

  /** Absolute relevance of each weight, likewise. */
  public SortedMap<Integer, INDArray> absoluteWeights() {
    return java.util.Collections.unmodifiableSortedMap(absoluteWeights);
  }

  private final class Visitor implements RelevanceVisitor {

    @Override
    public void weights(int layer, AffineForward forward, OutputReward reward) {
      if (perWeight) {
        addWeights(layer, forward, reward.quotient());
      }
    }

    @Override
    public void learningUnits(int layer, int unitAxis, Supplier<INDArray> computed) {
      INDArray relevance = computed.get();
      INDArray signed = sumsPerUnit(relevance, unitAxis);
      INDArray absolute = sumsPerUnit(Transforms.abs(relevance, false), unitAxis);
      // Sums outlive the pass and its memory.
      try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
        UnitRelevance added =
            new UnitRelevance(
                layer,
                signed.castTo(DataType.DOUBLE).detach(),
                absolute.castTo(DataType.DOUBLE).detach());
        units.merge(layer, added, RelevanceAccumulator::sum);
      }
    }

    private static INDArray sumsPerUnit(INDArray relevance, int unitAxis) {
      INDArray sums = Nd4j.createUninitialized(relevance.dataType(), relevance.size(unitAxis));
      Sums.perUnit(relevance, unitAxis, sums);
      return sums;
    }

    private void addWeights(int layer, AffineForward forward, INDArray q) {
      INDArray w = forward.weights();
      INDArray signed = w.ulike();
      forward.map().weightGradient(forward.input(), q, signed);
      addTo(signedWeights, layer, signed.muli(w));

      INDArray absolute = w.ulike();
      forward
          .map()
          .weightGradient(Transforms.abs(forward.input(), true), Transforms.abs(q, true), absolute);
      addTo(absoluteWeights, layer, absolute.muli(Transforms.abs(w, true)));
    }

    private static void addTo(SortedMap<Integer, INDArray> sums, int layer, INDArray term) {
      INDArray sum = sums.get(layer);
      if (sum == null) {
        sums.put(layer, term.detach());
      } else {
        sum.addi(term);
      }
    }
  }
}
