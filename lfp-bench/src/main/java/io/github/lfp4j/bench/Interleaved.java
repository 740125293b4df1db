package io.github.lfp4j.bench;

import io.github.lfp4j.cli.console.Progress;
import java.util.List;
import java.util.function.IntConsumer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Times several pieces of work in turn, so that whatever disturbs the machine for a while disturbs
 * all of them. Each round begins with another piece.
 */
final class Interleaved {

  private Interleaved() {}

  /**
   * Runs all pieces in rounds.
   *
   * @param works are told the number of the round
   * @param warmUp rounds that are not counted
   * @param rounds rounds that are counted, at least 1
   * @param progress is told about each round
   * @return the spread of each piece's times, in the order of the pieces
   */
  static List<Spread> run(List<IntConsumer> works, int warmUp, int rounds, Progress progress) {
    double[][] millis = new double[works.size()][rounds];
    for (int round = -warmUp; round < rounds; round++) {
      for (int i = 0; i < works.size(); i++) {
        int which = Math.floorMod(i + round, works.size());
        long start = System.nanoTime();
        works.get(which).accept(round + warmUp);
        // Nothing on the CPU; a GPU works on after the call has returned.
        Nd4j.getExecutioner().commit();
        if (round >= 0) {
          millis[which][round] = (System.nanoTime() - start) / 1e6;
        }
      }
      progress.step(1);
    }
    return java.util.Arrays.stream(millis).map(Spread::of).toList();
  }
}
