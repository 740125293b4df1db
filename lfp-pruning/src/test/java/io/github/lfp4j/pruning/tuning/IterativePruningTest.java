package io.github.lfp4j.pruning.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.model.LearningMethod;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.criterion.Criteria;
import io.github.lfp4j.pruning.criterion.Criterion;
import io.github.lfp4j.pruning.criterion.PrunableLayers;
import io.github.lfp4j.pruning.measure.Accuracy;
import io.github.lfp4j.pruning.plan.Scope;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;

class IterativePruningTest {

  private static final FineTuning TUNING = FineTuning.by(LearningMethod.GRADIENT).epochs(2);

  private static Network trained;

  @BeforeAll
  static void train() {
    trained = Learners.layers(new Adam(0.01), 1).configure(Lfp.gradient());
    DataSetIterator data = data();
    for (int epoch = 0; epoch < 12; epoch++) {
      trained.fit(data);
    }
    trained = trained.toStandard();
  }

  private static DataSetIterator data() {
    return Learners.DIGITS.train(Learners.BATCH, 4);
  }

  private static DataSetIterator heldOut() {
    return Learners.DIGITS.test(100);
  }

  private static WeightPruning pruning(String criterion) {
    Criterion found =
        Criteria.byName(
            criterion,
            new Criteria.Settings(RuleMap.all(new io.github.lfp4j.core.rule.EpsilonRule()), 1));
    return new WeightPruning(found, Scope.GLOBAL, () -> Learners.DIGITS.train(50, 1, 100), null);
  }

  private static double zeros(Network network) {
    long all = 0;
    double zero = 0;
    for (INDArray w : PrunableLayers.weights(network).values()) {
      all += w.length();
      zero += w.length() - w.neq(0).castTo(w.dataType()).sumNumber().doubleValue();
    }
    return zero / all;
  }

  /** Amounts are of the original network, whatever the criterion says of what is gone. */
  @ParameterizedTest
  @ValueSource(strings = {"magnitude", "relevance", "random"})
  void reachesEachAmount(String criterion) {
    WeightPruning pruning = pruning(criterion);
    Network first = pruning.prune(trained, 0.4);
    Network second = pruning.prune(first, 0.6);
    Network less = pruning.prune(second, 0.3);

    assertThat(zeros(first)).isBetween(0.399, 0.401);
    assertThat(zeros(second)).isBetween(0.599, 0.601);
    assertThat(zeros(less)).isEqualTo(zeros(second));
    PrunableLayers.weights(first)
        .forEach(
            (layer, w) -> {
              INDArray gone = w.eq(0).castTo(w.dataType());
              INDArray after = PrunableLayers.weights(second).get(layer);
              assertThat(after.mul(gone).amaxNumber().doubleValue()).isZero();
            });
  }

  @Test
  void prunesInStepsAndTellsOfEach() {
    List<IterativePruning.Step> heard = new ArrayList<>();
    INDArray before = trained.params().dup();

    IterativePruning.Result result =
        new IterativePruning(pruning("magnitude"), TUNING, IterativePruningTest::heldOut)
            .listener(heard::add)
            .run(trained, Schedule.CUBIC.amounts(0.85, 3), data());

    assertThat(result.steps()).isEqualTo(heard).hasSize(3);
    assertThat(result.stopped()).isFalse();
    assertThat(result.amount()).isEqualTo(0.85);
    assertThat(zeros(result.network())).isBetween(0.849, 0.851);
    assertThat(result.accuracyBefore()).isEqualTo(Accuracy.of(trained, heldOut()));
    IterativePruning.Step last = heard.get(2);
    assertThat(last.number()).isEqualTo(3);
    assertThat(last.accuracy()).isEqualTo(Accuracy.of(result.network(), heldOut()));
    assertThat(last.nonZeroParameters())
        .isLessThan(heard.get(0).nonZeroParameters())
        .isEqualTo(nonZero(result.network()));
    assertThat(last.accuracy()).isGreaterThan(last.accuracyPruned());
    assertThat(trained.params()).isEqualTo(before);

    Network oneShot = pruning("magnitude").prune(trained, 0.85);
    assertThat(last.accuracy()).isGreaterThan(Accuracy.of(oneShot, heldOut()) + 0.1);
  }

  private static long nonZero(Network network) {
    long count = 0;
    for (float value : network.params().data().asFloat()) {
      count += value == 0 ? 0 : 1;
    }
    return count;
  }

  @Test
  void stopsAndKeepsTheLastGoodNetwork() {
    List<Network> pruned = new ArrayList<>();
    PruningStep pruning =
        (network, amount) -> {
          pruned.add(network);
          return pruning("random").prune(network, amount);
        };

    IterativePruning.Result result =
        new IterativePruning(
                pruning, FineTuning.by(LearningMethod.LFP).epochs(0), IterativePruningTest::heldOut)
            .maxAccuracyLoss(0.3)
            .run(trained, List.of(0.05, 0.98, 0.99), data());

    assertThat(result.stopped()).isTrue();
    assertThat(result.steps()).extracting(IterativePruning.Step::kept).containsExactly(true, false);
    assertThat(result.steps().get(1).accuracy())
        .isEqualTo(result.steps().get(1).accuracyPruned())
        .isLessThan(result.accuracyBefore() - 0.3);
    assertThat(result.amount()).isEqualTo(0.05);
    assertThat(zeros(result.network())).isBetween(0.049, 0.051);
    assertThat(result.network()).isSameAs(pruned.get(1));
  }

  @Test
  void keepsTheOriginalIfNoStepIsGood() {
    IterativePruning.Result result =
        new IterativePruning(pruning("random"), TUNING.epochs(0), IterativePruningTest::heldOut)
            .maxAccuracyLoss(0)
            .run(trained, List.of(0.98), data());

    assertThat(result.amount()).isZero();
    assertThat(result.network().params()).isEqualTo(trained.params());
  }

  @Test
  void sameSeedSameNetwork() {
    INDArray[] params = new INDArray[2];
    for (int i = 0; i < 2; i++) {
      params[i] =
          new IterativePruning(pruning("relevance"), TUNING, IterativePruningTest::heldOut)
              .run(trained, List.of(0.3, 0.6), data())
              .network()
              .params();
    }
    assertThat(params[1].data().asFloat()).isEqualTo(params[0].data().asFloat());
  }

  @Test
  void refusesLossesThatCannotBe() {
    IterativePruning pruning =
        new IterativePruning(pruning("random"), TUNING, IterativePruningTest::heldOut);
    assertThatThrownBy(() -> pruning.maxAccuracyLoss(1.5))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("0.01 for one point");
  }
}
