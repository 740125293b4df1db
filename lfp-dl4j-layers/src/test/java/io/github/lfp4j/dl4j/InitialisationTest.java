package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.cnn;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static io.github.lfp4j.dl4j.Fixtures.lfp;
import static io.github.lfp4j.dl4j.Fixtures.mlp;
import static io.github.lfp4j.dl4j.Fixtures.pictures;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.slf4j.LoggerFactory;

/** Parameters start where LFP can move them; where they cannot move, the user is told. */
class InitialisationTest {

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.lfp4j");

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  private List<String> warnings() {
    return log.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void biasesAndShiftsStartSmallButNotAtZero() {
    MultiLayerNetwork network = lfp(cnn(floats()));
    // 2x2 kernels over two channels; a shift of 0.1; the second convolution sees three channels.
    assertWithin(network, "0_b", 1 / Math.sqrt(4 * Fixtures.CHANNELS));
    assertWithin(network, "1_beta", 0.1);
    assertWithin(network, "4_b", 1 / Math.sqrt(4 * 3));
    assertWithin(network, "6_b", 1 / Math.sqrt(network.getParam("6_W").rows()));
    assertWithin(network, "7_b", 1 / Math.sqrt(6));
    assertThat(network.getParam("1_gamma").minNumber().doubleValue()).isEqualTo(1);
    assertThat(Fixtures.network(cnn(floats())).getParam("0_b").amaxNumber().doubleValue())
        .as("stock layers start biases at zero")
        .isZero();
  }

  /** No layer starts with a parameter that could never move. */
  @Test
  void noParameterStartsAtZero() {
    for (LayerSample sample : LayerSamples.all()) {
      lfp(sample.configuration(floats()))
          .paramTable()
          .forEach(
              (name, values) -> {
                if (!name.matches(".*_(mean|var|log10stdev)")) {
                  assertThat(values.amaxNumber().doubleValue())
                      .as("%s of %s", name, sample)
                      .isPositive();
                }
              });
    }
  }

  private static void assertWithin(MultiLayerNetwork network, String name, double bound) {
    INDArray sizes = Transforms.abs(network.getParam(name), true);
    assertThat(sizes.minNumber().doubleValue()).as(name).isPositive();
    assertThat(sizes.maxNumber().doubleValue())
        .as(name)
        .isLessThanOrEqualTo(bound)
        .isGreaterThan(bound / 10);
  }

  @Test
  void initialisationThatIsSetIsRespected() {
    MultiLayerNetwork network =
        lfp(
            Fixtures.features(
                floats().biasInit(0.25),
                Fixtures.dense(5, Activation.RELU),
                new BatchNormalization.Builder().beta(0.5).gamma(2).build(),
                new DenseLayer.Builder().nOut(4).biasInit(-1).build(),
                Fixtures.output()));
    assertAll(network, "0_b", 0.25);
    assertAll(network, "1_beta", 0.5);
    assertAll(network, "1_gamma", 2);
    assertAll(network, "2_b", -1);
    assertAll(network, "3_b", 0.25);
    MultiLayerNetwork convolution =
        lfp(
            Fixtures.images(
                floats(), Fixtures.convolution(2).biasInit(0.5).build(), Fixtures.output()));
    assertAll(convolution, "0_b", 0.5);
  }

  private static void assertAll(MultiLayerNetwork network, String name, double value) {
    assertThat(network.getParam(name).eq(value).all()).as(name).isTrue();
  }

  @Test
  void initialisationIsDeterminedByTheSeed() {
    INDArray first = lfp(cnn(floats())).params();
    Nd4j.rand(7);
    assertThat(lfp(cnn(floats())).params()).isEqualTo(first);
    INDArray other = lfp(cnn(floats().seed(12))).params();
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void conversionOfTrainedNetworksDrawsNothing() {
    MultiLayerNetwork stock = Fixtures.network(cnn(floats()));
    assertThat(Lfp.convert(stock).params()).isEqualTo(stock.params());
  }

  @Test
  void parametersThatCannotMoveAreNamedOnce() {
    DataSet data = pictures(4, DataType.FLOAT);
    MultiLayerNetwork network = Lfp.convert(Fixtures.network(cnn(floats())));
    Fixtures.fit(network, data, 3);
    // Convolutions, normalisation, dense and output layer of a stock network have zero biases.
    assertThat(warnings()).hasSize(5);
    assertThat(warnings())
        .anyMatch(w -> w.contains("All values of b of layer 0 ") && w.contains("zero"))
        .anyMatch(w -> w.contains("All values of beta of layer 1 "))
        .anyMatch(w -> w.contains("All values of b of layer 7 "));
    assertThat(network.getParam("0_b").amaxNumber().doubleValue()).as("as warned").isZero();
  }

  @Test
  void layerNamesAreInTheWarning() {
    MultiLayerNetwork network =
        Lfp.convert(
            Fixtures.network(
                Fixtures.features(
                    floats(),
                    new DenseLayer.Builder().nOut(5).name("fc1").build(),
                    Fixtures.output())));
    network.getParam("0_W").assign(0);
    network.fit(Fixtures.blobs(6, DataType.FLOAT));
    assertThat(warnings()).anyMatch(w -> w.contains("All values of W, b of layer 0 ('fc1')"));
  }

  @Test
  void networksOfLfpLayersGiveNoWarning() {
    MultiLayerNetwork network = lfp(cnn(floats()));
    INDArray start = network.params().dup();
    Fixtures.fit(network, pictures(4, DataType.FLOAT), 3);
    assertThat(warnings()).isEmpty();
    INDArray moved = network.params().neq(start).castTo(DataType.FLOAT);
    assertThat(moved.meanNumber().doubleValue()).as("most parameters move").isGreaterThan(0.8);
    lfp(mlp(floats(), Activation.TANH)).fit(Fixtures.blobs(6, DataType.FLOAT));
    assertThat(warnings()).isEmpty();
  }

  @Test
  void singleZerosStayZeroWithoutMomentum() {
    MultiLayerNetwork network = lfp(mlp(floats(), Activation.RELU));
    network.getParam("0_W").putScalar(1, 2, 0.0);
    Fixtures.fit(network, Fixtures.blobs(12, DataType.FLOAT), 5);
    assertThat(network.getParam("0_W").getDouble(1, 2)).as("pruned weights stay pruned").isZero();
    assertThat(warnings()).isEmpty();
  }
}
