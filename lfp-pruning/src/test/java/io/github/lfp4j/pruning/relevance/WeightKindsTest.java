package io.github.lfp4j.pruning.relevance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.TinyNetworks;
import io.github.lfp4j.pruning.criterion.PrunableLayers;
import java.util.SortedMap;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Relevance of weights of all kinds of layers. */
class WeightKindsTest {

  private static final int EXAMPLES = 4;

  private static MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .activation(Activation.IDENTITY)
                .list()
                .layer(new DepthwiseConvolution2D.Builder(2, 2).depthMultiplier(2).build())
                .layer(new SeparableConvolution2D.Builder(2, 2).nOut(3).build())
                .layer(new Deconvolution2D.Builder(2, 2).stride(2, 2).nOut(2).build())
                .layer(
                    new LocallyConnected2D.Builder()
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .nOut(2)
                        .convolutionMode(ConvolutionMode.Truncate)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(new DenseLayer.Builder().nOut(5).hasLayerNorm(true).build())
                .layer(new ElementWiseMultiplicationLayer.Builder().nOut(5).build())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(6, 6, 2))
                .build());
    network.init();
    return network;
  }

  @Test
  void everyKindIsScoredInItsOwnShape() {
    MultiLayerNetwork network = network();
    RelevanceAccumulator accumulated =
        new RelevanceAccumulator(Network.of(network), RuleMap.preset("epsilon"), true);
    accumulated.add(TinyNetworks.numbers(2, EXAMPLES, 2, 6, 6), TinyNetworks.labels(EXAMPLES));
    SortedMap<Integer, INDArray> weights = PrunableLayers.weights(Network.of(network));
    assertThat(accumulated.weights(Statistic.ABSOLUTE)).containsOnlyKeys(weights.keySet());
    weights.forEach(
        (layer, w) -> {
          INDArray scores = accumulated.weights(Statistic.ABSOLUTE).get(layer);
          assertThat(scores.shape()).as("layer %d", layer).isEqualTo(w.shape());
          assertThat(scores.minNumber().doubleValue()).isNotNegative();
          assertThat(scores.amaxNumber().doubleValue()).isPositive();
        });
  }

  /** What arrives at the units of a layer without bias comes from its weights. */
  @Test
  void weightsShareWhatArrivesAtTheirUnits() {
    MultiLayerNetwork network = network();
    // Without biases: all but those of layer normalisation, which stands before the weights.
    for (int layer : new int[] {0, 1, 2, 3, 5}) {
      network.getLayer(layer).getParam("b").assign(0);
    }
    RelevanceAccumulator accumulated =
        new RelevanceAccumulator(Network.of(network), RuleMap.preset("epsilon"), true);
    accumulated.add(TinyNetworks.numbers(2, EXAMPLES, 2, 6, 6), TinyNetworks.labels(EXAMPLES));
    for (int layer : new int[] {0, 1, 2, 3, 5}) {
      double units = accumulated.units().get(layer).signed().sumNumber().doubleValue();
      double weights = accumulated.weights(Statistic.SIGNED).get(layer).sumNumber().doubleValue();
      assertThat(weights)
          .as("layer %d", layer)
          .isCloseTo(units, org.assertj.core.data.Offset.offset(1e-3 * (1 + Math.abs(units))));
    }
  }
}
