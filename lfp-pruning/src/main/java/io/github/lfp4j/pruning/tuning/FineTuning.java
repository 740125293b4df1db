package io.github.lfp4j.pruning.tuning;

import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.conf.LfpConf;
import io.github.lfp4j.dl4j.model.LearningMethod;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.mask.WeightMasks;
import java.util.function.LongConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Trains a pruned network for a while, so that what is left makes up for what went.
 *
 * <pre>{@code
 * Network tuned = FineTuning.by(LearningMethod.LFP).seed(1).epochs(1).tune(pruned, data);
 * }</pre>
 *
 * <p>Weights that are zero stay zero ({@link WeightMasks}). The network learns in the layers that
 * the method needs and comes back in those that it came in, stock ones as stock ones. Equal seeds,
 * data and numbers of native threads give equal bits.
 *
 * <p>The updater is, unless told otherwise, the network's own with its state, if it can be taken to
 * suit: the layers learn by the method already, and the learning rate is fixed. In all other cases
 * it is Adam with the rate {@link #defaultRate}: a schedule has mostly reached its end, and a rate
 * that was chosen for gradients does not suit LFP, nor the other way round. An updater that
 * replaces the network's own stays with the network.
 *
 * <p>An instance is an immutable set of options.
 */
public final class FineTuning {

  /** What a network that is trained already needs, of the rate that a new one starts with. */
  private static final double RATE_SHARE = 0.5;

  private final LearningMethod method;
  private final IUpdater updater;
  private final long seed;
  private final int epochs;
  private final long steps;
  private final LongConsumer progress;

  private FineTuning(
      LearningMethod method,
      IUpdater updater,
      long seed,
      int epochs,
      long steps,
      LongConsumer progress) {
    this.method = method;
    this.updater = updater;
    this.seed = seed;
    this.epochs = epochs;
    this.steps = steps;
    this.progress = progress;
  }

  /** One epoch by this method, with seed 1. */
  public static FineTuning by(LearningMethod method) {
    return new FineTuning(method, null, 1, 1, Long.MAX_VALUE, examples -> {});
  }

  /** The learning rate of Adam where the network's own updater does not suit. */
  public static double defaultRate(LearningMethod method) {
    return RATE_SHARE * method.defaultLearningRate();
  }

  /** With this updater in place of the network's own, for all layers. */
  public FineTuning updater(IUpdater newUpdater) {
    return new FineTuning(method, newUpdater, seed, epochs, steps, progress);
  }

  /** With Adam of this fixed rate in place of the network's own updater. */
  public FineTuning learningRate(double rate) {
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new PruningException(
          "the learning rate must be above 0 and finite, but is " + rate + "; choose another");
    }
    return updater(new Adam(rate));
  }

  /** With this seed for what is random in training: dropout and noise. */
  public FineTuning seed(long newSeed) {
    return new FineTuning(method, updater, newSeed, epochs, steps, progress);
  }

  /** For so many passes over the data, at least 0. */
  public FineTuning epochs(int newEpochs) {
    return new FineTuning(
        method, updater, seed, (int) atLeastZero(newEpochs), Long.MAX_VALUE, progress);
  }

  /** For so many updates, at least 0, over as many passes as that takes. */
  public FineTuning steps(long newSteps) {
    return new FineTuning(
        method, updater, seed, Integer.MAX_VALUE, atLeastZero(newSteps), progress);
  }

  private static long atLeastZero(long length) {
    if (length < 0) {
      throw new PruningException(
          "fine-tuning must take at least 0 epochs or steps, but " + length + " are asked for");
    }
    return length;
  }

  /** Telling this listener the number of examples after each step, over all epochs. */
  public FineTuning progress(LongConsumer newProgress) {
    return new FineTuning(method, updater, seed, epochs, steps, newProgress);
  }

  /**
   * Trains a copy.
   *
   * @param network initialised, of stock or LFP layers; not changed
   * @param data labelled batches, from where the iterator stands; reset for each further epoch
   * @return in the layers that the network came in
   * @throws LfpException if it has a layer that cannot learn by LFP, and that is the method
   */
  public Network tune(Network network, DataSetIterator data) {
    if (epochs == 0 || steps == 0) {
      return network.copy();
    }
    Network start = prepared(network);
    Network learner = learner(start);
    WeightMasks masks = WeightMasks.ofZeros(learner);
    if (masks.masked() > 0) {
      masks.attachTo(learner);
    }
    train(learner, data);
    return inLayersOf(start, learner);
  }

  /** A copy with the updater that will be used. */
  private Network prepared(Network network) {
    if (updater != null) {
      return Updaters.replaced(network, updater);
    }
    if (!learnsBy(method, network) || !Updaters.of(network).stream().allMatch(this::suits)) {
      return Updaters.replaced(network, new Adam(defaultRate(method)));
    }
    Network copy = network.copy();
    INDArray state = copy.updaterState();
    if (state != null && state.amaxNumber().doubleValue() == 0) {
      // The file held none: the first steps are those of a new updater.
      Counters.NONE.applyTo(copy);
    }
    return copy;
  }

  private boolean suits(IUpdater own) {
    return own != null
        && !(own instanceof NoOp)
        && (!own.hasLearningRate()
            || own.getLearningRate(0, 0)
                == own.getLearningRate(Integer.MAX_VALUE, Integer.MAX_VALUE));
  }

  /** Stock layers learn by gradient, and those of this plugin as their rule says. */
  private static boolean learnsBy(LearningMethod method, Network network) {
    boolean byLfp =
        network.layers().stream()
            .anyMatch(
                layer ->
                    layer.configuration() instanceof LfpConf conf
                        && !(conf.getRule() instanceof GradientRule));
    return byLfp == (method == LearningMethod.LFP);
  }

  private Network learner(Network start) {
    if (method == LearningMethod.LFP) {
      return learnsBy(method, start) ? start.copy() : start.configure(Lfp.defaults());
    }
    try {
      return start.configure(Lfp.gradient());
    } catch (LfpException e) {
      // A layer that this plugin does not have: then all learn as Deeplearning4j has them.
      return start.copy();
    }
  }

  private void train(Network learner, DataSetIterator data) {
    long examples = 0;
    try (TrainingRun run = new TrainingRun(learner, data, seed)) {
      while (run.epoch() < epochs && run.steps() < steps) {
        while (run.hasNext() && run.steps() < steps) {
          examples += run.step();
          progress.accept(examples);
        }
        if (run.stepInEpoch() == 0) {
          throw new PruningException("there are no examples to fine-tune with");
        }
        run.endEpoch();
      }
    }
  }

  private static Network inLayersOf(Network start, Network learner) {
    Network result = start.copy();
    result.params().assign(learner.params());
    INDArray state = learner.updaterState();
    if (state != null) {
      result.updaterState().assign(state);
    }
    Counters.of(learner).applyTo(result);
    return result;
  }
}
