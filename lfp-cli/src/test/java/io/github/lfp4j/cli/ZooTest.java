package io.github.lfp4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.convert.LayerRegistry;
import io.github.lfp4j.dl4j.convert.VertexRegistry;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.dl4j.network.NetworkLayer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.ZooModel;
import org.deeplearning4j.zoo.model.AlexNet;
import org.deeplearning4j.zoo.model.Darknet19;
import org.deeplearning4j.zoo.model.LeNet;
import org.deeplearning4j.zoo.model.ResNet50;
import org.deeplearning4j.zoo.model.SimpleCNN;
import org.deeplearning4j.zoo.model.SqueezeNet;
import org.deeplearning4j.zoo.model.TextGenerationLSTM;
import org.deeplearning4j.zoo.model.UNet;
import org.deeplearning4j.zoo.model.Xception;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.conditions.Conditions;

/**
 * Deeplearning4j's zoo, as initialised, at the smallest images and few classes: each network learns
 * by LFP and comes back. Networks with layers that LFP has no rule for are skipped, naming them.
 */
class ZooTest {
  private static final int CLASSES = 3;
  private static final float EPSILON = 1e-6f;

  /** The networks, with the shape of an example. */
  @SuppressWarnings("ImmutableEnumChecker") // set once
  enum Zoo {
    LENET(() -> LeNet.builder().numClasses(CLASSES).inputShape(image(1, 28)).build(), 1, 28),
    SIMPLE_CNN(
        () -> SimpleCNN.builder().numClasses(CLASSES).inputShape(image(3, 48)).build(), 3, 48),
    // The size of its dense layer is fixed to what becomes of the usual images.
    ALEX_NET(() -> AlexNet.builder().numClasses(CLASSES).inputShape(image(3, 224)).build(), 3, 224),
    VGG16(
        () ->
            org.deeplearning4j
                .zoo
                .model
                .VGG16
                .builder()
                .numClasses(CLASSES)
                .inputShape(image(3, 32))
                .build(),
        3,
        32),
    RES_NET50(() -> ResNet50.builder().numClasses(CLASSES).inputShape(image(3, 96)).build(), 3, 96),
    SQUEEZE_NET(
        () -> SqueezeNet.builder().numClasses(CLASSES).inputShape(image(3, 64)).build(), 3, 64),
    DARKNET19(
        () -> Darknet19.builder().numClasses(CLASSES).inputShape(image(3, 64)).build(), 3, 64),
    UNET(() -> UNet.builder().numClasses(CLASSES).inputShape(image(3, 32)).build(), 3, 32),
    XCEPTION(() -> Xception.builder().numClasses(CLASSES).inputShape(image(3, 64)).build(), 3, 64),
    TEXT_GENERATION_LSTM(
        () ->
            TextGenerationLSTM.builder()
                .totalUniqueCharacters(12)
                .inputShape(new int[] {8, 12})
                .build(),
        0,
        0);

    private final Supplier<ZooModel<?>> model;
    private final long[] example;

    Zoo(Supplier<ZooModel<?>> model, int channels, int side) {
      this.model = model;
      this.example = channels == 0 ? new long[] {12, 8} : new long[] {channels, side, side};
    }

    /** The network, as initialised. */
    Network network() {
      return Network.of(model.get().init());
    }

    /** Two examples for it. */
    INDArray examples() {
      return uniform(example);
    }

    private static int[] image(int channels, int side) {
      return new int[] {channels, side, side};
    }
  }

  /** The arrays of one network may be as large as all that tests may use. */
  @AfterEach
  void free() {
    System.gc();
  }

  @ParameterizedTest
  @EnumSource
  void learnsAndComesBack(Zoo zoo) {
    Network stock = zoo.network();
    Set<String> missing = withoutRule(stock);
    assumeTrue(missing.isEmpty(), () -> zoo + " waits for LFP rules of " + missing);
    INDArray x = zoo.examples();
    INDArray expected = stock.output(x).dup();
    // As initialised, ResNet50 overflows in single precision, in Deeplearning4j's own layers, too.
    while (!BooleanIndexing.and(expected, Conditions.isFinite())) {
      stock.params().muli(0.5);
      expected = stock.output(x).dup();
    }

    // Sums of many branches come close to zero: a larger stabiliser keeps what is divided by them
    // finite in the deepest of these networks.
    Network lfp = stock.configure(Lfp.with(new EpsilonRule(zoo == Zoo.XCEPTION ? 0.1 : 1e-6)));
    assertThat(lfp.params()).isEqualTo(stock.params());
    assertThat(lfp.output(x).equalsWithEps(expected, EPSILON)).as("outputs of LFP layers").isTrue();

    if (zoo
        != Zoo.SIMPLE_CNN) { // which ends without an output layer: Deeplearning4j cannot train it
      step(lfp, new DataSet(x, classes(expected)), stock.params());
    }

    Network back = lfp.toStandard();
    assertThat(back.params()).isEqualTo(lfp.params());
    assertThat(back.output(x).equalsWithEps(lfp.output(x), EPSILON)).as("outputs after").isTrue();
  }

  private static void step(Network lfp, DataSet batch, INDArray before) {
    lfp.fit(new ListDataSetIterator<>(List.of(batch), 2));
    assertThat(BooleanIndexing.and(lfp.params(), Conditions.isFinite())).isTrue();
    assertThat(Double.isFinite(lfp.model().score())).isTrue();
    assertThat(lfp.params().equalsWithEps(before, 0)).as("parameters are as before").isFalse();
  }

  /** The kinds of layers and vertices that have no rule. */
  private static Set<String> withoutRule(Network network) {
    Set<String> missing = new LinkedHashSet<>();
    for (NetworkLayer layer : network.layers()) {
      if (LayerRegistry.find(layer.configuration()).filter(s -> !s.hasNoRule()).isEmpty()) {
        missing.add(layer.configuration().getClass().getSimpleName());
      }
    }
    if (network.model() instanceof ComputationGraph graph) {
      for (GraphVertex vertex : graph.getConfiguration().getVertices().values()) {
        if (!(vertex instanceof LayerVertex)
            && VertexRegistry.find(vertex).filter(s -> !s.hasNoRule()).isEmpty()) {
          missing.add(vertex.getClass().getSimpleName());
        }
      }
    }
    return missing;
  }

  private static INDArray uniform(long... example) {
    long[] shape = new long[example.length + 1];
    shape[0] = 2;
    System.arraycopy(example, 0, shape, 1, example.length);
    Random random = new Random(4);
    INDArray x = Nd4j.create(shape);
    float[] values = new float[(int) x.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return Nd4j.createFromArray(values).reshape('c', shape);
  }

  /** For each position of an output [N, C, ...] one class. */
  private static INDArray classes(INDArray output) {
    INDArray labels = Nd4j.zeros(output.shape());
    long classes = output.size(1);
    long positions = output.length() / output.size(0) / classes;
    INDArray flat = labels.reshape('c', output.size(0), classes, positions);
    Random random = new Random(5);
    for (int n = 0; n < output.size(0); n++) {
      for (int p = 0; p < positions; p++) {
        flat.putScalar(new int[] {n, random.nextInt((int) classes), p}, 1);
      }
    }
    return flat.reshape('c', output.shape());
  }
}
