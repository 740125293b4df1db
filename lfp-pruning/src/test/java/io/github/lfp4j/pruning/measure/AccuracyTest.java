package io.github.lfp4j.pruning.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.TinyNetworks;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class AccuracyTest {
  private static DataSetIterator data(INDArray x) {
    return new ListDataSetIterator<>(
        new DataSet(x, TinyNetworks.labels((int) x.size(0))).asList(), 16);
  }

  private static void assertSameAsStock(MultiLayerNetwork network, INDArray x) {
    Evaluation stock = network.evaluate(data(x));
    List<Long> seen = new ArrayList<>();

    Evaluation ours = Accuracy.evaluate(Network.of(network), data(x), seen::add);

    assertThat(ours.accuracy()).isEqualTo(stock.accuracy());
    assertThat(ours.getConfusionMatrix().toCSV()).isEqualTo(stock.getConfusionMatrix().toCSV());
    assertThat(Accuracy.of(Network.of(network), data(x))).isEqualTo(stock.accuracy());
    assertThat(seen).containsExactly(16L, 32L, 40L);
  }

  @Test
  void agreesWithDeeplearning4j() {
    assertSameAsStock(TinyNetworks.dense(), TinyNetworks.numbers(4, 40, TinyNetworks.INPUTS));
  }

  @ParameterizedTest
  @EnumSource(CNN2DFormat.class)
  void agreesForConvolutions(CNN2DFormat format) {
    long[] shape = format == CNN2DFormat.NCHW ? new long[] {40, 2, 5, 5} : new long[] {40, 5, 5, 2};

    assertSameAsStock(TinyNetworks.convolution(format), TinyNetworks.numbers(4, shape));
  }
}
