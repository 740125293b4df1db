package io.github.lfp4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The generated digits are worth a convolutional network: a linear classifier stays well below a
 * small one.
 */
class DigitsDifficultyTest {

  private static final InputType IMAGE = InputType.convolutional(28, 28, 1);

  @Test
  void smallConvolutionalNetworkBeatsLinearClassifier() {
    DataSource digits = DataSources.open("digits");
    double linear = accuracy(digits, linear(), 100, 15);
    double convolutional = accuracy(digits, convolutional(), 50, 3);
    System.out.printf("digits: linear %.3f, convolutional %.3f%n", linear, convolutional);
    assertThat(linear).isBetween(0.80, 0.92);
    assertThat(convolutional).isGreaterThan(0.97).isGreaterThan(linear + 0.06);
  }

  private static double accuracy(
      DataSource data, MultiLayerConfiguration configuration, int batch, int epochs) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    network.fit(data.train(batch, 3), epochs);
    return network.evaluate(data.test(500)).accuracy();
  }

  private static MultiLayerConfiguration linear() {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .updater(new Adam(3e-3))
        .list()
        .layer(output())
        .setInputType(IMAGE)
        .build();
  }

  private static MultiLayerConfiguration convolutional() {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .updater(new Adam(5e-3))
        .weightInit(WeightInit.RELU)
        .activation(Activation.RELU)
        .list()
        .layer(new ConvolutionLayer.Builder(6, 6).stride(3, 3).nOut(12).build())
        .layer(new ConvolutionLayer.Builder(3, 3).nOut(24).build())
        .layer(new DenseLayer.Builder().nOut(64).build())
        .layer(output())
        .setInputType(IMAGE)
        .build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(10)
        .weightInit(WeightInit.XAVIER)
        .activation(Activation.SOFTMAX)
        .build();
  }
}
