package io.github.lfp4j.bench;

import io.github.lfp4j.cli.console.Numbers;
import io.github.lfp4j.cli.console.Progress;
import io.github.lfp4j.cli.console.TextTable;
import io.github.lfp4j.cli.output.Figures;
import io.github.lfp4j.dl4j.Lfp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.nd4j.linalg.dataset.DataSet;

/**
 * How a step's cost grows with the size of the batch.
 *
 * @param network which
 * @param points from the smallest batch to the largest
 */
record BatchScaling(BenchNetwork network, List<Point> points) {

  /** Batch sizes double from the first to the last. */
  private static final int SMALLEST = 16;

  private static final int LARGEST = 1024;
  private static final int BATCHES = 2;

  /**
   * One size of batch.
   *
   * @param millis of a step of LFP
   */
  record Point(int batch, Spread millis) {
    double perExample() {
      return millis.median() / batch;
    }
  }

  /** Times the sizes in turn, each with a copy of the same network. */
  static BatchScaling of(
      BenchNetwork network,
      BenchUpdater updater,
      long seed,
      WarmUp warmUp,
      int steps,
      Progress progress) {
    List<Integer> batches = new ArrayList<>();
    List<IntConsumer> works = new ArrayList<>();
    for (int batch = SMALLEST; batch <= LARGEST; batch *= 2) {
      BenchModel lfp = network.stock(updater, seed).configure(Lfp.defaults());
      List<DataSet> data = BenchData.batches(BATCHES, batch, network.shape(), seed);
      batches.add(batch);
      works.add(lfp.steps(data));
    }
    List<Spread> spreads = Interleaved.run(works, warmUp, steps, progress);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < spreads.size(); i++) {
      points.add(new Point(batches.get(i), spreads.get(i)));
    }
    return new BatchScaling(network, points);
  }

  /** For people. */
  static TextTable table(List<BatchScaling> all) {
    TextTable table = new TextTable("network", "batch", "LFP ms", "ms/example");
    for (BatchScaling scaling : all) {
      for (Point point : scaling.points) {
        table.row(
            scaling.network.label(),
            point.batch(),
            Numbers.measured(point.millis().median()),
            Numbers.measured(point.perExample()));
      }
    }
    return table;
  }

  /** For scripts. */
  Figures figures() {
    return Figures.builder()
        .text("network", network.label())
        .list(
            "points",
            points.stream()
                .map(
                    point ->
                        Figures.builder()
                            .count("batch", point.batch())
                            .number("lfpMillis", point.millis().median())
                            .number("lfpMillisP10", point.millis().p10())
                            .number("lfpMillisP90", point.millis().p90())
                            .number("millisPerExample", point.perExample())
                            .build())
                .toList())
        .build();
  }
}
