package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.Backend;
import io.github.lfp4j.cli.checkpoint.TrainingState;
import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.console.Progress;
import io.github.lfp4j.cli.report.TrainingCurve;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.measure.Accuracy;
import io.github.lfp4j.pruning.tuning.TrainingRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Trains a network epoch by epoch, showing progress, and measures it after each. */
final class Trainer {

  private static final int EVALUATION_BATCH = 500;

  /** How many training examples the accuracy on training data is measured on. */
  private static final int TRAINING_SAMPLE = 5000;

  private final Console console;
  private final DataFit data;
  private final int trainExamples;
  private final int batch;
  private final long seed;

  Trainer(Console console, DataFit data, int trainExamples, int batch, long seed) {
    this.console = console;
    this.data = data;
    this.trainExamples = trainExamples;
    this.batch = batch;
    this.seed = seed;
  }

  /** Whoever keeps what is needed to go on. */
  @FunctionalInterface
  interface Keeper {

    /** Nobody does. */
    Keeper NONE = (network, state) -> {};

    /**
     * A step, or an epoch with its evaluation, is done, and there is more to do.
     *
     * @param network as it is now
     * @param state where training stands
     * @throws IOException if it cannot be kept
     */
    void reached(Network network, TrainingState state) throws IOException;
  }

  /** Updates per epoch. */
  static long stepsPerEpoch(int examples, int batch) {
    return ((long) examples + batch - 1) / batch;
  }

  /** Trains; the test accuracy of each epoch is only reported, nothing is chosen by it. */
  List<TrainingCurve.Epoch> train(Network network, int epochs) throws IOException {
    return train(network, epochs, start(), Keeper.NONE).curve();
  }

  /** Of a training that has not begun. */
  static TrainingState start() {
    return TrainingState.start(Backend.detect().threads());
  }

  /**
   * Trains on from where another process stopped.
   *
   * @return the state at the end
   * @throws IOException if the keeper fails
   */
  TrainingState train(Network network, int epochs, TrainingState from, Keeper keeper)
      throws IOException {
    TrainingState state = from;
    try (TrainingRun run = new TrainingRun(network, data.train(batch, seed), seed)) {
      run.skip(from.epoch(), from.stepInEpoch(), from.steps());
      while (run.epoch() < epochs) {
        state = epoch(run, network, epochs, state, keeper);
        if (run.epoch() < epochs) {
          keeper.reached(network, state);
        }
      }
    }
    return state;
  }

  private TrainingState epoch(
      TrainingRun run, Network network, int epochs, TrainingState from, Keeper keeper)
      throws IOException {
    int number = run.epoch() + 1;
    TrainingState state = from;
    Clock clock = new Clock(from);
    try (Progress progress =
        console.progress("epoch " + number + " of " + epochs, trainExamples, "examples")) {
      progress.step((long) run.stepInEpoch() * batch);
      while (run.hasNext()) {
        progress.step(run.step());
        double score = network.model().score();
        progress.say(String.format(Locale.ROOT, "score %.3f", score));
        state = clock.state(run, state.scoreSum() + score, state.curve());
        if (run.hasNext()) {
          keeper.reached(network, state);
        }
      }
      run.endEpoch();
    }
    double seconds = state.epochSeconds();
    double score = state.scoreSum() / stepsPerEpoch(trainExamples, batch);
    double accuracy = Accuracy.of(network, data.test(EVALUATION_BATCH));
    double trainAccuracy =
        Accuracy.of(network, data.reference(EVALUATION_BATCH, seed, TRAINING_SAMPLE));
    console.print(
        String.format(
            Locale.ROOT,
            "epoch %d of %d: score %.4f, accuracy %s on training data, %s on test data, %s",
            number,
            epochs,
            score,
            Numbers.percent(trainAccuracy),
            Numbers.percent(accuracy),
            Numbers.duration(seconds)));
    List<TrainingCurve.Epoch> curve = new ArrayList<>(state.curve());
    curve.add(new TrainingCurve.Epoch(number, score, trainAccuracy, accuracy, seconds));
    return clock.state(run, 0, curve);
  }

  /** Seconds of an epoch and of the whole training, those of earlier processes included. */
  private static final class Clock {
    private final TrainingState from;
    private final long start = System.nanoTime();

    Clock(TrainingState from) {
      this.from = from;
    }

    TrainingState state(TrainingRun run, double scoreSum, List<TrainingCurve.Epoch> curve) {
      double passed = (System.nanoTime() - start) / 1e9;
      return new TrainingState(
          run.epoch(),
          run.stepInEpoch(),
          run.steps(),
          scoreSum,
          run.stepInEpoch() == 0 ? 0 : from.epochSeconds() + passed,
          from.seconds() + passed,
          from.threads(),
          curve);
    }
  }
}
