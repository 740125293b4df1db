package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.UserException;
import io.github.lfp4j.dl4j.model.LearningMethod;
import io.github.lfp4j.pruning.tuning.FineTuning;
import io.github.lfp4j.pruning.tuning.Schedule;
import java.util.List;
import java.util.function.LongConsumer;
import picocli.CommandLine.Option;

/** The options that say in how many steps a network is pruned, and what it learns in between. */
public final class TuningOptions {

  @Option(
      names = "--steps",
      defaultValue = "1",
      paramLabel = "N",
      description = "Prune in so many steps, scoring anew in each (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--schedule",
      defaultValue = "linear",
      paramLabel = "one-shot|linear|cubic",
      description =
          "How the amount grows from step to step: by the same, or by ever less"
              + " (default: ${DEFAULT-VALUE}).")
  private String schedule;

  @Option(
      names = "--fine-tune",
      defaultValue = "0",
      paramLabel = "EPOCHS",
      description = "Train for so many epochs after each step (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--fine-tune-method",
      defaultValue = "gradient",
      paramLabel = "lfp|gradient",
      description = "How it learns then (default: ${DEFAULT-VALUE}).")
  private String method;

  @Option(
      names = "--fine-tune-lr",
      paramLabel = "RATE",
      description =
          "Use Adam with this learning rate (default: the model's own updater where it suits the"
              + " method, otherwise Adam with a rate that does).")
  private Double learningRate;

  @Option(
      names = "--batch",
      defaultValue = "128",
      paramLabel = "N",
      description = "Examples in a batch of fine-tuning (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--max-accuracy-loss",
      paramLabel = "SHARE",
      description =
          "Stop before more accuracy is lost than this, such as 0.01 for one point, and keep the"
              + " last good network. Measured on a part of the training data that is held out.")
  private Double maxAccuracyLoss;

  /** Whether there is more to do than to prune once. */
  boolean isIterative() {
    return steps > 1 || epochs > 0 || maxAccuracyLoss != null;
  }

  /** Checks what can be checked before anything is read. */
  void requireFitting() {
    TrainCommand.requirePositive("--steps", steps);
    TrainCommand.requirePositive("--batch", batch);
    if (epochs < 0) {
      throw new UserException("--fine-tune must be at least 0, but is " + epochs + ".");
    }
    if (epochs == 0 && learningRate != null) {
      throw new UserException("--fine-tune-lr goes with --fine-tune only; add it or leave it out.");
    }
    tuning(0, examples -> {});
    amounts(0.5);
    if (maxAccuracyLoss != null && !(maxAccuracyLoss >= 0 && maxAccuracyLoss <= 1)) {
      throw new UserException(
          "--max-accuracy-loss must be from 0 to 1, but is " + maxAccuracyLoss + ".");
    }
  }

  /** The amount that is gone after each step. */
  List<Double> amounts(double amount) {
    return Schedule.byName(schedule).amounts(amount, steps);
  }

  FineTuning tuning(long seed, LongConsumer progress) {
    FineTuning tuning =
        FineTuning.by(LearningMethod.byName(method)).seed(seed).epochs(epochs).progress(progress);
    return learningRate == null ? tuning : tuning.learningRate(learningRate);
  }

  int epochs() {
    return epochs;
  }

  int batch() {
    return batch;
  }

  /** The accuracy that may be lost; 1 for any. */
  double maxAccuracyLoss() {
    return maxAccuracyLoss == null ? 1 : maxAccuracyLoss;
  }
}
