package io.github.lfp4j.cli.report;

import java.util.List;

/**
 * How one training went.
 *
 * @param name what was trained, for example {@code LFP}
 * @param epochs in order
 */
public record TrainingCurve(String name, List<Epoch> epochs) {
  /** Copies the epochs. */
  public TrainingCurve {
    epochs = List.copyOf(epochs);
  }

  /**
   * The state after an epoch. A figure that was not measured is NaN.
   *
   * @param number from 1
   * @param score DL4J's score, which training makes smaller
   * @param trainAccuracy on the training data, 0 to 1
   * @param accuracy on the test data, 0 to 1
   * @param seconds how long the epoch took
   */
  public record Epoch(
      int number, double score, double trainAccuracy, double accuracy, double seconds) {}
}
