package io.github.lfp4j.pruning.relevance;

import io.github.lfp4j.core.reward.LossReward;
import io.github.lfp4j.core.reward.Reward;
import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.conf.LossConf;
import io.github.lfp4j.dl4j.conf.RewardedConf;
import io.github.lfp4j.dl4j.layer.DefaultRewards;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import io.github.lfp4j.dl4j.relevance.Target;
import io.github.lfp4j.pruning.PruningException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * What relevance starts from at the logits, given the labels of a batch.
 *
 * @param name tells it from others: equal names must mean equal targets
 * @param target makes the target from one-hot labels, in the shape of the logits
 */
public record Start(String name, Function<INDArray, Target> target) {

  /** The logit of the true class: {@code R_c = t_c o_c}. */
  public static final Start TRUE_CLASS = new Start("true class", Target::labels);

  /**
   * The logit of one class, of the examples that belong to it: {@code R_k = t_k o_k} for {@code k =
   * c}.
   *
   * @param index of the class, from 0
   */
  public static Start ofClass(int index) {
    return new Start("class " + index, labels -> Target.labels(only(index, labels)));
  }

  private static INDArray only(int index, INDArray labels) {
    if (index >= labels.size(1)) {
      throw new PruningException(
          "there is no class " + index + "; classes count from 0 to " + (labels.size(1) - 1));
    }
    INDArray result = labels.ulike().assign(0);
    INDArrayIndex[] column = {NDArrayIndex.all(), NDArrayIndex.point(index)};
    result.put(column, labels.get(column));
    return result;
  }

  /**
   * The reward that a network learns from by LFP: its output's own, or the one that belongs to its
   * loss function.
   *
   * @throws PruningException if the output has no loss function
   */
  public static Start reward(Network network) {
    Layer output = output(network);
    Reward configured = output instanceof RewardedConf rewarded ? rewarded.getReward() : null;
    return new Start(
        "reward", ofReward(configured == null ? ofLoss(output, DefaultRewards::of) : configured));
  }

  /**
   * The loss that a network is trained with: {@code R = -o dL/do}.
   *
   * @throws PruningException if the output has no loss function
   */
  public static Start loss(Network network) {
    return new Start("loss", ofReward(ofLoss(output(network), LossReward::new)));
  }

  private static Function<INDArray, Target> ofReward(Reward reward) {
    return labels -> logits -> byRows(reward, logits, labels.castTo(logits.dataType()));
  }

  /** Rewards look at rows of classes, of which time series and images have many per example. */
  private static INDArray byRows(Reward reward, INDArray logits, INDArray labels) {
    if (logits.rank() == 2) {
      return reward.reward(logits, labels);
    }
    int[] classesLast = new int[logits.rank()];
    int[] classesSecond = new int[logits.rank()];
    for (int axis = 1; axis < logits.rank(); axis++) {
      int from = axis == logits.rank() - 1 ? 1 : axis + 1;
      classesLast[axis] = from;
      classesSecond[from] = axis;
    }
    INDArray rows = logits.permute(classesLast).dup('c');
    INDArray targets = labels.permute(classesLast).dup('c');
    long[] shape = rows.shape();
    long classes = logits.size(1);
    INDArray rewards =
        reward.reward(rows.reshape('c', -1, classes), targets.reshape('c', -1, classes));
    return rewards.dup('c').reshape('c', shape).permute(classesSecond).dup('c');
  }

  /** The configuration of the output in its LFP form, whatever it is in the network. */
  private static Layer output(Network network) {
    return network.configure(Lfp.defaults()).layers().stream()
        .filter(NetworkLayer::atOutput)
        .map(NetworkLayer::configuration)
        .findFirst()
        .orElseThrow(() -> new PruningException("the network has no layer at its output"));
  }

  private static Reward ofLoss(Layer output, BiFunction<ILossFunction, IActivation, Reward> make) {
    if (output instanceof BaseOutputLayer layer) {
      return make.apply(layer.getLossFn(), layer.getActivationFn());
    }
    if (output instanceof LossConf layer) {
      return make.apply(layer.getLossFn(), layer.getActivationFn());
    }
    throw new PruningException(
        "an output of type "
            + output.getClass().getSimpleName()
            + " has no loss function; choose a criterion that needs none, such as relevance");
  }
}
