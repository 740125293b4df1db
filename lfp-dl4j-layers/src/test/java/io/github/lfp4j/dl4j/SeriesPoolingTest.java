package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.gradient;
import static io.github.lfp4j.dl4j.Fixtures.maxDifference;
import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Pooling over time in settings in which Deeplearning4j's own backward pass fails. */
class SeriesPoolingTest {

  private static Subsampling1DLayer pool(PoolingType type) {
    return new Subsampling1DLayer.Builder(type, 3, 2).pnorm(2).build();
  }

  /** With the same numbers, networks of both formats get the same feedback. */
  @ParameterizedTest
  @EnumSource(
      value = PoolingType.class,
      names = {"MAX", "AVG", "PNORM"})
  void feedbackIsTheSameInBothFormats(PoolingType type) {
    DataSet data = WeightlessFixtures.timeSeries(6, DataType.DOUBLE);
    DataSet timeFirst = new DataSet(data.getFeatures().permute(0, 2, 1).dup('c'), data.getLabels());
    INDArray expected = gradient(lfp(type, RNNFormat.NCW), data);
    INDArray actual = gradient(lfp(type, RNNFormat.NWC), timeFirst);
    assertThat(expected.amaxNumber().doubleValue()).isGreaterThan(1e-3);
    assertThat(maxDifference(actual, expected)).isLessThan(1e-12);
  }

  private static MultiLayerNetwork lfp(PoolingType type, RNNFormat format) {
    return Fixtures.lfp(WeightlessFixtures.series(Fixtures.doubles(), pool(type), format));
  }

  /** DL4J pools masks in its default type only, in which networks of that type can be compared. */
  @ParameterizedTest
  @EnumSource(
      value = PoolingType.class,
      names = {"MAX", "AVG", "PNORM"})
  void maskedSeriesAreAsTheoremOneSays(PoolingType type) {
    MultiLayerNetwork stock =
        Fixtures.network(
            WeightlessFixtures.series(
                Fixtures.doubles().dataType(DataType.FLOAT), pool(type), RNNFormat.NCW));
    DataSet masked = WeightlessFixtures.maskedSeries(6, DataType.FLOAT);
    if (type == PoolingType.PNORM) {
      // The norms of masked zeros, of which DL4J's derivatives are undefined.
      assertThat(gradient(stock, masked).isNaN().any()).isTrue();
    } else {
      Fixtures.assertTheoremOne(stock, masked, 1e-4);
    }

    INDArray single = gradient(Fixtures.lfp(stock, 1e-6), masked);
    MultiLayerNetwork exact =
        Fixtures.network(WeightlessFixtures.series(Fixtures.doubles(), pool(type), RNNFormat.NCW));
    exact.setParams(stock.params().castTo(DataType.DOUBLE));
    DataSet same = WeightlessFixtures.maskedSeries(6, DataType.DOUBLE);
    INDArray twice = gradient(Fixtures.lfp(exact, 1e-6), same).castTo(DataType.FLOAT);
    assertThat(maxDifference(single, twice) / twice.amaxNumber().doubleValue()).isLessThan(1e-4);
    INDArray unmasked =
        gradient(Fixtures.lfp(stock, 1e-6), WeightlessFixtures.timeSeries(6, DataType.FLOAT));
    assertThat(maxDifference(single, unmasked)).isGreaterThan(1e-3);
  }
}
