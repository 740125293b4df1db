package io.github.lfp4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Theorem 1 and the gradient rule against numeric differentiation, for layers of which DL4J
 * computes a wrong gradient: locally connected layers learn by twice the derivative of the loss,
 * and convolutions over time with channels last write theirs to other weights than they used.
 */
class NumericGradientTest {

  private static final int EXAMPLES = 5;
  private static final double STEP = 1e-6;

  /** About so many numbers of each parameter are tried. */
  private static final int TRIED = 12;

  static Stream<LayerSample> samples() {
    return LayerSamples.all().stream().filter(sample -> sample.oracle().numeric());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void feedbackAndGradientAreRight(LayerSample sample) {
    DataSet data = sample.batch(EXAMPLES, DataType.DOUBLE);
    MultiLayerNetwork stock = sample.stock(Fixtures.doubles());
    MultiLayerNetwork lfp = Fixtures.lfp(stock, 1e-12);
    MultiLayerNetwork gradient = Lfp.gradient().configure(stock);
    Fixtures.gradient(lfp, data);
    Fixtures.gradient(gradient, data);
    int compared = 0;
    for (Map.Entry<String, INDArray> entry : stock.paramTable().entrySet()) {
      String key = entry.getKey();
      INDArray values = entry.getValue();
      long stride = Math.max(1, values.length() / TRIED);
      for (long i = 0; i < values.length(); i += stride) {
        double p = values.getDouble(i);
        double derivative = EXAMPLES * derivative(stock, data, values, i);
        double tolerance = 1e-5 * (1 + Math.abs(derivative));
        assertThat(gradient.gradient().getGradientFor(key).getDouble(i))
            .as("gradient of %s[%d]", key, i)
            .isCloseTo(derivative, Offset.offset(tolerance));
        assertThat(lfp.gradient().getGradientFor(key).getDouble(i))
            .as("feedback of %s[%d]", key, i)
            .isCloseTo(Math.abs(p) * derivative, Offset.offset(tolerance));
        compared += Math.abs(derivative) > 1e-3 ? 1 : 0;
      }
    }
    assertThat(compared).isGreaterThan(20);
  }

  private static double derivative(
      MultiLayerNetwork network, DataSet data, INDArray values, long i) {
    double p = values.getDouble(i);
    values.putScalar(i, p + STEP);
    double above = network.score(data, true);
    values.putScalar(i, p - STEP);
    double below = network.score(data, true);
    values.putScalar(i, p);
    return (above - below) / (2 * STEP);
  }
}
