package io.github.lfp4j.pruning.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.criterion.UnitScores;
import io.github.lfp4j.pruning.structure.Structure;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Which groups go, on a network of 4 and 6 hidden neurons. */
class UnitPlanTest {

  private static final UnitScores SCORES =
      new UnitScores(
          new TreeMap<>(
              Map.of(
                  0, new double[] {0.1, 0.2, 0.3, 0.4},
                  1, new double[] {5, 1, 6, 2, 3, 4})));

  private static Structure structure() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nOut(4).name("small").build())
                .layer(new DenseLayer.Builder().nOut(6).name("large").build())
                .layer(
                    new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .nOut(2)
                        .name("out")
                        .build())
                .setInputType(InputType.feedForward(3))
                .build());
    network.init();
    return Structure.of(Network.of(network));
  }

  private static Set<String> names(Structure structure, Set<Integer> removed) {
    return removed.stream()
        .map(id -> structure.groups().get(id).members())
        .flatMap(members -> members.stream())
        .map(member -> structure.names().get(member.layer()) + member.unit())
        .collect(Collectors.toSet());
  }

  private static Set<String> removed(Limits limits, double amount) {
    Structure structure = structure();
    return names(structure, new UnitPlan(structure, SCORES, limits).share(amount));
  }

  @Test
  void theLeastValuableGoWhereverTheyAre() {
    assertThat(removed(Limits.of(Scope.GLOBAL), 0)).isEmpty();
    assertThat(removed(Limits.of(Scope.GLOBAL), 0.2)).containsExactlyInAnyOrder("small0", "small1");
    // The last unit of a layer stays.
    assertThat(removed(Limits.of(Scope.GLOBAL), 0.5))
        .containsExactlyInAnyOrder("small0", "small1", "small2", "large1", "large3");
  }

  @Test
  void layersLoseTheSameShareIfAskedTo() {
    assertThat(removed(new Limits(Scope.LAYER, 1, 1, 1, Set.of()), 0.5))
        .containsExactlyInAnyOrder("small0", "small1", "large1", "large3", "large4");
  }

  @Test
  void limitsAreKept() {
    assertThat(removed(new Limits(Scope.GLOBAL, 0.25, 1, 1, Set.of()), 0.9))
        .containsExactlyInAnyOrder("small0", "large1");
    assertThat(removed(new Limits(Scope.GLOBAL, 1, 3, 1, Set.of()), 0.9))
        .containsExactlyInAnyOrder("small0", "large1", "large3", "large4");
    assertThat(removed(new Limits(Scope.GLOBAL, 1, 1, 1, Set.of("small")), 0.5))
        .containsExactlyInAnyOrder("large1", "large3", "large4");
    // Three of small and two of large would go; what stays has to be even.
    assertThat(removed(new Limits(Scope.GLOBAL, 1, 1, 2, Set.of()), 0.5))
        .containsExactlyInAnyOrder("small0", "small1", "large1", "large3");
  }

  @Test
  void asManyGoAsAMeasureNeeds() {
    Structure structure = structure();
    UnitPlan plan = new UnitPlan(structure, SCORES, Limits.of(Scope.GLOBAL));
    // 3 * 4 + 4 + 4 * 6 + 6 + 6 * 2 + 2 parameters.
    assertThat(parameters(structure, Set.of())).isEqualTo(60);
    Set<Integer> removed = plan.downTo(groups -> parameters(structure, groups), 40);
    assertThat(parameters(structure, removed)).isLessThanOrEqualTo(40);
    assertThat(names(structure, removed)).containsExactlyInAnyOrder("small0", "small1");
    assertThat(plan.downTo(groups -> parameters(structure, groups), 60)).isEmpty();
    assertThat(plan.downTo(groups -> parameters(structure, groups), 0)).hasSize(8);
  }

  private static double parameters(Structure structure, Set<Integer> removed) {
    return structure.parametersWithout(removed).values().stream().mapToLong(p -> p).sum();
  }

  @ParameterizedTest
  @EnumSource(Normalization.class)
  void normalisationsDivideEachLayerBySomething(Normalization normalization) {
    assertThat(Normalization.byName(normalization.label())).isEqualTo(normalization);
    double[] scores = normalization.apply(new double[] {3, 0, -4, 0});
    double by =
        switch (normalization) {
          case NONE -> 1;
          case SUM -> 7;
          case L2 -> 5;
          case MEAN -> 7 / 4.0;
          case MAX -> 4;
        };
    assertThat(scores)
        .containsExactly(
            new double[] {3 / by, 0, -4 / by, 0}, org.assertj.core.data.Offset.offset(1e-12));
    assertThat(Arrays.stream(normalization.apply(new double[2])).sum()).isZero();
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> removed(Limits.of(Scope.GLOBAL), 1))
        .isInstanceOf(PruningException.class);
    assertThatThrownBy(() -> removed(new Limits(Scope.GLOBAL, 1, 0, 1, Set.of()), 0.5))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("at least 1");
    assertThatThrownBy(() -> removed(new Limits(Scope.GLOBAL, 1, 1, 1, Set.of("no")), 0.5))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("'no'")
        .hasMessageContaining("small");
    UnitScores broken =
        new UnitScores(new TreeMap<>(Map.of(0, new double[] {1, Double.NaN, 2, 3})));
    assertThatThrownBy(() -> new UnitPlan(structure(), broken, Limits.of(Scope.GLOBAL)))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("not a number");
    assertThatThrownBy(() -> Normalization.byName("no"))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("l2");
  }

  /** Of 10 units 3 are gone: half of them means 2 more, and limits are those of the beginning. */
  @Test
  void amountsAndLimitsAreThoseOfTheNetworkBefore() {
    Structure structure = structure();
    TreeMap<Integer, Integer> before = new TreeMap<>(Map.of(0, 5, 1, 8, 2, 2));

    UnitPlan free = new UnitPlan(structure, SCORES, Limits.of(Scope.GLOBAL), before);
    assertThat(names(structure, free.share(0.5))).hasSize(Math.round(0.5f * 13) - 3);
    assertThat(free.share(0.2)).isEmpty();
    UnitPlan capped =
        new UnitPlan(structure, SCORES, new Limits(Scope.GLOBAL, 0.4, 1, 1, Set.of()), before);
    assertThat(names(structure, capped.share(0.9))).containsExactlyInAnyOrder("small0", "large1");
    UnitPlan each = new UnitPlan(structure, SCORES, Limits.of(Scope.LAYER), before);
    assertThat(names(structure, each.share(0.5)))
        .containsExactlyInAnyOrder("small0", "small1", "large1", "large3");
  }
}
