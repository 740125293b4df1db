package io.github.lfp4j.bench;

import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.console.TextTable;
import java.util.List;
import java.util.Locale;

/** Comparisons as tables for people. */
final class BenchTables {

  private BenchTables() {}

  /** Times of steps, cost of ranking, memory. */
  static List<TextTable> all(List<StepComparison> results) {
    return List.of(steps(results), ranking(results), memory(results));
  }

  private static TextTable steps(List<StepComparison> results) {
    TextTable table =
        new TextTable(
            "network",
            "batch",
            "LFP ms",
            "fast gradient ms",
            "stock ms",
            "products ms",
            "LFP/stock",
            "LFP/fast",
            "LFP/products");
    for (StepComparison r : results) {
      table.row(
          r.network().label(),
          r.batch(),
          Numbers.measured(r.lfp().median()),
          Numbers.measured(r.fastGradient().median()),
          Numbers.measured(r.gradient().median()),
          Numbers.measured(r.floor().median()),
          ratio(r.ratio()),
          ratio(r.lfpToFastGradient()),
          ratio(r.lfpToFloor()));
    }
    return table;
  }

  private static TextTable ranking(List<StepComparison> results) {
    TextTable table =
        new TextTable("network", "images", "forward ms", "ranking ms", "ranking/forward");
    for (StepComparison r : results) {
      table.row(
          r.network().label(),
          r.ranking().images(),
          Numbers.measured(r.ranking().forward().median()),
          Numbers.measured(r.ranking().ranking().median()),
          ratio(r.ranking().ratio()));
    }
    return table;
  }

  private static TextTable memory(List<StepComparison> results) {
    TextTable table =
        new TextTable("network", "step", "heap kB/step", "native objects/step", "workspaces MB");
    for (StepComparison r : results) {
      addMemory(table, r.network(), "LFP", r.lfpMemory());
      addMemory(table, r.network(), "stock", r.gradientMemory());
    }
    return table;
  }

  private static void addMemory(
      TextTable table, BenchNetwork network, String step, StepMemory memory) {
    table.row(
        network.label(),
        step,
        Numbers.measured(memory.heapBytes() / 1e3),
        Numbers.measured(memory.nativeObjects()),
        Numbers.measured(memory.workspaceBytes() / 1e6));
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
