package io.github.lfp4j.pruning.tuning;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.measure.Accuracy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Prunes in steps, with fine-tuning after each, and stops before too much accuracy is lost.
 *
 * <pre>{@code
 * IterativePruning.Result result =
 *     new IterativePruning(step, FineTuning.by(LearningMethod.LFP), heldOut)
 *         .maxAccuracyLoss(0.01)
 *         .run(network, Schedule.CUBIC.amounts(0.9, 5), trainingData);
 * }</pre>
 *
 * <p>Source: Han et al., NeurIPS 2015 (pruning and fine-tuning in turn).
 *
 * <p>An instance is an immutable set of options.
 */
public final class IterativePruning {

  private final PruningStep pruning;
  private final FineTuning tuning;
  private final Supplier<DataSetIterator> heldOut;
  private final double maxAccuracyLoss;
  private final Consumer<Step> listener;

  private IterativePruning(
      PruningStep pruning,
      FineTuning tuning,
      Supplier<DataSetIterator> heldOut,
      double maxAccuracyLoss,
      Consumer<Step> listener) {
    this.pruning = pruning;
    this.tuning = tuning;
    this.heldOut = heldOut;
    this.maxAccuracyLoss = maxAccuracyLoss;
    this.listener = listener;
  }

  /**
   * Without a limit to the loss.
   *
   * @param pruning removes weights or units up to an amount
   * @param tuning after each step; of 0 epochs for none
   * @param heldOut supplies, anew for each evaluation, labelled examples that accuracy is measured
   *     on. What is decided by them is no fair measure afterwards: take a part of the training data
   *     that is not trained on, not the test data
   */
  public IterativePruning(
      PruningStep pruning, FineTuning tuning, Supplier<DataSetIterator> heldOut) {
    this(pruning, tuning, heldOut, Double.POSITIVE_INFINITY, step -> {});
  }

  /**
   * One step.
   *
   * @param number from 1
   * @param amount the share of the original network that is gone, within [0, 1)
   * @param accuracyPruned accuracy before fine-tuning, within [0, 1]
   * @param accuracy accuracy after it
   * @param nonZeroParameters parameters that are left and not zero
   * @param kept whether the loss is within the limit; if not, it is the last step
   */
  public record Step(
      int number,
      double amount,
      double accuracyPruned,
      double accuracy,
      long nonZeroParameters,
      boolean kept) {}

  /**
   * What came out.
   *
   * @param network of the last step that was kept; a copy of the original if none was
   * @param accuracyBefore accuracy of the original network, on the same examples
   * @param steps all that were tried, first to last
   */
  public record Result(Network network, double accuracyBefore, List<Step> steps) {

    /** The share of the original network that is gone. */
    public double amount() {
      return steps.stream().filter(Step::kept).mapToDouble(Step::amount).max().orElse(0);
    }

    /** Whether it ended before all amounts were tried, because too much accuracy was lost. */
    public boolean stopped() {
      return steps.stream().anyMatch(step -> !step.kept());
    }
  }

  /**
   * With an end as soon as a network has lost more, even after fine-tuning; the network before
   * stays.
   *
   * @param loss difference of accuracies, within [0, 1]: 0.01 for one point
   * @throws PruningException if it is outside
   */
  public IterativePruning maxAccuracyLoss(double loss) {
    if (!(loss >= 0 && loss <= 1)) {
      throw new PruningException(
          "the accuracy that may be lost must lie between 0 and 1, but is "
              + loss
              + "; give 0.01 for one point");
    }
    return new IterativePruning(pruning, tuning, heldOut, loss, listener);
  }

  /** Telling this listener of each step when it is done. */
  public IterativePruning listener(Consumer<Step> newListener) {
    return new IterativePruning(pruning, tuning, heldOut, maxAccuracyLoss, newListener);
  }

  /**
   * Prunes a copy.
   *
   * @param network initialised; not changed
   * @param amounts to be gone after each step, rising; see {@link Schedule#amounts}
   * @param training labelled batches to fine-tune with; each step goes on where the last one ended
   */
  public Result run(Network network, List<Double> amounts, DataSetIterator training) {
    double before = Accuracy.of(network, heldOut.get());
    Network best = network.copy();
    List<Step> steps = new ArrayList<>();
    for (double amount : amounts) {
      Network pruned = pruning.prune(best, amount);
      double accuracyPruned = Accuracy.of(pruned, heldOut.get());
      Network tuned = tuning.tune(pruned, training);
      double accuracy = Accuracy.of(tuned, heldOut.get());
      boolean kept = before - accuracy <= maxAccuracyLoss;
      Step step =
          new Step(
              steps.size() + 1, amount, accuracyPruned, accuracy, nonZeroParameters(tuned), kept);
      steps.add(step);
      listener.accept(step);
      if (!kept) {
        break;
      }
      best = tuned;
    }
    return new Result(best, before, List.copyOf(steps));
  }

  private static long nonZeroParameters(Network network) {
    return network.params().neq(0).castTo(DataType.DOUBLE).sumNumber().longValue();
  }
}
