package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.CLASSES;
import static io.github.lfp4j.dl4j.Fixtures.blobs;
import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.Fixtures.gradient;
import static io.github.lfp4j.dl4j.Fixtures.maxDifference;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Masked examples and masked outputs are neither rewarded nor blamed. */
class MaskTest {

  static Stream<MultiLayerConfiguration> networks() {
    return Stream.of(
        Fixtures.features(
            doubles(),
            dense(6, Activation.RELU),
            new OutputLayer.Builder(LossFunctions.LossFunction.XENT)
                .nOut(CLASSES)
                .activation(Activation.SIGMOID)
                .build()),
        Fixtures.features(
            doubles(),
            dense(6, Activation.RELU),
            dense(CLASSES, Activation.IDENTITY),
            new LossLayer.Builder(LossFunctions.LossFunction.XENT)
                .activation(Activation.SIGMOID)
                .build()));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void maskedExamplesGiveNoFeedback(MultiLayerConfiguration stock) {
    DataSet all = blobs(8, DataType.DOUBLE);
    DataSet kept = new DataSet(head(all.getFeatures(), 5), head(all.getLabels(), 5));
    INDArray mask = Nd4j.zeros(DataType.DOUBLE, 8, 1);
    for (int i = 0; i < 5; i++) {
      mask.putScalar(i, 0, 1);
    }
    INDArray expected = gradient(Fixtures.lfp(stock), kept);
    assertThat(expected.amaxNumber().doubleValue()).isPositive();
    INDArray unmasked = gradient(Fixtures.lfp(stock), all);
    all.setLabelsMaskArray(mask);
    INDArray actual = gradient(Fixtures.lfp(stock), all);
    assertThat(maxDifference(actual, expected)).isLessThan(1e-12);
    assertThat(maxDifference(unmasked, expected)).isGreaterThan(1e-3);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void maskedOutputsGiveNoFeedback(MultiLayerConfiguration stock) {
    DataSet data = blobs(8, DataType.DOUBLE);
    INDArray mask = Nd4j.ones(DataType.DOUBLE, 8, CLASSES);
    mask.getColumn(1).assign(0);
    mask.putScalar(2, 0, 0);
    data.setLabelsMaskArray(mask);
    // Theorem 1 with DL4J's own masked loss is the oracle.
    Fixtures.assertTheoremOne(Fixtures.network(stock), data, 1e-6);
    var lfp = Fixtures.lfp(stock);
    gradient(lfp, data);
    int layer = lfp.getLayer(1).numParams() > 0 ? 1 : 2;
    INDArray bias = lfp.gradient().getGradientFor(layer + "_b");
    assertThat(bias.getDouble(1)).isZero();
    assertThat(bias.getDouble(0)).isNotZero();
  }

  private static INDArray head(INDArray array, int rows) {
    return array.get(NDArrayIndex.interval(0, rows), NDArrayIndex.all()).dup();
  }
}
