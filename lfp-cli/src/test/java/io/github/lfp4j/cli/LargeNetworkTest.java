package io.github.lfp4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.criterion.UnitScores;
import io.github.lfp4j.pruning.measure.NetworkFigures;
import io.github.lfp4j.pruning.plan.Limits;
import io.github.lfp4j.pruning.plan.Normalization;
import io.github.lfp4j.pruning.plan.Scope;
import io.github.lfp4j.pruning.plan.UnitPlan;
import io.github.lfp4j.pruning.relevance.RelevanceAccumulator;
import io.github.lfp4j.pruning.structure.Structure;
import io.github.lfp4j.pruning.structure.UnitRemoval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.deeplearning4j.zoo.model.ResNet50;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.conditions.Conditions;

/**
 * The networks of Deeplearning4j's zoo lose 30 % of their channels: ResNet50 ranked on 64 images of
 * 3x224x224, in less than 8 GB of memory. It takes minutes, so that it runs only if the property
 * {@code lfp.large} is true; it prints time and memory.
 */
@EnabledIfSystemProperty(
    named = "lfp.large",
    matches = "true",
    disabledReason = "it takes minutes: set -Dlfp.large=true")
class LargeNetworkTest {

  private static final int CLASSES = 1000;
  private static final int SIDE = 224;
  private static final int IMAGES = 64;
  private static final int BATCH = 8;
  private static final double AMOUNT = 0.3;

  private final long start = System.nanoTime();

  @Test
  void aLargeNetworkIsRankedAndMadeSmaller() throws IOException {
    Network network =
        Network.of(
            ResNet50.builder()
                .numClasses(CLASSES)
                .inputShape(new int[] {3, SIDE, SIDE})
                .build()
                .init());
    say("initialised");
    INDArray x = images(1, new Random(3));
    // As initialised, it overflows in single precision.
    while (!BooleanIndexing.and(network.output(x), Conditions.isFinite())) {
      network.params().muli(0.5);
    }
    say("scaled down");
    UnitScores scores = new UnitScores(ranked(network));
    assertThat(scores.byLayer().values())
        .hasSize(53)
        .allSatisfy(layer -> assertThat(Arrays.stream(layer).sum()).isPositive());
    say("ranked on " + IMAGES + " images");

    Structure structure = Structure.of(network);
    UnitPlan plan =
        new UnitPlan(structure, Normalization.L2.apply(scores), Limits.of(Scope.GLOBAL));
    Set<Integer> removed = plan.share(AMOUNT);
    Network smaller = new UnitRemoval(structure, removed).apply(network);
    say("made smaller by " + plan.units(removed) + " of " + plan.candidateUnits() + " channels");

    assertThat(plan.units(removed)).isEqualTo((int) Math.round(AMOUNT * plan.candidateUnits()));
    long[] shape = {3, SIDE, SIDE};
    NetworkFigures before = NetworkFigures.of(network, shape);
    NetworkFigures after = NetworkFigures.of(smaller, shape);
    assertThat(after.parameters()).isLessThan(before.parameters());
    assertThat(smaller.output(x).sumNumber().doubleValue()).isCloseTo(1, within(1e-3));
    say(
        String.format(
            "parameters %d to %d, multiply-adds %d to %d",
            before.parameters(), after.parameters(), before.multiplyAdds(), after.multiplyAdds()));
    assertThat(peakKilobytes()).isLessThan(8_000_000);
  }

  /** Random scores: any unit may go. */
  @ParameterizedTest
  @EnumSource
  void allOfTheZooBecomeSmaller(ZooTest.Zoo zoo) {
    Network network = zoo.network();
    Structure structure = Structure.of(network);
    Random random = new Random(1);
    SortedMap<Integer, double[]> scores = new TreeMap<>();
    structure.sizes().forEach((layer, size) -> scores.put(layer, random.doubles(size).toArray()));
    UnitPlan plan = new UnitPlan(structure, new UnitScores(scores), Limits.of(Scope.GLOBAL));
    Set<Integer> removed = plan.share(AMOUNT);
    assertThat(plan.units(removed)).isEqualTo((int) Math.round(AMOUNT * plan.candidateUnits()));

    Network smaller = new UnitRemoval(structure, removed).apply(network);

    assertThat(smaller.params().length())
        .isLessThan(7 * network.params().length() / 10)
        .isEqualTo(structure.parametersWithout(removed).values().stream().mapToLong(p -> p).sum());
    INDArray x = zoo.examples();
    assertThat(smaller.output(x).shape()).isEqualTo(network.output(x).shape());
    System.gc(); // the arrays of one network may be as large as all that tests may use
  }

  private static SortedMap<Integer, double[]> ranked(Network network) {
    RelevanceAccumulator accumulator =
        new RelevanceAccumulator(network, RuleMap.preset("epsilon"), false);
    Random random = new Random(4);
    for (int from = 0; from < IMAGES; from += BATCH) {
      INDArray labels = Nd4j.zeros(BATCH, CLASSES);
      for (int n = 0; n < BATCH; n++) {
        labels.putScalar(n, random.nextInt(CLASSES), 1);
      }
      accumulator.add(images(BATCH, random), labels);
    }
    SortedMap<Integer, double[]> scores = new TreeMap<>();
    accumulator
        .units()
        .forEach((layer, units) -> scores.put(layer, units.absolute().toDoubleVector()));
    return scores;
  }

  private static INDArray images(int count, Random random) {
    float[] values = new float[count * 3 * SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return Nd4j.createFromArray(values).reshape('c', count, 3, SIDE, SIDE);
  }

  private void say(String what) throws IOException {
    System.out.printf(
        "%6.1f s, at most %.2f GB so far: %s%n",
        (System.nanoTime() - start) / 1e9, peakKilobytes() / 1e6, what);
  }

  /** The most memory that the process has held so far, as Linux counts it. */
  private static long peakKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
