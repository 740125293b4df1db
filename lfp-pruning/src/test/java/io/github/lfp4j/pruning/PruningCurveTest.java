package io.github.lfp4j.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.criterion.MagnitudeCriterion;
import io.github.lfp4j.pruning.criterion.WeightScores;
import io.github.lfp4j.pruning.measure.Accuracy;
import io.github.lfp4j.pruning.plan.Scope;
import io.github.lfp4j.pruning.plan.WeightPlan;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class PruningCurveTest {
  private static DataSetIterator data() {
    return new ListDataSetIterator<>(
        new DataSet(TinyNetworks.numbers(2, 30, TinyNetworks.INPUTS), TinyNetworks.labels(30))
            .asList(),
        8);
  }

  @Test
  void measuresEachAmount() {
    MultiLayerNetwork network = TinyNetworks.dense();
    INDArray before = network.params().dup();
    WeightScores scores = new MagnitudeCriterion().scores(Network.of(network), null, null);
    List<Integer> progress = new ArrayList<>();
    List<Double> amounts = List.of(0.0, 0.5, 0.9);

    List<PruningCurve.Point> points =
        PruningCurve.of(
            Network.of(network),
            (whole, amount) -> WeightPlan.of(scores, Scope.GLOBAL, amount).apply(whole),
            amounts,
            new long[] {TinyNetworks.INPUTS},
            PruningCurveTest::data,
            progress::add);

    int weights = 4 * 6 + 6 * 5 + 5 * 3;
    assertThat(points).extracting(PruningCurve.Point::amount).isEqualTo(amounts);
    for (PruningCurve.Point point : points) {
      long left = weights - Math.round(point.amount() * weights);
      assertThat(point.multiplyAdds()).isEqualTo(left);
      assertThat(point.nonZeroParameters()).isEqualTo(left + 6 + 5 + 3);
      assertThat(point.accuracy())
          .isEqualTo(
              Accuracy.of(
                  WeightPlan.of(scores, Scope.GLOBAL, point.amount()).apply(Network.of(network)),
                  data()));
    }
    assertThat(progress).containsExactly(1, 2, 3);
    assertThat(network.params()).isEqualTo(before);
  }
}
