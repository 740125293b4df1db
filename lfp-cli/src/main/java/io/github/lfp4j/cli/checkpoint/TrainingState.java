package io.github.lfp4j.cli.checkpoint;

import io.github.lfp4j.cli.report.TrainingCurve;
import java.util.List;

/**
 * Where a training stands, between two steps.
 *
 * @param epoch full epochs behind it
 * @param stepInEpoch steps done in the epoch after them
 * @param steps steps done in all epochs
 * @param scoreSum the scores of this epoch's steps so far, added up
 * @param epochSeconds how long this epoch has taken so far
 * @param seconds how long the whole training has taken so far
 * @param threads of the native code, on which rounding depends
 * @param curve the epochs that are done
 */
public record TrainingState(
    int epoch,
    int stepInEpoch,
    long steps,
    double scoreSum,
    double epochSeconds,
    double seconds,
    int threads,
    List<TrainingCurve.Epoch> curve) {

  /** Copies the list. */
  public TrainingState {
    curve = List.copyOf(curve);
  }

  /** Of a training that has not begun. */
  public static TrainingState start(int threads) {
    return new TrainingState(0, 0, 0, 0, 0, 0, threads, List.of());
  }
}
