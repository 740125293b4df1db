package io.github.lfp4j.pruning.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.criterion.UnitScores;
import io.github.lfp4j.pruning.structure.Structure;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
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

  /** A residual network: 4 hidden neurons, 3 that are added to 3 others. */
  private static Structure pairs() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("x")
                .setInputTypes(InputType.feedForward(2))
                .addLayer("alone", new DenseLayer.Builder().nOut(4).build(), "x")
                .addLayer("left", new DenseLayer.Builder().nOut(3).build(), "alone")
                .addLayer("right", new DenseLayer.Builder().nOut(3).build(), "alone")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "left", "right")
                .addLayer("out", new OutputLayer.Builder().nOut(2).build(), "sum")
                .setOutputs("out")
                .build());
    graph.init();
    return Structure.of(Network.of(graph));
  }

  private static Set<String> ofPairs(Limits limits, double amount, double... scores) {
    Structure structure = pairs();
    SortedMap<Integer, double[]> byLayer = new TreeMap<>();
    for (int layer = 0; layer < 3; layer++) {
      byLayer.put(
          layer,
          layer == 0
              ? Arrays.copyOfRange(scores, 0, 4)
              : Arrays.copyOfRange(scores, 1 + 3 * layer, 4 + 3 * layer));
    }
    UnitPlan plan = new UnitPlan(structure, new UnitScores(byLayer), limits);
    assertThat(plan.candidateUnits()).isEqualTo(10);
    return names(structure, plan.share(amount));
  }

  @Test
  void groupsCountTheirUnitsAndAreWorthTheirMean() {
    Limits limits = Limits.of(Scope.GLOBAL);
    double[] scores = {5, 6, 7, 8, 0, 4, 9, 2, 2, 9};
    // Pairs are worth 1, 3, 9; three units are one pair and the next single one.
    assertThat(ofPairs(limits, 0.2, scores)).containsExactlyInAnyOrder("left0", "right0");
    assertThat(ofPairs(limits, 0.3, scores)).containsExactlyInAnyOrder("left0", "right0", "alone0");
    assertThat(ofPairs(limits, 0.4, scores))
        .containsExactlyInAnyOrder("left0", "right0", "left1", "right1");
    // Of each layer a third and half.
    assertThat(ofPairs(Limits.of(Scope.LAYER), 0.4, scores))
        .containsExactlyInAnyOrder("alone0", "alone1", "left0", "right0");
  }

  @Test
  void aLargerGroupGoesInsteadIfThatMakesUpTheNumber() {
    // Three single ones and no fourth may go; then a pair goes for one of them.
    double[] scores = {1, 2, 3, 0, 5, 6, 7, 5, 6, 7};
    Limits three = new Limits(Scope.GLOBAL, 0.75, 1, 1, Set.of());
    assertThat(ofPairs(three, 0.4, scores))
        .containsExactlyInAnyOrder("alone3", "alone0", "left0", "right0");
    assertThat(ofPairs(Limits.of(Scope.GLOBAL), 0.3, scores))
        .containsExactlyInAnyOrder("alone3", "alone0", "alone1");
  }

  @Test
  void multiplesHoldForAllLayersThatShareGroups() {
    double[] scores = {1, 2, 3, 4, 0, 0, 9, 0, 0, 9};
    // 3 cannot become 2 or 4: of left and right, all stay but for a multiple of 1.
    assertThat(ofPairs(new Limits(Scope.GLOBAL, 1, 1, 2, Set.of()), 0.5, scores))
        .containsExactlyInAnyOrder("left0", "right0");
    assertThat(ofPairs(new Limits(Scope.GLOBAL, 1, 1, 4, Set.of()), 0.8, scores)).isEmpty();
    assertThat(ofPairs(new Limits(Scope.GLOBAL, 1, 2, 1, Set.of()), 0.9, scores))
        .containsExactlyInAnyOrder("alone0", "alone1", "left0", "right0");
  }

  @Test
  void protectionHoldsForAllThatGoTogether() {
    Structure structure = pairs();
    UnitScores scores = new UnitScores(new TreeMap<>(Map.of(0, new double[4], 1, new double[3])));
    UnitPlan plan =
        new UnitPlan(structure, scores, new Limits(Scope.GLOBAL, 1, 1, 1, Set.of("right")));
    assertThat(plan.candidateUnits()).isEqualTo(4);
    assertThat(names(structure, plan.share(0.9)))
        .containsExactlyInAnyOrder("alone0", "alone1", "alone2");
    assertThat(plan.worth()).hasSize(7);
  }

  @Property(tries = 200)
  void exactlyTheWantedNumberGoes(
      @ForAll @DoubleRange(min = 0, max = 0.69) double amount,
      @ForAll @Size(10) List<@DoubleRange(min = -1, max = 1) Double> scores) {
    // Seven units and an eighth with its pair may go at most.
    Set<String> removed =
        ofPairs(
            Limits.of(Scope.GLOBAL),
            amount,
            scores.stream().mapToDouble(Double::doubleValue).toArray());
    assertThat(removed).hasSize((int) Math.round(amount * 10));
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
    assertThatThrownBy(() -> new Limits(Scope.GLOBAL, 1.1, 1, 1, Set.of()))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("1.1");
    assertThatThrownBy(() -> new Limits(Scope.GLOBAL, 1, 1, 0, Set.of()))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("multiple is 0");
    UnitScores others = new UnitScores(new TreeMap<>(Map.of(0, new double[5])));
    assertThatThrownBy(() -> new UnitPlan(structure(), others, Limits.of(Scope.GLOBAL)))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("'small' has 4 units, but 5 scores");
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
