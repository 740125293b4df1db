package io.github.lfp4j.pruning.accumulation;

import io.github.lfp4j.core.map.Sums;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import java.util.SortedMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Sums the size of activations: of each unit of every hidden layer with weights the mean of {@code
 * |a|} over positions, summed over examples.
 */
public final class ActivationAccumulator extends Accumulator {

  private static final String SIZE = "activation size";

  private final RelevancePass pass;

  /**
   * @param network with one input and one output, of stock or LFP layers; not changed
   */
  public ActivationAccumulator(Network network) {
    this(network.relevancePass(RuleMap.preset("epsilon")));
  }

  private ActivationAccumulator(RelevancePass pass) {
    super(pass.network(), SIZE);
    this.pass = pass;
  }

  @Override
  protected void sum(INDArray features, INDArray labels, Accumulation to) {
    pass.evaluate(
        features,
        (layer, unitAxis, activation) -> {
          long units = activation.size(unitAxis);
          INDArray sums = Nd4j.createUninitialized(activation.dataType(), units);
          Sums.perUnit(Transforms.abs(activation, true), unitAxis, sums);
          double positions = (double) activation.length() / (activation.size(0) * units);
          to.add(layer, SIZE, sums.castTo(DataType.DOUBLE).divi(positions));
        });
  }

  /** The sums of the units of each hidden layer with weights, [units] double, by layer index. */
  public SortedMap<Integer, INDArray> units() {
    return sums().sums(SIZE);
  }
}
