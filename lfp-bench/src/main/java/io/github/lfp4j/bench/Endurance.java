package io.github.lfp4j.bench;

import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.console.Progress;
import io.github.lfp4j.cli.console.TextTable;
import io.github.lfp4j.cli.output.Figures;
import io.github.lfp4j.dl4j.Lfp;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What memory is in use as training goes on: ten looks over many steps.
 *
 * @param network which
 * @param looks in the order of the steps
 */
record Endurance(BenchNetwork network, List<Look> looks) {

  private static final int LOOKS = 10;
  private static final int BATCH = 16;

  /**
   * One look, with garbage collected before it.
   *
   * @param step after how many steps
   * @param heapBytes in use on Java's heap
   * @param processBytes resident memory of the whole process, arrays outside of the heap included
   */
  record Look(int step, long heapBytes, long processBytes) {

    static Look after(int step) {
      for (int i = 0; i < 3; i++) {
        System.gc();
        pause(); // ND4J frees on threads of its own
      }
      return new Look(
          step,
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
          Pointer.physicalBytes());
    }

    private static void pause() {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Trains for many steps of few examples.
   *
   * @param steps in all
   */
  static Endurance of(
      BenchNetwork network, BenchUpdater updater, long seed, int steps, Progress progress) {
    BenchModel lfp = network.stock(updater, seed).configure(Lfp.defaults());
    List<DataSet> data = BenchData.batches(4, BATCH, network.shape(), seed);
    List<Look> looks = new ArrayList<>();
    for (int step = 1; step <= steps; step++) {
      lfp.fit(data.get(step % data.size()));
      if ((long) step * LOOKS / steps > looks.size()) {
        looks.add(Look.after(step));
        progress.step(1);
      }
    }
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    return new Endurance(network, looks);
  }

  /** How often progress will be told. */
  static int rounds() {
    return LOOKS;
  }

  /** For people. */
  TextTable table() {
    TextTable table = new TextTable("network", "step", "heap MB", "process MB");
    for (Look look : looks) {
      table.row(
          network.label(),
          look.step(),
          Numbers.measured(look.heapBytes() / 1e6),
          Numbers.measured(look.processBytes() / 1e6));
    }
    return table;
  }

  /** For scripts. */
  Figures figures() {
    return Figures.builder()
        .text("network", network.label())
        .list(
            "looks",
            looks.stream()
                .map(
                    look ->
                        Figures.builder()
                            .count("step", look.step())
                            .count("heapBytes", look.heapBytes())
                            .count("processBytes", look.processBytes())
                            .build())
                .toList())
        .build();
  }
}
