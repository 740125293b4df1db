package io.github.lfp4j.pruning.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.TinyNetworks;
import io.github.lfp4j.pruning.criterion.MagnitudeCriterion;
import io.github.lfp4j.pruning.criterion.PrunableLayers;
import io.github.lfp4j.pruning.plan.Scope;
import io.github.lfp4j.pruning.plan.WeightPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class WeightMasksTest {

  private static final int STEPS = 6;
  private static final int EXAMPLES = 9;

  private static NeuralNetConfiguration.Builder base(IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .dataType(DataType.DOUBLE)
        .biasInit(0.05)
        .activation(Activation.TANH)
        .updater(updater);
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(TinyNetworks.CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static Network layers(NeuralNetConfiguration.Builder base) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            base.list()
                .layer(
                    new ConvolutionLayer.Builder(3, 3)
                        .nOut(3)
                        .convolutionMode(ConvolutionMode.Same)
                        .build())
                .layer(new BatchNormalization.Builder().beta(0.01).build())
                .layer(new SeparableConvolution2D.Builder(2, 2).nOut(3).build())
                .layer(new DenseLayer.Builder().nOut(7).build())
                .layer(output())
                .setInputType(InputType.convolutional(4, 5, 2))
                .build());
    network.init();
    return Network.of(network);
  }

  private static Network graph(NeuralNetConfiguration.Builder base) {
    ComputationGraph graph =
        new ComputationGraph(
            base.graphBuilder()
                .addInputs("in")
                // The order of the parameters is not that in which layers are added.
                .addLayer("output", output(), "sum")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
                .addLayer("b", new DenseLayer.Builder().nOut(5).build(), "first")
                .addLayer("a", new DenseLayer.Builder().nOut(5).build(), "first")
                .addLayer("first", new DenseLayer.Builder().nOut(4).build(), "in")
                .setOutputs("output")
                .setInputTypes(InputType.convolutionalFlat(4, 5, 2))
                .build());
    graph.init();
    return Network.of(graph);
  }

  private static DataSet batch(Network network, int step) {
    INDArray x = TinyNetworks.numbers(step, EXAMPLES, 2, 4, 5);
    return new DataSet(
        network.model() instanceof ComputationGraph ? x.reshape(EXAMPLES, 40) : x,
        TinyNetworks.labels(EXAMPLES));
  }

  private static void fit(Network network, int step) {
    if (network.model() instanceof MultiLayerNetwork layers) {
      layers.fit(batch(network, step));
    } else {
      ((ComputationGraph) network.model()).fit(batch(network, step));
    }
  }

  private static SortedMap<Integer, INDArray> halfMasked(Network network) {
    return WeightPlan.of(new MagnitudeCriterion().scores(network, null, null), Scope.LAYER, 0.5)
        .masks();
  }

  static Stream<Arguments> learners() {
    Map<String, Supplier<IUpdater>> updaters =
        new TreeMap<>(
            Map.of(
                "sgd", () -> new Sgd(0.1),
                "nesterovs", () -> new Nesterovs(0.05, 0.9),
                "adam", () -> new Adam(0.02),
                "amsgrad", () -> new AMSGrad(0.02),
                "adamax", () -> new AdaMax(0.02),
                "nadam", () -> new Nadam(0.02),
                "adadelta", AdaDelta::new,
                "adagrad", () -> new AdaGrad(0.05),
                "rmsprop", () -> new RmsProp(0.01)));
    List<Arguments> all = new ArrayList<>();
    updaters.forEach(
        (name, updater) -> {
          for (String method : List.of("stock", "lfp", "gradient")) {
            all.add(
                Arguments.of(name + " " + method + " layers", layers(base(updater.get())), method));
            all.add(
                Arguments.of(
                    name + " " + method + " graph",
                    graph(base(updater.get()).l2(0.01).l1(0.002).weightDecay(0.01)),
                    method));
          }
        });
    return all.stream();
  }

  private static Network by(String method, Network stock) {
    return switch (method) {
      case "lfp" -> stock.configure(Lfp.defaults());
      case "gradient" -> stock.configure(Lfp.gradient());
      default -> stock.copy();
    };
  }

  /** The state of a network that has learned for a while, so that the updater has momentum. */
  private static Network experienced(String method, Network stock) {
    Network network = by(method, stock);
    for (int step = 0; step < 3; step++) {
      fit(network, 100 + step);
    }
    return network;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("learners")
  void masksStayAndTheOtherWeightsLearnAsWithoutThem(String name, Network stock, String method) {
    Network network = experienced(method, stock);
    SortedMap<Integer, INDArray> masks = halfMasked(network);
    Network twin = network.copy();
    zeroOneByOne(twin, masks);

    WeightMasks weightMasks = WeightMasks.of(network, masks);
    weightMasks.attachTo(network);
    ZeroCheck check = new ZeroCheck(masks);
    network.addListener(check);
    for (int step = 0; step < STEPS; step++) {
      fit(network, step);
      fit(twin, step);
      zeroOneByOne(twin, masks);
    }

    assertThat(check.steps).hasValue(STEPS);
    assertThat(weightMasks.masked()).isEqualTo(zeros(masks));
    assertThat(difference(network.params(), twin.params())).isLessThan(1e-12);
    assertThat(difference(network.params(), stock.params())).isGreaterThan(1e-3);
  }

  /** The slow way: weight by weight after each step. */
  private static void zeroOneByOne(Network network, SortedMap<Integer, INDArray> masks) {
    SortedMap<Integer, INDArray> weights = PrunableLayers.weights(network);
    masks.forEach(
        (layer, mask) -> {
          INDArray w = weights.get(layer);
          for (long i = 0; i < w.length(); i++) {
            long[] position = Shape.ind2subC(w.shape(), i);
            if (mask.getDouble(position) == 0) {
              w.putScalar(position, 0.0);
            }
          }
        });
  }

  /** In the order of rows, whatever the order in memory is. */
  private static double[] values(INDArray array) {
    return array.dup('c').data().asDouble();
  }

  private static long zeros(SortedMap<Integer, INDArray> masks) {
    return masks.values().stream()
        .mapToLong(mask -> mask.length() - mask.sumNumber().longValue())
        .sum();
  }

  private static double difference(INDArray a, INDArray b) {
    return a.sub(b).amaxNumber().doubleValue();
  }

  private static final class ZeroCheck extends BaseTrainingListener {
    private final SortedMap<Integer, INDArray> masks;
    private final AtomicInteger steps = new AtomicInteger();

    ZeroCheck(SortedMap<Integer, INDArray> masks) {
      this.masks = masks;
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      SortedMap<Integer, INDArray> weights = PrunableLayers.weights(Network.of(model));
      masks.forEach(
          (layer, mask) -> {
            double[] w = values(weights.get(layer));
            for (int i = 0; i < w.length; i++) {
              if (values(mask)[i] == 0) {
                // Not even a negative zero, which would show in the file.
                assertThat(Double.doubleToRawLongBits(w[i])).isZero();
              }
            }
          });
      steps.incrementAndGet();
    }
  }

  /** Once masked, a weight stays away even after the masks are taken off: no momentum is left. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("momentum")
  void noMomentumIsLeft(String name, IUpdater updater) {
    Network network = experienced("stock", layers(base(updater)));
    SortedMap<Integer, INDArray> masks = halfMasked(network);
    WeightMasks weightMasks = WeightMasks.of(network, masks);
    weightMasks.attachTo(network);
    for (int step = 0; step < STEPS; step++) {
      fit(network, step);
    }
    assertThat(network.updaterState().eq(0).castTo(DataType.INT64).sumNumber().longValue())
        .isGreaterThanOrEqualTo(zeros(masks));
    Map<Integer, double[]> before = new HashMap<>();
    PrunableLayers.weights(network).forEach((layer, w) -> before.put(layer, values(w)));

    network.removeListener(weightMasks);
    network.addListener(new NoGradient());
    fit(network, 50);

    PrunableLayers.weights(network)
        .forEach(
            (layer, w) -> {
              boolean moved = false;
              for (int i = 0; i < w.length(); i++) {
                if (values(masks.get(layer))[i] == 0) {
                  assertThat(values(w)[i]).isZero();
                } else {
                  moved |= values(w)[i] != before.get(layer)[i];
                }
              }
              assertThat(moved).as("momentum of the other weights").isTrue();
            });
  }

  static Stream<Arguments> momentum() {
    return Stream.of(
        Arguments.of("nesterovs", new Nesterovs(0.05, 0.9)),
        Arguments.of("adam", new Adam(0.02)),
        Arguments.of("amsgrad", new AMSGrad(0.02)));
  }

  /** What moves then is moved by momentum alone. */
  private static final class NoGradient extends BaseTrainingListener {
    @Override
    public void onGradientCalculation(Model model) {
      model.getGradientsViewArray().assign(0);
    }
  }

  /** Who only adds the listener has the weights at zero from the first step on. */
  @Test
  void aListenerAloneDoes() {
    Network network = experienced("stock", layers(base(new Adam(0.02))));
    SortedMap<Integer, INDArray> masks = halfMasked(network);
    network.addListener(WeightMasks.of(network, masks));

    for (int step = 0; step < STEPS; step++) {
      fit(network, step);
      PrunableLayers.weights(network)
          .forEach(
              (layer, w) ->
                  assertThat(w.mul(masks.get(layer).rsub(1)).amaxNumber().doubleValue()).isZero());
    }
  }

  /** A step of plain descent with renormalised gradients has length one, without what is masked. */
  @Test
  void clippingSeesOnlyWhatIsLeft() {
    Network network =
        graph(
            base(new Sgd(1))
                .gradientNormalization(GradientNormalization.RenormalizeL2PerParamType));
    SortedMap<Integer, INDArray> masks = halfMasked(network);
    WeightMasks.of(network, masks).attachTo(network);
    Map<Integer, INDArray> before = new HashMap<>();
    PrunableLayers.weights(network).forEach((layer, w) -> before.put(layer, w.dup()));

    fit(network, 1);

    PrunableLayers.weights(network)
        .forEach(
            (layer, w) ->
                assertThat(w.sub(before.get(layer)).norm2Number().doubleValue())
                    .isCloseTo(1, within(1e-9)));
  }

  @Test
  void findsWhatIsZeroAlready() {
    Network network = layers(base(new Adam(0.02)));
    SortedMap<Integer, INDArray> masks = halfMasked(network);
    WeightPlan.of(new MagnitudeCriterion().scores(network, null, null), Scope.LAYER, 0.5)
        .applyTo(network);

    WeightMasks found = WeightMasks.ofZeros(network);
    found.attachTo(network);
    ZeroCheck check = new ZeroCheck(masks);
    network.addListener(check);
    fit(network, 1);

    assertThat(found.masked()).isEqualTo(zeros(masks));
    assertThat(check.steps).hasValue(1);
  }

  /** DL4J's workers replace the network's listeners by those of the wrapper. */
  @Test
  @Timeout(120)
  void holdInParallelTraining() {
    Network network = experienced("lfp", layers(base(new Nesterovs(0.05, 0.9))));
    SortedMap<Integer, INDArray> masks = halfMasked(network);
    WeightMasks weightMasks = WeightMasks.of(network, masks);
    weightMasks.applyTo(network);
    INDArray before = network.params().dup();
    ZeroCheck check = new ZeroCheck(masks);
    ParallelWrapper wrapper =
        new ParallelWrapper.Builder<>(network.model())
            .workers(2)
            .prefetchBuffer(0)
            .averagingFrequency(1)
            .averageUpdaters(true)
            .trainingMode(ParallelWrapper.TrainingMode.AVERAGING)
            .build();
    wrapper.setListeners(weightMasks, check);

    wrapper.fit(
        new ExistingDataSetIterator(
            IntStream.range(0, 2 * STEPS).mapToObj(step -> batch(network, step)).toList()));

    assertThat(check.steps).hasValue(2 * STEPS);
    check.iterationDone(network.model(), 0, 0);
    assertThat(difference(network.params(), before)).isGreaterThan(1e-3);
  }

  @Test
  void servesRecurrentLayers() {
    Network network =
        Network.of(TinyNetworks.recurrent(new LSTM.Builder().nOut(5).build()))
            .configure(Lfp.defaults());
    SortedMap<Integer, INDArray> masks = halfMasked(network);
    WeightMasks.of(network, masks).attachTo(network);
    ZeroCheck check = new ZeroCheck(masks);
    network.addListener(check);

    network
        .as(MultiLayerNetwork.class)
        .fit(
            new DataSet(
                TinyNetworks.numbers(1, EXAMPLES, TinyNetworks.INPUTS, 6),
                TinyNetworks.labels(EXAMPLES)));

    assertThat(check.steps).hasValue(1);
  }

  @Test
  void refusesMasksOfAnotherNetwork() {
    Network dense = Network.of(TinyNetworks.dense());
    Network other = Network.of(TinyNetworks.convolution(CNN2DFormat.NCHW));
    SortedMap<Integer, INDArray> masks = halfMasked(dense);

    assertThatThrownBy(() -> WeightMasks.of(other, masks))
        .isInstanceOf(PruningException.class)
        .hasMessage(
            "the mask of layer 0 has shape [4, 6], but the layer has weights of shape [4, 2, 3, 3];"
                + " make the masks for this network");
    WeightMasks ofDense = WeightMasks.of(dense, masks);
    assertThatThrownBy(() -> ofDense.applyTo(other))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("make masks for it");
  }
}
