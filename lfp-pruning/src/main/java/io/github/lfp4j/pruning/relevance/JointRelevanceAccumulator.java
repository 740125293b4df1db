package io.github.lfp4j.pruning.relevance;

import io.github.lfp4j.core.map.Sums;
import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import io.github.lfp4j.dl4j.relevance.Canonizer;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import io.github.lfp4j.dl4j.relevance.RelevanceVisitor;
import io.github.lfp4j.dl4j.relevance.Target;
import io.github.lfp4j.pruning.accumulation.Accumulation;
import io.github.lfp4j.pruning.accumulation.Accumulator;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sums how much the units of a layer contribute to the same outputs of the same examples: of every
 * two units {@code sum R_j R_k} over examples and {@link SoftClasses}, where R is summed over
 * positions. Of weights it sums squares, {@code sum (w a q)^2}.
 *
 * <p>Each batch goes through the network once per class, the likeliest {@value #MOST_CLASSES} of
 * each example at most. A layer of n units takes 8 n^2 bytes.
 */
public final class JointRelevanceAccumulator extends Accumulator {

  private static final int MOST_CLASSES = 10;
  private static final String UNITS = "units together";
  private static final String WEIGHTS = Statistic.SQUARED.of("weights");

  private final RelevancePass pass;
  private final boolean perWeight;

  /**
   * @param network with one input and one output, of stock or LFP layers; not changed
   * @param rules how relevance is handed down; batch normalisation is folded into the layer before
   *     where they expect that, see {@link Canonizer#canonical}
   * @param perWeight whether to accumulate relevance of weights instead of units
   */
  public JointRelevanceAccumulator(Network network, RuleMap rules, boolean perWeight) {
    this(Canonizer.canonical(network, rules).relevancePass(rules), perWeight);
  }

  private JointRelevanceAccumulator(RelevancePass pass, boolean perWeight) {
    super(pass.network(), perWeight ? WEIGHTS : UNITS, mostNumbers(pass.network()));
    this.pass = pass;
    this.perWeight = perWeight;
  }

  private static long mostNumbers(Network network) {
    long parameters = network.params().length();
    long units =
        network.layers().stream()
            .map(NetworkLayer::configuration)
            .mapToLong(
                conf -> conf instanceof FeedForwardLayer layer ? layer.getNOut() : parameters)
            .filter(count -> count <= parameters)
            .max()
            .orElse(1);
    return Math.max(parameters, units * units);
  }

  @Override
  protected void sum(INDArray features, INDArray labels, Accumulation to) {
    long classes = Math.min(MOST_CLASSES, labels.size(1));
    for (int rank = 0; rank < classes; rank++) {
      Target target = SoftClasses.ranked(rank);
      pass.visit(features, target, perWeight ? new OfWeights(to) : new OfUnits(to));
    }
  }

  /**
   * What each unit of every hidden layer with weights is worth, by layer index: a mean over
   * examples, see {@link JointRelevance}; comparable across layers.
   */
  public SortedMap<Integer, double[]> unitWorth() {
    SortedMap<Integer, double[]> result = new TreeMap<>();
    double share = 1.0 / Math.max(1, examples());
    sums().sums(UNITS).forEach((layer, k) -> result.put(layer, JointRelevance.worth(k.mul(share))));
    return Collections.unmodifiableSortedMap(result);
  }

  /** Sums of squares in the shape of the weights, by layer index; empty if those are of units. */
  public SortedMap<Integer, INDArray> weights() {
    return sums().sums(WEIGHTS);
  }

  private record OfUnits(Accumulation to) implements RelevanceVisitor {

    @Override
    public void learningUnits(int layer, int unitAxis, Supplier<INDArray> computed) {
      INDArray ofExamples = Sums.perExample(computed.get(), unitAxis).castTo(DataType.DOUBLE);
      to.add(layer, UNITS, ofExamples.transpose().mmul(ofExamples));
    }
  }

  private record OfWeights(Accumulation to) implements RelevanceVisitor {

    @Override
    public void weights(int layer, AffineForward forward, OutputReward reward) {
      to.add(layer, WEIGHTS, Statistic.SQUARED.ofWeights(forward, reward.quotient()));
    }
  }
}
