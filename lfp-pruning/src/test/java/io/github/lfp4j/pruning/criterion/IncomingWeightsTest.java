package io.github.lfp4j.pruning.criterion;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.TinyNetworks;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The units of a weight are those whose output it changes, as Deeplearning4j computes it: of all
 * layouts, without knowing any.
 */
class IncomingWeightsTest {

  /** A layer, what it is given, and whether that has to be pooled for the output. */
  record Sample(String name, Layer layer, InputType type, INDArray x, boolean pooled) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Sample flat(String name, Layer layer) {
    return new Sample(name, layer, InputType.feedForward(3), TinyNetworks.numbers(4, 4, 3), false);
  }

  private static Sample images(String name, Layer layer) {
    return new Sample(
        name, layer, InputType.convolutional(4, 4, 2), TinyNetworks.numbers(4, 3, 2, 4, 4), true);
  }

  private static Sample volumes(String name, Layer layer) {
    return new Sample(
        name,
        layer,
        InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 3, 3, 3, 2),
        TinyNetworks.numbers(4, 2, 2, 3, 3, 3),
        true);
  }

  /** Two steps: weights between steps have an effect, and not yet an indirect one. */
  private static Sample series(String name, Layer layer) {
    return new Sample(
        name, layer, InputType.recurrent(3, 2), TinyNetworks.numbers(4, 3, 3, 2), true);
  }

  @SuppressWarnings("deprecation") // models with peepholes exist
  static Stream<Sample> samples() {
    return Stream.of(
        flat("dense", new DenseLayer.Builder().nOut(4).build()),
        flat("frozen", new FrozenLayer(new DenseLayer.Builder().nOut(4).build())),
        flat("scaling", new ElementWiseMultiplicationLayer.Builder().nOut(3).build()),
        images("convolution", new ConvolutionLayer.Builder(2, 2).nOut(3).build()),
        images("deconvolution", new Deconvolution2D.Builder(2, 2).nOut(3).build()),
        images("depthwise", new DepthwiseConvolution2D.Builder(2, 2).depthMultiplier(2).build()),
        images(
            "separable",
            new SeparableConvolution2D.Builder(2, 2).depthMultiplier(2).nOut(3).build()),
        images(
            "locally connected",
            new LocallyConnected2D.Builder()
                .kernelSize(2, 2)
                .stride(2, 2)
                .nOut(3)
                .activation(Activation.TANH)
                .build()),
        volumes("volumes", new Convolution3D.Builder(2, 2, 2).nOut(3).build()),
        volumes("volumes back", new Deconvolution3D.Builder().kernelSize(2, 2, 2).nOut(3).build()),
        series("over time", new Convolution1DLayer.Builder(2).nOut(4).build()),
        series(
            "locally connected over time",
            new LocallyConnected1D.Builder()
                .kernelSize(2)
                .nOut(4)
                .activation(Activation.TANH)
                .build()),
        series("simple cell", new SimpleRnn.Builder().nOut(4).build()),
        series("gates", new LSTM.Builder().nOut(4).build()),
        series("peepholes", new GravesLSTM.Builder().nOut(4).build()),
        series("both directions", new GravesBidirectionalLSTM.Builder().nOut(4).build()),
        new Sample(
            "embedding",
            new EmbeddingLayer.Builder().nIn(5).nOut(4).build(),
            InputType.feedForward(5),
            Nd4j.arange(5).castTo(DataType.DOUBLE).reshape(5, 1),
            false));
  }

  private static MultiLayerNetwork network(Sample sample) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .seed(9)
            .dataType(DataType.DOUBLE)
            .activation(Activation.TANH)
            .list()
            .layer(sample.layer());
    if (sample.pooled()) {
      layers.layer(new GlobalPoolingLayer());
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            layers
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(sample.type())
                .build());
    network.init();
    return network;
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aWeightCountsForTheUnitThatItChanges(Sample sample) {
    MultiLayerNetwork model = network(sample);
    Network network = Network.of(model);
    INDArray x = sample.x();
    INDArray before = network.flow(x).get(0).output().dup('c');
    double[] scores = score(network);
    assertThat(scores).hasSize((int) before.size(1));
    int effective = 0;
    for (var parameter : model.getLayer(0).paramTable().entrySet()) {
      boolean isBias = parameter.getKey().startsWith("b");
      boolean ofInput = sample.name().equals("separable") && parameter.getKey().equals("W");
      if (isBias || ofInput) {
        continue;
      }
      INDArray w = parameter.getValue();
      for (long i = 0; i < w.length(); i++) {
        double old = w.getDouble(i);
        w.putScalar(i, old + Math.copySign(0.5, old));
        Set<Integer> changed = changedUnits(before, network.flow(x).get(0).output());
        if (!changed.isEmpty()) {
          effective++;
          assertThat(changedScores(scores, score(network)))
              .as("%s %s", parameter.getKey(), i)
              .isEqualTo(changed);
        }
        w.putScalar(i, old);
      }
    }
    assertThat(effective).isGreaterThanOrEqualTo((int) before.size(1));
  }

  private static double[] score(Network network) {
    return new MagnitudeCriterion(MagnitudeCriterion.Norm.L2)
        .unitScores(network, null, null)
        .byLayer()
        .get(0);
  }

  /** The units that change, at the step where the fewest do: directly. */
  private static Set<Integer> changedUnits(INDArray before, INDArray after) {
    int units = (int) before.size(1);
    int positions = (int) (before.length() / (before.size(0) * units));
    boolean series = before.rank() == 3;
    double[] was = before.dup('c').data().asDouble();
    double[] is = after.dup('c').data().asDouble();
    Map<Integer, Set<Integer>> byStep = new TreeMap<>();
    for (int i = 0; i < was.length; i++) {
      if (was[i] != is[i]) {
        byStep
            .computeIfAbsent(series ? i % positions : 0, step -> new TreeSet<>())
            .add(i / positions % units);
      }
    }
    return byStep.values().stream().min(Comparator.comparingInt(Set::size)).orElse(Set.of());
  }

  private static Set<Integer> changedScores(double[] before, double[] after) {
    Set<Integer> changed = new TreeSet<>();
    for (int unit = 0; unit < before.length; unit++) {
      if (after[unit] > before[unit]) {
        changed.add(unit);
      }
    }
    return changed;
  }

  /** Every unit has as many weights as any other, and no weight belongs to two. */
  @ParameterizedTest
  @MethodSource("samples")
  void theSumsOfAllUnitsAreThoseOfAllWeights(Sample sample) {
    MultiLayerNetwork model = network(sample);
    double all =
        model.getLayer(0).paramTable().entrySet().stream()
            .filter(p -> !p.getKey().startsWith("b"))
            .filter(p -> !(sample.name().equals("separable") && p.getKey().equals("W")))
            .mapToDouble(p -> p.getValue().norm1Number().doubleValue())
            .sum();
    List<HiddenUnits> units = HiddenUnits.of(Network.of(model));

    assertThat(units).hasSize(1);
    double[] sums = IncomingWeights.powers(units.get(0).layer(), 1);
    assertThat(Arrays.stream(sums).sum())
        .isCloseTo(all, org.assertj.core.data.Offset.offset(1e-9 * all));
  }
}
