package io.github.lfp4j.bench;

import io.github.lfp4j.cli.console.Progress;
import io.github.lfp4j.cli.output.Figures;
import io.github.lfp4j.dl4j.Lfp;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.dataset.DataSet;

/**
 * One network, trained in turn in three ways from the same parameters with the same data.
 *
 * @param network which
 * @param batch examples of a step
 * @param lfp a step of LFP by the epsilon rule
 * @param fastGradient a gradient step by the same fast layers
 * @param gradient a gradient step by stock Deeplearning4j
 * @param floor the matrix products that a step cannot avoid
 * @param lfpMemory what a step of LFP allocates
 * @param gradientMemory what a gradient step by stock Deeplearning4j allocates
 * @param ranking what ranking units costs
 * @param profile where the time of a step of LFP goes, if that was asked for
 */
record StepComparison(
    BenchNetwork network,
    int batch,
    Spread lfp,
    Spread fastGradient,
    Spread gradient,
    Spread floor,
    StepMemory lfpMemory,
    StepMemory gradientMemory,
    RankingCost ranking,
    Optional<LayerProfile> profile) {

  private static final int BATCHES = 4;
  private static final int RANKING_BATCH = 100;

  /**
   * How much is measured.
   *
   * @param steps steps that count
   * @param warmUp what comes before them
   * @param memorySteps steps over which allocations are averaged
   * @param rankingBatches batches of 100 images that are ranked, of small networks ten times more
   * @param rankingRounds how often
   * @param profile whether to look into the layers
   */
  record Extent(
      int steps,
      WarmUp warmUp,
      int memorySteps,
      int rankingBatches,
      int rankingRounds,
      boolean profile) {
    /** How often progress will be told. */
    int rounds() {
      return steps + rankingRounds;
    }
  }

  /** Measures one network. */
  static StepComparison run(
      BenchNetwork network,
      int batch,
      BenchUpdater updater,
      long seed,
      Extent extent,
      Progress progress) {
    BenchModel stock = network.stock(updater, seed);
    BenchModel lfp = stock.configure(Lfp.defaults());
    BenchModel fast = stock.configure(Lfp.gradient());
    List<DataSet> data = BenchData.batches(BATCHES, batch, network.shape(), seed);
    ProductFloor floor = new ProductFloor(lfp, data.get(0).getFeatures());
    progress.say("training steps, after a warm-up");
    List<Spread> spreads =
        Interleaved.run(
            List.of(lfp.steps(data), fast.steps(data), stock.steps(data), round -> floor.run()),
            extent.warmUp(),
            extent.steps(),
            progress);
    progress.say("ranking");
    RankingCost ranking =
        RankingCost.of(
            lfp,
            BenchData.batches(
                extent.rankingBatches() * network.rankingFactor(),
                RANKING_BATCH,
                network.shape(),
                seed),
            extent.rankingRounds(),
            progress);
    return new StepComparison(
        network,
        batch,
        spreads.get(0),
        spreads.get(1),
        spreads.get(2),
        spreads.get(3),
        StepMemory.of(lfp, data, extent.memorySteps()),
        StepMemory.of(stock, data, extent.memorySteps()),
        ranking,
        extent.profile()
            ? Optional.of(LayerProfile.of(lfp, data, extent.warmUp().rounds(), extent.steps()))
            : Optional.empty());
  }

  /** LFP step by stock gradient step. */
  double ratio() {
    return lfp.median() / gradient.median();
  }

  /** LFP step by gradient step of the same layers. */
  double lfpToFastGradient() {
    return lfp.median() / fastGradient.median();
  }

  /** LFP step by the products that it cannot avoid. */
  double lfpToFloor() {
    return lfp.median() / floor.median();
  }

  /** For scripts. */
  Figures figures() {
    Figures.Builder figures =
        Figures.builder()
            .text("network", network.label())
            .text("title", network.title())
            .count("batch", batch)
            .number("lfpMillis", lfp.median())
            .number("gradientMillis", gradient.median())
            .number("fastGradientMillis", fastGradient.median())
            .number("ratio", ratio())
            .number("lfpToFastGradient", lfpToFastGradient())
            .number("floorMillis", floor.median())
            .number("lfpToFloor", lfpToFloor());
    addSpread(figures, "lfp", lfp);
    addSpread(figures, "gradient", gradient);
    addSpread(figures, "fastGradient", fastGradient);
    addSpread(figures, "floor", floor);
    figures
        .figures("lfpMemory", lfpMemory.figures())
        .figures("gradientMemory", gradientMemory.figures())
        .figures("ranking", ranking.figures());
    profile.ifPresent(p -> figures.figures("profile", p.figures()));
    return figures.build();
  }

  private static void addSpread(Figures.Builder figures, String name, Spread spread) {
    figures.number(name + "MillisP10", spread.p10()).number(name + "MillisP90", spread.p90());
  }
}
