package io.github.lfp4j.pruning.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.LfpException;
import io.github.lfp4j.dl4j.model.LearningMethod;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.TinyNetworks;
import io.github.lfp4j.pruning.criterion.MagnitudeCriterion;
import io.github.lfp4j.pruning.criterion.PrunableLayers;
import io.github.lfp4j.pruning.measure.Accuracy;
import io.github.lfp4j.pruning.plan.Scope;
import io.github.lfp4j.pruning.plan.WeightPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class FineTuningTest {

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

  private static Network pruned(Network network, double amount) {
    return WeightPlan.of(new MagnitudeCriterion().scores(network, null, null), Scope.GLOBAL, amount)
        .apply(network);
  }

  private static double accuracy(Network network) {
    return Accuracy.of(network, Learners.DIGITS.test(100));
  }

  private static List<Class<?>> layers(Network network) {
    List<Class<?>> classes = new ArrayList<>();
    network.layers().stream()
        .map(NetworkLayer::configuration)
        .forEach(conf -> classes.add(conf.getClass()));
    return classes;
  }

  @ParameterizedTest
  @EnumSource
  void bringsAccuracyBackAndKeepsWhatIsZero(LearningMethod method) {
    Network pruned = pruned(trained, 0.85);
    INDArray before = pruned.params().dup();
    List<Long> examples = new ArrayList<>();

    Network tuned =
        FineTuning.by(method).seed(2).epochs(8).progress(examples::add).tune(pruned, data());

    assertThat(accuracy(pruned)).isLessThan(accuracy(trained) - 0.15);
    assertThat(accuracy(tuned)).isGreaterThan(accuracy(pruned) + 0.1);
    assertThat(layers(tuned)).isEqualTo(layers(trained));
    assertThat(pruned.params()).isEqualTo(before);
    PrunableLayers.weights(pruned)
        .forEach(
            (layer, w) ->
                assertThat(PrunableLayers.weights(tuned).get(layer).neq(0)).isEqualTo(w.neq(0)));
    assertThat(examples)
        .hasSize(8 * Learners.EPOCH)
        .isSorted()
        .last()
        .isEqualTo(8L * Learners.DIGITS.trainExamples());
  }

  /** Deeplearning4j's own steps in stock layers, weights zeroed one step after the other. */
  @ParameterizedTest
  @MethodSource("updaters")
  void doesWhatStockStepsDo(IUpdater own) {
    Network network = pruned(Learners.graph(own, 1), 0.5);
    Network slow = network.copy();
    SortedMap<Integer, INDArray> weights = PrunableLayers.weights(slow);
    List<INDArray> masks = new ArrayList<>();
    weights.values().forEach(w -> masks.add(w.neq(0).castTo(w.dataType())));
    DataSetIterator data = data();
    for (int step = 0; step < 4; step++) {
      slow.as(org.deeplearning4j.nn.graph.ComputationGraph.class).fit(data.next());
      int next = 0;
      for (INDArray w : weights.values()) {
        w.muli(masks.get(next++));
      }
    }

    Network tuned = FineTuning.by(LearningMethod.GRADIENT).steps(4).tune(network, data());

    assertThat(tuned.params().sub(slow.params()).amaxNumber().doubleValue()).isLessThan(1e-4);
    assertThat(tuned.params().sub(network.params()).amaxNumber().doubleValue()).isGreaterThan(1e-3);
    assertThat(Counters.of(tuned)).isEqualTo(new Counters(4, 1));
    assertThat(Updaters.of(tuned)).containsOnly(own);
  }

  static Stream<IUpdater> updaters() {
    return Stream.of(new Sgd(0.05), new Nesterovs(0.02, 0.9), new AdaDelta());
  }

  @ParameterizedTest
  @EnumSource
  void sameSeedSameBits(LearningMethod method) {
    Network network = Learners.graph(new Adam(0.01), 0.7);
    FineTuning tuning = FineTuning.by(method).learningRate(0.01).steps(9).seed(5);

    INDArray once = tuning.tune(network, data()).params();
    org.nd4j.linalg.factory.Nd4j.rand(3);
    INDArray twice = tuning.tune(network, data()).params();
    INDArray other = tuning.seed(6).tune(network, data()).params();

    assertThat(twice.data().asFloat()).isEqualTo(once.data().asFloat());
    assertThat(other).isNotEqualTo(once);
  }

  /** A rate that was made for the method is kept, any other replaced. */
  @ParameterizedTest
  @MethodSource("choices")
  void choosesTheUpdater(Network network, LearningMethod method, IUpdater expected) {
    Network tuned = FineTuning.by(method).steps(1).tune(network, data());

    assertThat(Updaters.of(tuned)).containsOnly(expected);
    assertThat(layers(tuned)).isEqualTo(layers(network));
  }

  static Stream<Arguments> choices() {
    Adam fixed = new Adam(0.01);
    Adam falling = new Adam(new ExponentialSchedule(ScheduleType.ITERATION, 0.01, 0.95));
    Adam lfp = new Adam(FineTuning.defaultRate(LearningMethod.LFP));
    Adam gradient = new Adam(FineTuning.defaultRate(LearningMethod.GRADIENT));
    Network stock = Learners.layers(fixed, 1);
    return Stream.of(
        Arguments.of(stock, LearningMethod.GRADIENT, fixed),
        Arguments.of(stock.configure(Lfp.gradient()), LearningMethod.GRADIENT, fixed),
        Arguments.of(stock.configure(Lfp.defaults()), LearningMethod.LFP, fixed),
        Arguments.of(stock, LearningMethod.LFP, lfp),
        Arguments.of(stock.configure(Lfp.defaults()), LearningMethod.GRADIENT, gradient),
        Arguments.of(Learners.layers(falling, 1), LearningMethod.GRADIENT, gradient),
        Arguments.of(
            Learners.graph(falling, 1).configure(Lfp.defaults()), LearningMethod.LFP, lfp));
  }

  /** A file without updater state says how many steps there were, but not what they left. */
  @Test
  void beginsAnewWhereNothingIsRemembered() {
    Network network = Learners.layers(new Adam(0.01), 1);
    Network counted = network.copy();
    new Counters(5000, 10).applyTo(counted);
    FineTuning tuning = FineTuning.by(LearningMethod.GRADIENT).steps(2);

    assertThat(tuning.tune(counted, data()).params())
        .isEqualTo(tuning.tune(network, data()).params());
  }

  @Test
  void goesOnWithWhatIsRemembered() {
    Network whole = Learners.layers(new Adam(0.01), 1).configure(Lfp.defaults());
    DataSetIterator data = data();
    whole.fit(data);
    Network half = whole.copy();
    whole.fit(data);
    DataSetIterator second = data();
    second.next();
    second.reset();

    Network tuned = FineTuning.by(LearningMethod.LFP).tune(half, second);

    assertThat(tuned.params()).isEqualTo(whole.params());
    assertThat(tuned.updaterState()).isEqualTo(whole.updaterState());
    assertThat(Counters.of(tuned)).isEqualTo(Counters.of(whole));
  }

  @Test
  void replacesUpdatersWithinWrappers() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Nesterovs(0.1))
                .biasUpdater(new Sgd(0.2))
                .list()
                .layer(new LocallyConnected1D.Builder().kernelSize(2).nOut(3).build())
                .layer(new Bidirectional(new LSTM.Builder().nOut(4).build()))
                .layer(new GlobalPoolingLayer())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.recurrent(4, 5))
                .build());
    network.init();

    Network replaced = Updaters.replaced(Network.of(network), new Adam(0.3));

    assertThat(Updaters.of(replaced)).hasSize(4).containsOnly(new Adam(0.3));
    assertThat(Updaters.of(Network.of(network))).containsOnly(new Nesterovs(0.1));
    assertThat(replaced.updaterState().length()).isEqualTo(2 * network.numParams());
    assertThat(replaced.params()).isEqualTo(network.params());
  }

  /** Attention cannot learn by LFP, but by gradient as ever. */
  @Test
  void layersWithoutLfpLearnByGradient() {
    MultiLayerNetwork attentive =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Adam(0.01))
                .list()
                .layer(
                    new SelfAttentionLayer.Builder().nHeads(1).projectInput(true).nOut(4).build())
                .layer(new GlobalPoolingLayer())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.recurrent(4, 5))
                .build());
    attentive.init();
    Network network = Network.of(attentive);
    DataSet batch =
        new DataSet(
            TinyNetworks.numbers(1, 6, 4, 5).castTo(attentive.params().dataType()),
            TinyNetworks.labels(6).castTo(attentive.params().dataType()));

    Network tuned =
        FineTuning.by(LearningMethod.GRADIENT)
            .tune(network, new ExistingDataSetIterator(List.of(batch)));

    assertThat(tuned.params()).isNotEqualTo(network.params());
    FineTuning byLfp = FineTuning.by(LearningMethod.LFP);
    assertThatThrownBy(() -> byLfp.tune(network, new ExistingDataSetIterator(List.of(batch))))
        .isInstanceOf(LfpException.class)
        .hasMessageContaining("SelfAttentionLayer");
  }

  @Test
  void noStepsLeaveTheNetworkAsItIs() {
    Network network = Learners.graph(new Sgd(0.1), 1);
    for (FineTuning tuning :
        List.of(
            FineTuning.by(LearningMethod.LFP).epochs(0),
            FineTuning.by(LearningMethod.LFP).steps(0))) {
      Network tuned = tuning.tune(network, data());
      assertThat(tuned.params()).isEqualTo(network.params());
      assertThat(Updaters.of(tuned)).containsOnly(new Sgd(0.1));
    }
  }

  @Test
  void refusesWhatCannotBe() {
    FineTuning tuning = FineTuning.by(LearningMethod.LFP);
    assertThatThrownBy(() -> tuning.epochs(-1))
        .isInstanceOf(PruningException.class)
        .hasMessage("fine-tuning must take at least 0 epochs or steps, but -1 are asked for");
    assertThatThrownBy(() -> tuning.learningRate(0))
        .isInstanceOf(PruningException.class)
        .hasMessageContaining("must be above 0");
    assertThatThrownBy(() -> tuning.tune(trained, new ExistingDataSetIterator(List.<DataSet>of())))
        .isInstanceOf(PruningException.class)
        .hasMessage("there are no examples to fine-tune with");
  }
}
