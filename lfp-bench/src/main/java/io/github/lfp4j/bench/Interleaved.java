package io.github.lfp4j.bench;

import io.github.lfp4j.cli.console.Progress;
import java.util.List;
import java.util.function.IntConsumer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Times several pieces of work in turn, so that whatever disturbs the machine for a while disturbs
 * all of them. Every other round goes backwards, and each pair begins with another piece, so that
 * no piece always finds the caches as the same other one left them.
 */
final class Interleaved {

  private Interleaved() {}

  /**
   * Runs all pieces in rounds.
   *
   * @param works are told the number of the round
   * @param warmUp how long it is before rounds are counted
   * @param rounds rounds that are counted, at least 1
   * @param progress is told about each round
   * @return the spread of each piece's times, in the order of the pieces
   */
  static List<Spread> run(List<IntConsumer> works, WarmUp warmUp, int rounds, Progress progress) {
    int round = 0;
    for (long begin = System.nanoTime(); !warmUp.isOver(round, begin); round++) {
      for (IntConsumer work : works) {
        work.accept(round);
      }
    }
    double[][] millis = new double[works.size()][rounds];
    for (int counted = 0; counted < rounds; counted++) {
      for (int i = 0; i < works.size(); i++) {
        int place = (i + counted / 2) % works.size();
        int which = counted % 2 == 0 ? place : works.size() - 1 - place;
        long start = System.nanoTime();
        works.get(which).accept(round + counted);
        // Nothing on the CPU; a GPU works on after the call has returned.
        Nd4j.getExecutioner().commit();
        millis[which][counted] = (System.nanoTime() - start) / 1e6;
      }
      progress.step(1);
    }
    return java.util.Arrays.stream(millis).map(Spread::of).toList();
  }
}
