package io.github.lfp4j.bench;

import io.github.lfp4j.cli.console.Progress;
import io.github.lfp4j.cli.output.Figures;
import io.github.lfp4j.pruning.relevance.RelevanceAccumulator;
import java.util.List;
import java.util.function.IntConsumer;
import org.nd4j.linalg.dataset.DataSet;

/**
 * What ranking units by relevance costs beside a forward pass of the same images by the same fast
 * layers.
 *
 * @param images how many images
 * @param forward a forward pass of all of them
 * @param ranking accumulating the relevance of all units over all of them, forward pass included
 */
record RankingCost(int images, Spread forward, Spread ranking) {

  /**
   * Measures both in turn.
   *
   * @param network of the plugin's layers; not changed
   * @param data all images, in batches
   */
  static RankingCost of(BenchModel network, List<DataSet> data, int rounds, Progress progress) {
    IntConsumer forward = round -> data.forEach(d -> network.output(d.getFeatures()));
    IntConsumer ranking =
        round -> {
          RelevanceAccumulator relevance = network.relevance();
          data.forEach(d -> relevance.add(d.getFeatures(), d.getLabels()));
        };
    List<Spread> spreads =
        Interleaved.run(List.of(forward, ranking), new WarmUp(2, 0), rounds, progress);
    int images = data.stream().mapToInt(DataSet::numExamples).sum();
    return new RankingCost(images, spreads.get(0), spreads.get(1));
  }

  /** How many forward passes the ranking takes. */
  double ratio() {
    return ranking.median() / forward.median();
  }

  /** The same for scripts. */
  Figures figures() {
    return Figures.builder()
        .count("images", images)
        .number("forwardMillis", forward.median())
        .number("rankingMillis", ranking.median())
        .number("ratio", ratio())
        .build();
  }
}
