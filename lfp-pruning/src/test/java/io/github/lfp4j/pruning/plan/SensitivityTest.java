package io.github.lfp4j.pruning.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.TinyNetworks;
import io.github.lfp4j.pruning.criterion.UnitScores;
import io.github.lfp4j.pruning.structure.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a network loses with each layer; its number of parameters stands for its accuracy. */
class SensitivityTest {

  private static double size(Network network) {
    return network.params().length();
  }

  @Test
  void eachLayerIsPrunedAlone() {
    Network network = Network.of(TinyNetworks.dense());
    UnitScores scores =
        new UnitScores(
            new TreeMap<>(
                Map.of(0, new double[] {1, 2, 3, 4, 5, 6}, 1, new double[] {5, 4, 3, 2, 1})));
    List<Integer> progress = new ArrayList<>();
    Sensitivity found =
        Sensitivity.scan(
            network,
            Structure.of(network),
            scores,
            List.of(0.0, 0.5, 0.9),
            SensitivityTest::size,
            progress::add);
    // 4-6-5-3: 30 + 35 + 18; a unit of the first layer has 4 + 1 + 5, one of the second 6 + 1 + 3.
    assertThat(found.whole()).isEqualTo(83);
    assertThat(found.points())
        .extracting(
            Sensitivity.Point::name,
            Sensitivity.Point::amount,
            Sensitivity.Point::units,
            Sensitivity.Point::value)
        .containsExactly(
            tuple("first", 0.0, 0, 83.0),
            tuple("first", 0.5, 3, 53.0),
            tuple("first", 0.9, 5, 33.0),
            tuple("layer1", 0.0, 0, 83.0),
            tuple("layer1", 0.5, 3, 53.0),
            tuple("layer1", 0.9, 4, 43.0));
    assertThat(progress).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void whatGoesTogetherIsEvaluatedOnce() {
    Network network = Network.of(TinyNetworks.graph());
    UnitScores scores = new UnitScores(new TreeMap<>(Map.of(0, new double[6], 1, new double[6])));
    List<Network> evaluated = new ArrayList<>();
    Sensitivity found =
        Sensitivity.scan(
            network,
            Structure.of(network),
            scores,
            List.of(0.5),
            each -> {
              evaluated.add(each);
              return size(each);
            },
            null);
    assertThat(found.points())
        .extracting(Sensitivity.Point::units, Sensitivity.Point::together)
        .containsExactly(tuple(3, 6), tuple(3, 6));
    assertThat(found.points().get(0).value()).isEqualTo(found.points().get(1).value());
    assertThat(evaluated).hasSize(2);
  }
}
