package io.github.lfp4j.bench;

import com.sun.management.ThreadMXBean;
import io.github.lfp4j.cli.output.Figures;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a training step allocates.
 *
 * @param heapBytes bytes on Java's heap, per step
 * @param nativeObjects arrays outside workspaces and operation contexts that ND4J makes and has to
 *     free, per step
 * @param workspaceBytes bytes of all workspaces together, made once and used again by each step
 */
record StepMemory(double heapBytes, double nativeObjects, long workspaceBytes) {

  private static final int WARM_UP = 4;

  /** Measures some steps, beginning with fresh workspaces. */
  static StepMemory of(BenchModel network, List<DataSet> data, int steps) {
    network.clear();
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    for (int i = 0; i < WARM_UP; i++) {
      network.fit(data.get(i % data.size()));
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long objects = Nd4j.getDeallocatorService().nextValue();
    long heap = threads.getThreadAllocatedBytes(thread);
    for (int i = 0; i < steps; i++) {
      network.fit(data.get(i % data.size()));
    }
    heap = threads.getThreadAllocatedBytes(thread) - heap;
    // Asking takes a number, too.
    objects = Nd4j.getDeallocatorService().nextValue() - objects - 1;
    long workspaces =
        Nd4j.getWorkspaceManager().getAllWorkspacesForCurrentThread().stream()
            .mapToLong(MemoryWorkspace::getCurrentSize)
            .sum();
    return new StepMemory((double) heap / steps, (double) objects / steps, workspaces);
  }

  /** The same for scripts. */
  Figures figures() {
    return Figures.builder()
        .number("heapBytesPerStep", heapBytes)
        .number("nativeObjectsPerStep", nativeObjects)
        .count("workspaceBytes", workspaceBytes)
        .build();
  }
}
