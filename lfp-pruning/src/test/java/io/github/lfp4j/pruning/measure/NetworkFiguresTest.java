package io.github.lfp4j.pruning.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.TinyNetworks;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;

class NetworkFiguresTest {
  private static MultiLayerNetwork images(CNN2DFormat format) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 3)
                        .name("same")
                        .nOut(4)
                        .convolutionMode(ConvolutionMode.Same)
                        .dataFormat(format)
                        .build())
                .layer(new BatchNormalization.Builder().dataFormat(format).build())
                .layer(
                    new ConvolutionLayer.Builder(2, 2)
                        .nOut(5)
                        .stride(2, 2)
                        .hasBias(false)
                        .dataFormat(format)
                        .build())
                .layer(
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .dataFormat(format)
                        .build())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(8, 6, 2, format))
                .build());
    network.init();
    return network;
  }

  @ParameterizedTest
  @EnumSource(CNN2DFormat.class)
  void countsByHand(CNN2DFormat format) {
    boolean channelsFirst = format == CNN2DFormat.NCHW;
    MultiLayerNetwork network = images(format);
    long[] shape = channelsFirst ? new long[] {2, 8, 6} : new long[] {8, 6, 2};

    for (MultiLayerNetwork kind : new MultiLayerNetwork[] {network, Lfp.convert(network)}) {
      NetworkFigures figures = NetworkFigures.of(Network.of(kind), shape);

      assertThat(figures.layers())
          .extracting(LayerFigures::type)
          .containsExactly(
              "ConvolutionLayer",
              "BatchNormalization",
              "ConvolutionLayer",
              "SubsamplingLayer",
              "OutputLayer");
      assertThat(figures.layers().get(0).name()).isEqualTo("same");
      assertThat(figures.layers().get(1).name()).isEqualTo("layer1");
      // 8 x 6 positions of 3 x 3 x 2 x 4; 4 x 3 positions of 2 x 2 x 4 x 5; 2 x 1 x 5 to 3.
      assertThat(figures.layers())
          .extracting(LayerFigures::multiplyAdds)
          .containsExactly(48L * 72, 0L, 12L * 80, 0L, 30L);
      assertThat(figures.multiplyAdds()).isEqualTo(48 * 72 + 12 * 80 + 30);
      assertThat(figures.layers())
          .extracting(LayerFigures::parameters)
          .containsExactly(76L, 16L, 80L, 0L, 33L);
      assertThat(figures.layers())
          .extracting(LayerFigures::prunable)
          .containsExactly(72L, 0L, 80L, 0L, 30L);
      assertThat(figures.parameters()).isEqualTo(205);
      if (channelsFirst) {
        assertThat(figures.layers().get(2).outputShape()).containsExactly(5L, 4L, 3L);
      } else {
        assertThat(figures.layers().get(2).outputShape()).containsExactly(4L, 3L, 5L);
      }
      assertThat(figures.layers().get(4).outputShape()).containsExactly(3L);
      assertThat(figures.layers())
          .extracting(LayerFigures::note)
          .containsExactly(
              "weights",
              "nothing: its parameters belong to units of the layer before",
              "weights",
              "nothing: no parameters",
              "weights");
    }
  }

  @Test
  void leavesZerosOut() {
    MultiLayerNetwork network = images(CNN2DFormat.NCHW);
    network.params().assign(1);
    network.getLayer(0).getParam("W").putScalar(new int[] {0, 0, 0, 0}, 0);
    network.getLayer(0).getParam("b").assign(0);

    NetworkFigures figures = NetworkFigures.of(Network.of(network), new long[] {2, 8, 6});

    assertThat(figures.layers().get(0).nonZeroParameters()).isEqualTo(71);
    assertThat(figures.layers().get(0).multiplyAdds()).isEqualTo(48 * 71);
    assertThat(figures.layers().get(0).sparsity()).isEqualTo(1 - 71 / 76.0);
    assertThat(figures.layers().get(3).sparsity()).isZero();
    assertThat(figures.nonZeroParameters()).isEqualTo(205 - 5);
  }

  @Test
  void doesNotKnowMultiplyAddsWithoutAnImageSize() {
    NetworkFigures figures = NetworkFigures.of(Network.of(images(CNN2DFormat.NCHW)));

    assertThat(figures.multiplyAdds()).isEqualTo(-1);
    assertThat(figures.layers().get(0).outputShape()).isEmpty();
    assertThat(figures.parameters()).isEqualTo(205);
  }

  @Test
  void derivesTheShapeOfADenseNetwork() {
    NetworkFigures figures = NetworkFigures.of(Network.of(TinyNetworks.dense()));

    assertThat(figures.multiplyAdds()).isEqualTo(4 * 6 + 6 * 5 + 5 * 3);
    assertThat(figures.layers().get(0).outputShape()).containsExactly(6L);
  }

  @Test
  void timesAnswers() {
    assertThat(
            Latency.medianMillis(
                Network.of(TinyNetworks.dense()),
                TinyNetworks.numbers(1, 2, TinyNetworks.INPUTS),
                3))
        .isPositive()
        .isLessThan(10_000);
  }
}
