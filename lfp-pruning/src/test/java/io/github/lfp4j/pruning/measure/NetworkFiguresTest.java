package io.github.lfp4j.pruning.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.TinyNetworks;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;

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

  private static MultiLayerNetwork network(InputType type, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network = new MultiLayerNetwork(list.setInputType(type).build());
    network.init();
    return network;
  }

  private static DenseLayer dense(int outputs) {
    return new DenseLayer.Builder().nOut(outputs).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
  }

  @Test
  void countsOtherConvolutionsByHand() {
    MultiLayerNetwork network =
        network(
            InputType.convolutional(8, 6, 2),
            new DepthwiseConvolution2D.Builder(3, 3).depthMultiplier(2).build(),
            new SeparableConvolution2D.Builder(2, 2).nOut(5).build(),
            new Deconvolution2D.Builder(2, 2).stride(2, 2).nOut(3).build(),
            new LocallyConnected2D.Builder()
                .kernelSize(2, 2)
                .stride(2, 2)
                .nOut(2)
                .convolutionMode(ConvolutionMode.Truncate)
                .build(),
            output());
    for (MultiLayerNetwork kind : new MultiLayerNetwork[] {network, Lfp.convert(network)}) {
      NetworkFigures figures = NetworkFigures.of(Network.of(kind), new long[] {2, 8, 6});
      // 6 x 4 positions; 5 x 3 positions of both maps; 5 x 3 positions of the input; once each.
      assertThat(figures.layers())
          .extracting(LayerFigures::multiplyAdds)
          .containsExactly(
              24L * (9 * 4), 15L * (4 * 4 + 4 * 5), 15L * (5 * 3 * 4), 15L * (3 * 4) * 2, 30L * 3);
      assertThat(figures.layers())
          .extracting(LayerFigures::prunable)
          .containsExactly(36L, 20L, 60L, 15L * 12 * 2, 90L);
    }
  }

  @Test
  void countsOverTimeAndVolumesByHand() {
    MultiLayerNetwork time =
        network(
            InputType.recurrent(2, 9),
            new Convolution1DLayer.Builder(3, 2).nOut(4).build(),
            new GlobalPoolingLayer(),
            output());
    assertThat(
            NetworkFigures.of(Network.of(time), new long[] {2, 9}).layers().get(0).multiplyAdds())
        .isEqualTo(4 * (3 * 2 * 4));
    MultiLayerNetwork volumes =
        network(
            InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 4, 5, 6, 2),
            new Convolution3D.Builder(2, 2, 2)
                .nOut(3)
                .convolutionMode(ConvolutionMode.Same)
                .build(),
            output());
    assertThat(
            NetworkFigures.of(Network.of(volumes), new long[] {2, 4, 5, 6})
                .layers()
                .get(0)
                .multiplyAdds())
        .isEqualTo(4 * 5 * 6 * (8 * 2 * 3));
  }

  @Test
  void countsLayersOfFeaturesByHand() {
    MultiLayerNetwork network =
        network(
            InputType.feedForward(7),
            new EmbeddingLayer.Builder().nOut(4).build(),
            new ElementWiseMultiplicationLayer.Builder().nOut(4).build(),
            new PReLULayer.Builder().inputShape(4).build(),
            new DenseLayer.Builder().nOut(5).hasLayerNorm(true).build(),
            output());
    for (MultiLayerNetwork kind : new MultiLayerNetwork[] {network, Lfp.convert(network)}) {
      NetworkFigures figures = NetworkFigures.of(Network.of(kind));
      assertThat(figures.layers())
          .extracting(LayerFigures::multiplyAdds)
          .containsExactly(0L, 4L, 0L, 20L, 15L);
      assertThat(figures.layers())
          .extracting(LayerFigures::prunable)
          .containsExactly(28L, 4L, 0L, 20L, 15L);
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
  void countsRecurrentLayersWithinOthersByHand() {
    MultiLayerNetwork network =
        network(
            InputType.recurrent(4, 7),
            new FrozenLayer(
                new Bidirectional(Bidirectional.Mode.CONCAT, new LSTM.Builder().nOut(5).build())),
            new MaskZeroLayer.Builder()
                .setMaskValue(-9)
                .setUnderlying(new SimpleRnn.Builder().nOut(3).build())
                .build(),
            new LastTimeStep(new LSTM.Builder().nOut(2).build()),
            output());
    NetworkFigures figures = NetworkFigures.of(Network.of(network), new long[] {4, 7});
    assertThat(figures.layers())
        .extracting(LayerFigures::multiplyAdds)
        .containsExactly(
            7L * 2 * (4 * 20 + 5 * 20), 7L * (10 * 3 + 3 * 3), 7L * (3 * 8 + 2 * 8), 6L);
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
    assertThat(
            Latency.medianMillis(
                List.of(
                    Network.of(network(InputType.feedForward(2000), dense(2000), output())),
                    Network.of(network(InputType.feedForward(2000), dense(10), output()))),
                Nd4j.rand(64, 2000),
                5))
        .hasSize(2)
        .satisfies(millis -> assertThat(millis[0]).isGreaterThan(millis[1]));
  }

  /** The number of steps of a series is not part of a network. */
  @Test
  void recurrentLayersNeedTheLengthOfTheSeries() {
    long units = 6;
    long steps = 5;
    Network network =
        Network.of(TinyNetworks.recurrent(new SimpleRnn.Builder().nOut((int) units).build()));

    assertThat(NetworkFigures.of(network).multiplyAdds()).isEqualTo(-1);
    assertThat(NetworkFigures.of(network, new long[] {TinyNetworks.INPUTS, steps}).layers().get(0))
        .satisfies(
            layer -> {
              assertThat(layer.outputShape()).containsExactly(units, steps);
              assertThat(layer.multiplyAdds())
                  .isEqualTo(steps * units * (TinyNetworks.INPUTS + units));
            });
  }
}
