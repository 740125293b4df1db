package io.github.lfp4j.pruning.relevance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.TinyNetworks;
import io.github.lfp4j.pruning.relevance.UnitRanking.Row;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;

class UnitRankingTest {
  private final MultiLayerNetwork network = TinyNetworks.dense();
  private final RelevanceAccumulator accumulated =
      new RelevanceAccumulator(Network.of(network), RuleMap.preset("epsilon"), false);

  private List<Row> ranked(int layer) {
    accumulated.add(TinyNetworks.numbers(1, 8, TinyNetworks.INPUTS), TinyNetworks.labels(8));
    return UnitRanking.of(Network.of(network), accumulated).stream()
        .filter(row -> row.layer() == layer)
        .toList();
  }

  @Test
  void ordersUnitsByAbsoluteRelevance() {
    List<Row> rows = ranked(0);

    assertThat(rows).extracting(Row::rank).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(rows).extracting(Row::unit).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    assertThat(rows).extracting(Row::layerName).containsOnly("first");
    UnitRelevance units = accumulated.units().get(0);
    double total = IntStream.range(0, 6).mapToDouble(units.absolute()::getDouble).sum();
    double last = Double.POSITIVE_INFINITY;
    for (Row row : rows) {
      double absolute = units.absolute().getDouble(row.unit());
      assertThat(row.absoluteRelevance()).isLessThanOrEqualTo(last);
      assertThat(row.absoluteRelevance()).isCloseTo(absolute / 8, within(1e-12));
      assertThat(row.relevance())
          .isCloseTo(units.signed().getDouble(row.unit()) / 8, within(1e-12));
      assertThat(row.share()).isCloseTo(absolute / total, within(1e-12));
      last = row.absoluteRelevance();
    }
    assertThat(rows.stream().mapToDouble(Row::share).sum()).isCloseTo(1, within(1e-12));
  }

  @Test
  void namesALayerWithoutName() {
    assertThat(ranked(1)).extracting(Row::layerName).containsOnly("layer1");
  }

  @Test
  void sharesNothingWhereThereIsNothing() {
    network.getLayer(2).getParam("W").assign(0);
    RelevanceAccumulator none =
        new RelevanceAccumulator(Network.of(network), RuleMap.preset("epsilon"), false);
    none.add(TinyNetworks.numbers(1, 3, TinyNetworks.INPUTS), TinyNetworks.labels(3));

    List<Row> rows = UnitRanking.of(Network.of(network), none);

    assertThat(rows).hasSize(11).allMatch(row -> row.share() == 0 && row.absoluteRelevance() == 0);
    assertThat(rows).extracting(Row::unit).startsWith(0, 1, 2, 3, 4, 5);
  }

  @Test
  void isEmptyBeforeTheFirstExample() {
    assertThat(UnitRanking.of(Network.of(network), accumulated)).isEmpty();
  }
}
