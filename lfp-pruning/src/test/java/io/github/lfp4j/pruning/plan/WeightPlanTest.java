package io.github.lfp4j.pruning.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.TinyNetworks;
import io.github.lfp4j.pruning.criterion.MagnitudeCriterion;
import io.github.lfp4j.pruning.criterion.RandomCriterion;
import io.github.lfp4j.pruning.criterion.WeightScores;
import java.util.Comparator;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class WeightPlanTest {
  private static WeightScores scores(double[]... layers) {
    TreeMap<Integer, INDArray> byLayer = new TreeMap<>();
    for (int layer = 0; layer < layers.length; layer++) {
      byLayer.put(2 * layer, Nd4j.createFromArray(layers[layer]).reshape(1, layers[layer].length));
    }
    return new WeightScores(byLayer);
  }

  private static double[] mask(WeightPlan plan, int layer) {
    return plan.masks().get(layer).dup('c').data().asDouble();
  }

  @Test
  void looksOverAllLayersAtOnce() {
    WeightPlan plan =
        WeightPlan.of(
            scores(new double[] {1, 2, 3, 4}, new double[] {9, 8, 7, 0}), Scope.GLOBAL, 0.5);

    assertThat(mask(plan, 0)).containsExactly(0, 0, 0, 1);
    assertThat(mask(plan, 2)).containsExactly(1, 1, 1, 0);
  }

  @Test
  void looksWithinEachLayer() {
    WeightPlan plan =
        WeightPlan.of(
            scores(new double[] {1, 2, 3, 4}, new double[] {9, 8, 7, 0}), Scope.LAYER, 0.5);

    assertThat(mask(plan, 0)).containsExactly(0, 0, 1, 1);
    assertThat(mask(plan, 2)).containsExactly(1, 1, 0, 0);
  }

  @Test
  void breaksTiesByPosition() {
    WeightScores equal = scores(new double[] {1, 1, 1}, new double[] {1, 1, 1});

    assertThat(mask(WeightPlan.of(equal, Scope.GLOBAL, 2 / 3.0), 0)).containsExactly(0, 0, 0);
    assertThat(mask(WeightPlan.of(equal, Scope.GLOBAL, 2 / 3.0), 2)).containsExactly(0, 1, 1);
  }

  @Test
  void readsScoresInRowOrderWhateverTheirMemoryLayout() {
    INDArray columns = Nd4j.create(DataType.DOUBLE, new long[] {2, 3}, 'f');
    for (int i = 0; i < 6; i++) {
      columns.putScalar(i / 3, i % 3, i);
    }
    WeightPlan plan =
        WeightPlan.of(
            new WeightScores(new TreeMap<>(java.util.Map.of(0, columns))), Scope.GLOBAL, 0.5);

    assertThat(plan.masks().get(0).toDoubleMatrix()[0]).containsExactly(0, 0, 0);
    assertThat(plan.masks().get(0).toDoubleMatrix()[1]).containsExactly(1, 1, 1);
  }

  @Property(tries = 100)
  void takesExactlyTheLowest(
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @DoubleRange(max = 1, maxIncluded = false) double amount,
      @ForAll long seed) {
    // Few distinct values, so that there are many ties.
    double[] values = new Random(seed).ints(size, 0, 5).asDoubleStream().toArray();
    int count = (int) Math.round(amount * size);
    double[] expected = new double[size];
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> values[i]).thenComparing(i -> i))
            .mapToInt(i -> i)
            .toArray();
    for (int rank = count; rank < size; rank++) {
      expected[order[rank]] = 1;
    }

    assertThat(mask(WeightPlan.of(scores(values), Scope.GLOBAL, amount), 0)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesAmountsOutsideTheRange(double amount) {
    assertThatThrownBy(() -> WeightPlan.of(scores(new double[] {1}), Scope.GLOBAL, amount))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("at least 0 and less than 1")
        .hasMessageContaining(String.valueOf(amount));
  }

  @Test
  void refusesScoresThatAreNotNumbers() {
    assertThatThrownBy(() -> WeightPlan.of(scores(new double[] {1, Double.NaN}), Scope.GLOBAL, 0.5))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("not a number");
  }

  @Test
  void appliesToACopy() {
    MultiLayerNetwork network = TinyNetworks.dense();
    INDArray before = network.params().dup();
    WeightPlan plan =
        WeightPlan.of(
            new MagnitudeCriterion().scores(Network.of(network), null, null), Scope.GLOBAL, 0.5);

    MultiLayerNetwork pruned = plan.apply(Network.of(network)).as(MultiLayerNetwork.class);

    assertThat(network.params()).isEqualTo(before);
    for (int layer = 0; layer < 3; layer++) {
      INDArray mask = plan.masks().get(layer);
      INDArray w = network.getLayer(layer).getParam("W");
      assertThat(pruned.getLayer(layer).getParam("W")).isEqualTo(w.mul(mask));
      assertThat(pruned.getLayer(layer).getParam("b"))
          .isEqualTo(network.getLayer(layer).getParam("b"));
    }
  }

  @Test
  void zerosStayZeroAndAmountZeroChangesNothing() {
    Network network = Network.of(TinyNetworks.dense());
    WeightScores magnitude = new MagnitudeCriterion().scores(network, null, null);
    Network half = WeightPlan.of(magnitude, Scope.GLOBAL, 0.5).apply(network);
    WeightScores again = new MagnitudeCriterion().scores(half, null, null);

    // A zero has the lowest magnitude that there is, so it is among the next half as well.
    assertThat(WeightPlan.of(again, Scope.GLOBAL, 0.5).apply(half).params())
        .isEqualTo(half.params());
    assertThat(WeightPlan.of(magnitude, Scope.GLOBAL, 0).apply(network).params())
        .isEqualTo(network.params());
    assertThat(
            WeightPlan.of(new RandomCriterion(1).scores(half, null, null), Scope.LAYER, 0.3)
                .apply(half)
                .params()
                .neq(0)
                .castTo(DataType.INT64)
                .sumNumber()
                .longValue())
        .isLessThan(half.params().neq(0).castTo(DataType.INT64).sumNumber().longValue());
  }

  @Test
  void knowsScopesByName() {
    assertThat(Scope.byName("global")).isEqualTo(Scope.GLOBAL);
    assertThat(Scope.byName("layer")).isEqualTo(Scope.LAYER);
    assertThatThrownBy(() -> Scope.byName("world"))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("'world'")
        .hasMessageContaining("global or layer");
  }
}
