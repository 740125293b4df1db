package io.github.lfp4j.pruning.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.criterion.UnitScores;
import io.github.lfp4j.pruning.measure.NetworkFigures;
import io.github.lfp4j.pruning.structure.Structure;
import io.github.lfp4j.pruning.structure.UnitRemoval;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CapsuleStrengthLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PrimaryCapsules;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** How many units go for a target. */
class TargetSearchTest {

  private static final int SIZE = 16;

  private static Network images(int channels, int neurons) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(channels).build())
                .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(2 * channels).build())
                .layer(new DenseLayer.Builder().nOut(neurons).build())
                .layer(new OutputLayer.Builder().activation(Activation.SOFTMAX).nOut(4).build())
                .setInputType(InputType.convolutional(SIZE, SIZE, 3))
                .build());
    network.init();
    return Network.of(network);
  }

  private static UnitPlan plan(Structure structure, Limits limits) {
    Random random = new Random(3);
    TreeMap<Integer, double[]> scores = new TreeMap<>();
    structure.sizes().forEach((layer, size) -> scores.put(layer, random.doubles(size).toArray()));
    return new UnitPlan(structure, new UnitScores(scores), limits);
  }

  private static TargetSearch search(Network network, Limits limits) {
    Structure structure = Structure.of(network);
    return new TargetSearch(
        network, structure, plan(structure, limits), Nd4j.rand(8, 3, SIZE, SIZE), 9);
  }

  private static double left(Network network, Set<Integer> removed, Target target) {
    Network smaller = new UnitRemoval(Structure.of(network), removed).apply(network);
    NetworkFigures before = NetworkFigures.of(network, new long[] {3, SIZE, SIZE});
    NetworkFigures after = NetworkFigures.of(smaller, new long[] {3, SIZE, SIZE});
    return target == Target.PARAMETERS
        ? (double) after.parameters() / before.parameters()
        : (double) after.multiplyAdds() / before.multiplyAdds();
  }

  @ParameterizedTest
  @EnumSource(names = {"PARAMETERS", "MULTIPLY_ADDS"})
  void countsAreReachedWithTheFewestUnits(Target target) {
    Network network = images(8, 20);
    TargetSearch search = search(network, Limits.of(Scope.GLOBAL));
    for (double wanted : new double[] {0.9, 0.5, 0.2}) {
      TargetSearch.Found found = search.find(target, wanted);
      assertThat(found.value())
          .isEqualTo(left(network, found.removed(), target))
          .isLessThanOrEqualTo(wanted);
      // One unit less, and it would not be reached.
      int units = found.removed().size();
      double before = (units - 1) / 44.0;
      assertThat(left(network, search.find(Target.SHARE, before).removed(), target))
          .isGreaterThan(wanted);
    }
    assertThat(search.find(target, 1)).isEqualTo(new TargetSearch.Found(Set.of(), 1));
  }

  @ParameterizedTest
  @EnumSource
  void sharesOfUnitsGoAsWanted(Scope scope) {
    Network network = images(8, 20);
    TargetSearch.Found found = search(network, Limits.of(scope)).find(Target.SHARE, 0.25);
    assertThat(found.removed()).hasSize(11);
    assertThat(found.value()).isEqualTo(0.25);
  }

  /** Measured times differ: what is asked for is far from what a clock could get wrong. */
  @Test
  void timeIsMeasured() {
    Network network = images(64, 64);
    TargetSearch.Found found = search(network, Limits.of(Scope.LAYER)).find(Target.LATENCY, 0.5);
    assertThat(found.value()).isPositive().isLessThanOrEqualTo(0.5);
    assertThat(found.removed().size()).isBetween(20, 250);
  }

  @Test
  void saysHowFarLimitsAllow() {
    TargetSearch search = search(images(8, 20), new Limits(Scope.GLOBAL, 0.5, 1, 1, Set.of()));
    assertThatThrownBy(() -> search.find(Target.PARAMETERS, 0.1))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("parameters cannot be brought down to 0.100")
        .hasMessageContaining("0.2");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1.5, Double.NaN})
  void refusesNonsense(double value) {
    TargetSearch search = search(images(2, 3), Limits.of(Scope.GLOBAL));
    assertThatThrownBy(() -> search.find(Target.PARAMETERS, value))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("parameters");
  }

  @Test
  void refusesToCountWhatIsNotKnown() {
    MultiLayerNetwork capsules =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
                .layer(new PrimaryCapsules.Builder(2, 3).kernelSize(3, 3).stride(2, 2).build())
                .layer(new CapsuleStrengthLayer.Builder().build())
                .layer(new OutputLayer.Builder().activation(Activation.SOFTMAX).nOut(4).build())
                .setInputType(InputType.convolutional(SIZE, SIZE, 3))
                .build());
    capsules.init();
    TargetSearch search = search(Network.of(capsules), Limits.of(Scope.GLOBAL));
    assertThatThrownBy(() -> search.find(Target.MULTIPLY_ADDS, 0.5))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("not known");
  }

  @Test
  void targetsHaveNames() {
    for (Target target : Target.values()) {
      assertThat(Target.byName(target.label())).isEqualTo(target);
    }
    assertThatThrownBy(() -> Target.byName("size"))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("multiply-adds");
  }

  @Test
  void figuresOfASmallerNetworkAreThoseOfOneMadeSo() {
    Network network = images(8, 20);
    Structure structure = Structure.of(network);
    Limits half = Limits.of(Scope.LAYER);
    Set<Integer> removed = plan(structure, half).share(0.5);
    Network smaller = new UnitRemoval(structure, removed).apply(network);
    INDArray x = Nd4j.rand(2, 3, SIZE, SIZE);
    assertThat(smaller.output(x).sumNumber().doubleValue()).isCloseTo(2, within(1e-5));
    NetworkFigures expected = NetworkFigures.of(images(4, 10), new long[] {3, SIZE, SIZE});
    NetworkFigures figures = NetworkFigures.of(smaller, new long[] {3, SIZE, SIZE});
    assertThat(figures.multiplyAdds()).isEqualTo(expected.multiplyAdds());
    assertThat(figures.layers())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("nonZeroParameters")
        .isEqualTo(expected.layers());
  }
}
