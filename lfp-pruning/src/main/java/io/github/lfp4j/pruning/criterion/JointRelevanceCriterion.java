package io.github.lfp4j.pruning.criterion;

import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.relevance.JointRelevanceAccumulator;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * How much relevance goes if units go together. Relevance starts from every class, weighted by how
 * likely the network thinks it is, and says how much each unit contributes to telling classes
 * apart. Units that contribute alike are missed more than the sum of them, units that contradict
 * each other less; units are given up one by one such that those that are gone are missed least as
 * a whole. What a unit is worth is what it adds to that.
 *
 * <p>Of weights, which are too many to look at in pairs, it is the root of {@code sum (w a q)^2}
 * over classes, examples and positions.
 *
 * <p>Labels play no part. A batch goes through the network once per class, ten times at most.
 *
 * @param rules how relevance is handed down
 * @param spread how soft predictions are taken: the temperature of their softmax as a multiple of
 *     the standard deviation of an example's logits, above 0
 */
public record JointRelevanceCriterion(RuleMap rules, double spread)
    implements AccumulatingCriterion<JointRelevanceAccumulator> {

  /** Chosen on training images of the networks of docs/pruning-study.md. */
  public static final double DEFAULT_SPREAD = 0.4;

  /**
   * @throws PruningException unless the spread is above 0
   */
  public JointRelevanceCriterion {
    if (!(spread > 0)) {
      throw new PruningException(
          "predictions are softened by a temperature above 0, but the spread is " + spread);
    }
  }

  /** With the spread that serves most networks. */
  public JointRelevanceCriterion(RuleMap rules) {
    this(rules, DEFAULT_SPREAD);
  }

  @Override
  public String name() {
    return "relevance-joint";
  }

  @Override
  public JointRelevanceAccumulator accumulator(Network network, Granularity granularity) {
    return new JointRelevanceAccumulator(network, rules, spread, granularity == Granularity.WEIGHT);
  }

  @Override
  public WeightScores weightScores(JointRelevanceAccumulator accumulated) {
    SortedMap<Integer, INDArray> roots = new TreeMap<>();
    accumulated.weights().forEach((layer, sum) -> roots.put(layer, Transforms.sqrt(sum, true)));
    return new WeightScores(roots);
  }

  @Override
  public UnitScores unitScores(JointRelevanceAccumulator accumulated) {
    return new UnitScores(accumulated.unitWorth());
  }
}
