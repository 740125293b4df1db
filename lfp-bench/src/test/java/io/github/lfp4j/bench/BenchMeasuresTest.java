package io.github.lfp4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.cli.console.Progress;
import io.github.lfp4j.dl4j.Lfp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class BenchMeasuresTest {

  @Test
  void quantilesLieBetweenMeasurements() {
    Spread spread = Spread.of(4, 1, 3, 2);
    assertThat(spread.median()).isEqualTo(2.5);
    assertThat(spread.p10()).isCloseTo(1.3, within(1e-12));
    assertThat(spread.p90()).isCloseTo(3.7, within(1e-12));
    assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7));
  }

  @Test
  void roundsBeginWithAnotherPieceEachTime() {
    List<String> order = new ArrayList<>();
    List<IntConsumer> works = List.of(r -> order.add("a" + r), r -> order.add("b" + r));
    assertThat(Interleaved.run(works, new WarmUp(1, 0), 2, new Unheard())).hasSize(2);
    assertThat(order).containsExactly("a0", "b0", "a1", "b1", "b2", "a2");
  }

  @ParameterizedTest
  @EnumSource(names = {"MLP", "LENET", "BN", "RESNET"})
  void floorHasTheProductsOfAllLayersWithWeights(BenchNetwork which) {
    BenchModel stock = which.stock(BenchUpdater.SGD, 1);
    DataSet batch = BenchData.batches(1, 2, which.shape(), 1).get(0);
    ProductFloor floor = new ProductFloor(stock.configure(Lfp.defaults()), batch.getFeatures());
    long weighted =
        stock.evaluatedLayers(batch.getFeatures()).stream()
            .filter(layer -> layer.paramTable().containsKey("W"))
            .count();
    assertThat(floor.layers()).isEqualTo((int) weighted);
    floor.run();
  }

  @ParameterizedTest
  @EnumSource(
      value = BenchNetwork.class,
      names = {"MLP", "RESNET"})
  void profilingLooksAtAllLayersAndDoesNotChangeTheNetwork(BenchNetwork which) {
    BenchModel lfp = which.stock(BenchUpdater.SGD, 1).configure(Lfp.defaults());
    DataSet batch = BenchData.batches(1, 2, which.shape(), 1).get(0);
    INDArray before = lfp.output(batch.getFeatures());
    LayerProfile profile = LayerProfile.of(lfp, List.of(batch), 1, 2);
    assertThat(profile.rows()).hasSameSizeAs(lfp.evaluatedLayers(batch.getFeatures()));
    for (LayerProfile.Row row : profile.rows()) {
      assertThat(row.backward()).as(row.toString()).isPositive();
      assertThat(row.forward() > 0).as(row.toString()).isEqualTo(!row.type().equals("LfpOutput"));
    }
    double shares =
        profile.rows().stream().mapToDouble(r -> r.forward() + r.backward() + r.update()).sum();
    assertThat(shares).isBetween(profile.step() / 20, profile.step() * 2);
    assertThat(lfp.output(batch.getFeatures())).isEqualTo(before);
  }

  private static final class Unheard implements Progress {
    @Override
    public void step(long units) {}

    @Override
    public void say(String text) {}

    @Override
    public void close() {}
  }
}
