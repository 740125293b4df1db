package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.blobs;
import static io.github.lfp4j.dl4j.Fixtures.cnn;
import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.Fixtures.fit;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.gradient;
import static io.github.lfp4j.dl4j.Fixtures.lfp;
import static io.github.lfp4j.dl4j.Fixtures.maxDifference;
import static io.github.lfp4j.dl4j.Fixtures.mlp;
import static io.github.lfp4j.dl4j.Fixtures.pictures;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Updaters, schedules, clipping and regularisation act on feedback as they do on a gradient. */
class TrainingModesTest {

  private static final double RATE = 0.1;

  static Stream<IUpdater> updaters() {
    return Stream.of(new Sgd(0.05), new Nesterovs(0.02, 0.9), new Adam(0.002));
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void workspacesChangeNothing(IUpdater updater) {
    DataSet data = pictures(6, DataType.FLOAT);
    INDArray[] results = new INDArray[2];
    INDArray[] outputs = new INDArray[2];
    for (WorkspaceMode mode : new WorkspaceMode[] {WorkspaceMode.ENABLED, WorkspaceMode.NONE}) {
      MultiLayerNetwork network =
          lfp(
              cnn(
                  floats()
                      .updater(updater)
                      .trainingWorkspaceMode(mode)
                      .inferenceWorkspaceMode(mode)));
      INDArray start = network.params().dup();
      fit(network, data, 4);
      assertThat(maxDifference(network.params(), start)).isGreaterThan(1e-4);
      int i = mode == WorkspaceMode.NONE ? 1 : 0;
      results[i] = network.params();
      outputs[i] = network.output(data.getFeatures());
    }
    assertThat(results[0]).isEqualTo(results[1]);
    assertThat(outputs[0]).isEqualTo(outputs[1]);
  }

  /** One step of Adam and of Nesterov momentum, computed here, from the feedback. */
  @Test
  void updatersGetTheNegatedFeedback() {
    DataSet data = blobs(12, DataType.DOUBLE);
    double n = data.numExamples();
    MultiLayerNetwork sgd = lfp(mlp(doubles().updater(new Sgd(RATE)), Activation.TANH));
    assertStep(sgd, data, gradient(sgd, data).mul(-RATE / n));

    MultiLayerNetwork adam = lfp(mlp(doubles().updater(new Adam(RATE)), Activation.TANH));
    // Adam's first step is the rate times the sign, but where the gradient is as small as epsilon.
    INDArray g = gradient(adam, data).div(n);
    INDArray first =
        g.mul(-RATE).div(Transforms.abs(g, true).add(Adam.DEFAULT_ADAM_EPSILON / Math.sqrt(0.001)));
    assertStep(adam, data, first);

    MultiLayerNetwork nesterov =
        lfp(mlp(doubles().updater(new Nesterovs(RATE, 0.9)), Activation.TANH));
    assertStep(nesterov, data, gradient(nesterov, data).mul(-RATE / n * 1.9));
  }

  private static void assertStep(MultiLayerNetwork network, DataSet data, INDArray expected) {
    INDArray before = network.params().dup();
    network.fit(data);
    INDArray step = network.params().sub(before);
    double scale = expected.amaxNumber().doubleValue();
    assertThat(scale).isPositive();
    assertThat(maxDifference(step, expected) / scale).isLessThan(1e-6);
  }

  @Test
  void miniBatchOffSumsOverTheBatch() {
    DataSet data = blobs(12, DataType.DOUBLE);
    MultiLayerNetwork sum = lfp(mlp(doubles().miniBatch(false), Activation.RELU));
    MultiLayerNetwork mean = lfp(mlp(doubles().miniBatch(true), Activation.RELU));
    INDArray start = sum.params().dup();
    assertThat(mean.params()).isEqualTo(start);
    INDArray feedback = gradient(sum, data).neg();
    sum.fit(data);
    mean.fit(data);
    assertThat(maxDifference(sum.params().sub(start), feedback.mul(RATE))).isLessThan(1e-12);
    assertThat(maxDifference(mean.params().sub(start), feedback.mul(RATE / 12))).isLessThan(1e-12);
    // And the feedback itself is a sum: that of a doubled batch is twice as large.
    MultiLayerNetwork fresh = lfp(mlp(doubles(), Activation.RELU));
    DataSet twice = DataSet.merge(List.of(data, data));
    assertThat(maxDifference(gradient(fresh, twice), feedback.mul(-2))).isLessThan(1e-10);
  }

  @Test
  void learningRateSchedulesAreFollowed() {
    MapSchedule schedule =
        new MapSchedule.Builder(ScheduleType.ITERATION)
            .add(0, 0.1)
            .add(2, 0.0)
            .add(3, 0.05)
            .build();
    DataSet data = blobs(12, DataType.DOUBLE);
    MultiLayerNetwork network = lfp(mlp(doubles().updater(new Sgd(schedule)), Activation.RELU));
    for (double rate : new double[] {0.1, 0.1, 0.0, 0.05}) {
      INDArray before = network.params().dup();
      INDArray expected = gradient(network, data).mul(-rate / 12);
      network.fit(data);
      assertThat(maxDifference(network.params().sub(before), expected)).isLessThan(1e-12);
    }
  }

  @ParameterizedTest
  @EnumSource(value = GradientNormalization.class, mode = EnumSource.Mode.EXCLUDE, names = "None")
  void clippingActsOnTheFeedback(GradientNormalization kind) {
    double threshold = 0.01;
    NeuralNetConfiguration.Builder builder =
        doubles().gradientNormalization(kind).gradientNormalizationThreshold(threshold);
    DataSet data = blobs(12, DataType.DOUBLE);
    MultiLayerNetwork network = lfp(mlp(builder, Activation.RELU));
    MultiLayerNetwork free = lfp(mlp(doubles(), Activation.RELU));
    INDArray before = network.params().dup();
    assertThat(free.params()).isEqualTo(before);
    gradient(free, data);
    network.fit(data);
    MultiLayerNetwork after = network;
    for (int layer = 0; layer < 3; layer++) {
      String index = layer + "_";
      INDArray w = free.gradient().getGradientFor(index + "W").div(12);
      INDArray b = free.gradient().getGradientFor(index + "b").div(12);
      double norm = Math.hypot(w.norm2Number().doubleValue(), b.norm2Number().doubleValue());
      assertThat(norm).as("it has something to clip").isGreaterThan(threshold);
      INDArray expected =
          switch (kind) {
            case ClipElementWiseAbsoluteValue ->
                Transforms.max(Transforms.min(w, threshold), -threshold);
            case ClipL2PerLayer -> w.mul(threshold / norm);
            case ClipL2PerParamType ->
                w.mul(Math.min(1, threshold / w.norm2Number().doubleValue()));
            case RenormalizeL2PerLayer -> w.div(norm);
            case RenormalizeL2PerParamType -> w.div(w.norm2Number().doubleValue());
            default -> throw new AssertionError(kind);
          };
      String name = index + "W";
      INDArray step =
          after.paramTable().get(name).sub(reference(network, before).paramTable().get(name));
      assertThat(maxDifference(step, expected.mul(-RATE)))
          .as(kind + ", layer " + layer)
          .isLessThan(1e-8);
    }
  }

  private static MultiLayerNetwork reference(MultiLayerNetwork network, INDArray parameters) {
    MultiLayerNetwork copy = network.clone();
    copy.setParams(parameters);
    return copy;
  }

  @Test
  void regularisationAddsItsTermBesideTheFeedback() {
    DataSet data = blobs(12, DataType.DOUBLE);
    MultiLayerNetwork plain = lfp(mlp(doubles(), Activation.RELU));
    INDArray w = plain.getParam("0_W").dup();
    INDArray b = plain.getParam("0_b").dup();
    plain.fit(data);
    INDArray plainStep = plain.getParam("0_W").sub(w);

    MultiLayerNetwork l2 = lfp(mlp(doubles().l2(0.3), Activation.RELU));
    l2.fit(data);
    assertThat(maxDifference(l2.getParam("0_W").sub(w), plainStep.sub(w.mul(RATE * 0.3))))
        .isLessThan(1e-12);
    assertThat(l2.getParam("0_b")).as("biases are left alone").isEqualTo(plain.getParam("0_b"));

    MultiLayerNetwork l1 = lfp(mlp(doubles().l1(0.3), Activation.RELU));
    l1.fit(data);
    INDArray sign = Transforms.sign(w, true);
    assertThat(maxDifference(l1.getParam("0_W").sub(w), plainStep.sub(sign.mul(RATE * 0.3))))
        .isLessThan(1e-12);

    MultiLayerConfiguration decaying = mlp(doubles().weightDecay(0.3), Activation.RELU);
    // DL4J's builder adds a weight decay that is set for all layers more than once.
    int times = ((BaseLayer) decaying.getConf(0).getLayer()).getRegularization().size();
    MultiLayerNetwork decay = lfp(decaying);
    decay.fit(data);
    INDArray shrunk = w.mul(RATE * 0.3 * times);
    assertThat(maxDifference(decay.getParam("0_W").sub(w), plainStep.sub(shrunk)))
        .isLessThan(1e-12);
    assertThat(maxDifference(plain.getParam("0_b"), b)).isPositive();
    assertThat(l2.score(data)).isGreaterThan(lfp(mlp(doubles(), Activation.RELU)).score(data));
  }

  @Test
  void constraintsHoldAfterTheStep() {
    MultiLayerNetwork network =
        lfp(mlp(doubles().constrainWeights(new MaxNormConstraint(0.2, 0)), Activation.RELU));
    network.fit(blobs(12, DataType.DOUBLE));
    assertThat(network.getParam("0_W").norm2(0).maxNumber().doubleValue())
        .isCloseTo(0.2, within(1e-5));
  }

  @Test
  void feedbackDoesNotDependOnTheUpdater() {
    DataSet data = pictures(4, DataType.DOUBLE);
    INDArray a = gradient(lfp(cnn(doubles().updater(new NoOp()))), data);
    INDArray b = gradient(lfp(cnn(doubles().updater(new Adam(1.0)))), data);
    assertThat(a).isEqualTo(b);
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"DOUBLE", "FLOAT"})
  void bothPrecisionsAgree(DataType type) {
    MultiLayerConfiguration exact = Lfp.defaults().configure(cnn(doubles()));
    MultiLayerNetwork reference = Fixtures.network(exact);
    INDArray expected = gradient(reference, pictures(4, DataType.DOUBLE));
    MultiLayerNetwork network = reference.convertDataType(type);
    INDArray actual = gradient(network, pictures(4, type));
    assertThat(actual.dataType()).isEqualTo(type);
    double scale = expected.amaxNumber().doubleValue();
    assertThat(maxDifference(actual.castTo(DataType.DOUBLE), expected) / scale)
        .isLessThan(type == DataType.FLOAT ? 1e-3 : 1e-12);
  }

  @Test
  void featuresOfAnotherPrecisionAreAccepted() {
    MultiLayerNetwork network = lfp(mlp(floats(), Activation.RELU));
    INDArray expected = gradient(network, blobs(6, DataType.FLOAT));
    DataSet wide = blobs(6, DataType.FLOAT);
    wide.setFeatures(wide.getFeatures().castTo(DataType.DOUBLE));
    wide.setLabels(wide.getLabels().castTo(DataType.DOUBLE));
    assertThat(gradient(network, wide)).isEqualTo(expected);
  }

  @Test
  void halfPrecisionRuns() {
    MultiLayerNetwork network = lfp(mlp(floats().dataType(DataType.FLOAT16), Activation.RELU));
    fit(network, blobs(6, DataType.FLOAT16), 2);
    assertThat(network.params().dataType()).isEqualTo(DataType.FLOAT16);
    assertThat(network.params().isNaN().any()).isFalse();
  }
}
