package io.github.lfp4j.cli.command;

import io.github.lfp4j.cli.console.Console;
import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.console.Progress;
import io.github.lfp4j.cli.report.TrainingCurve;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.measure.Accuracy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

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

  /** Updates per epoch. */
  static long stepsPerEpoch(int examples, int batch) {
    return ((long) examples + batch - 1) / batch;
  }

  /** Trains; the test accuracy of each epoch is only reported, nothing is chosen by it. */
  List<TrainingCurve.Epoch> train(Network network, int epochs) {
    DataSetIterator iterator = data.train(batch, seed);
    List<TrainingCurve.Epoch> curve = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      long start = System.nanoTime();
      double score;
      try (Progress progress =
          console.progress("epoch " + epoch + " of " + epochs, trainExamples, "examples")) {
        Listener listener = new Listener(progress);
        network.addListener(listener);
        network.fit(iterator);
        network.removeListener(listener);
        score = listener.meanScore();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      double accuracy = Accuracy.of(network, data.test(EVALUATION_BATCH));
      double trainAccuracy =
          Accuracy.of(network, data.reference(EVALUATION_BATCH, seed, TRAINING_SAMPLE));
      curve.add(new TrainingCurve.Epoch(epoch, score, trainAccuracy, accuracy, seconds));
      console.print(
          String.format(
              Locale.ROOT,
              "epoch %d of %d: score %.4f, accuracy %s on training data, %s on test data, %s",
              epoch,
              epochs,
              score,
              Numbers.percent(trainAccuracy),
              Numbers.percent(accuracy),
              Numbers.duration(seconds)));
    }
    return curve;
  }

  private static final class Listener extends BaseTrainingListener {
    private final Progress progress;
    private double sum;
    private long updates;

    Listener(Progress progress) {
      this.progress = progress;
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      sum += model.score();
      updates++;
      progress.step(model.batchSize());
      progress.say(String.format(Locale.ROOT, "score %.3f", model.score()));
    }

    double meanScore() {
      return updates == 0 ? Double.NaN : sum / updates;
    }
  }
}
