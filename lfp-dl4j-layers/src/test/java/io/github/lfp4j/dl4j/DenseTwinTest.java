package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.CLASSES;
import static io.github.lfp4j.dl4j.Fixtures.FEATURES;
import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.dl4j.activation.ActivationHeaviside;
import java.util.Arrays;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The feedback of a two-layer network against loops that follow the equations in their reward form
 * (R travels, not R / a), for every activation function: each passes reward on unchanged.
 */
class DenseTwinTest {

  private static final int HIDDEN = 5;
  private static final double EPSILON = 1e-3;

  static Stream<IActivation> activations() {
    return Stream.concat(
        Arrays.stream(Activation.values()).map(Activation::getActivationFunction),
        Stream.of(new ActivationHeaviside()));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void feedbackFollowsTheEquations(IActivation activation) {
    DenseLayer hidden = new DenseLayer.Builder().nOut(HIDDEN).activation(activation).build();
    MultiLayerNetwork network =
        Fixtures.network(
            Lfp.with(new EpsilonRule(EPSILON))
                .configure(Fixtures.features(doubles(), hidden, output())));
    compare(network, 0);
  }

  @ParameterizedTest
  @MethodSource("activations")
  void feedbackFollowsTheEquationsThroughActivationLayers(IActivation activation) {
    MultiLayerNetwork network =
        Fixtures.network(
            Lfp.with(new EpsilonRule(EPSILON))
                .configure(
                    Fixtures.features(
                        doubles(),
                        dense(HIDDEN, Activation.IDENTITY),
                        new ActivationLayer(activation),
                        output())));
    compare(network, 1);
  }

  private static void compare(MultiLayerNetwork network, int activationLayer) {
    DataSet data = Fixtures.blobs(6, DataType.DOUBLE);
    INDArray actual = Fixtures.gradient(network, data);
    IActivation function =
        ((BaseLayer) network.getLayerWiseConfigurations().getConf(0).getLayer()).getActivationFn();
    if (activationLayer == 1) {
      function =
          ((ActivationLayer) network.getLayerWiseConfigurations().getConf(1).getLayer())
              .getActivationFn();
    }
    int last = network.getnLayers() - 1;
    double[][] expected =
        feedback(
            data.getFeatures().toDoubleMatrix(),
            data.getLabels().toDoubleMatrix(),
            network.getLayer(0).getParam("W").toDoubleMatrix(),
            network.getLayer(0).getParam("b").toDoubleVector(),
            network.getLayer(last).getParam("W").toDoubleMatrix(),
            network.getLayer(last).getParam("b").toDoubleVector(),
            function);
    double[] flat = Arrays.stream(expected).flatMapToDouble(Arrays::stream).toArray();
    double scale = Arrays.stream(flat).map(Math::abs).max().orElseThrow();
    assertThat(scale).isGreaterThan(1e-3);
    assertThat(actual.length()).isEqualTo(flat.length);
    for (int i = 0; i < flat.length; i++) {
      // ND4J keeps the slopes of some activations in single precision.
      assertThat(actual.getDouble(i))
          .as("parameter " + i)
          .isCloseTo(-flat[i], within(1e-6 * scale));
    }
  }

  /** Feedback of W1, b1, W2, b2; weights column by column, as DL4J stores them. */
  private static double[][] feedback(
      double[][] x,
      double[][] t,
      double[][] w1,
      double[] b1,
      double[][] w2,
      double[] b2,
      IActivation function) {
    double[] fw1 = new double[FEATURES * HIDDEN];
    double[] fb1 = new double[HIDDEN];
    double[] fw2 = new double[HIDDEN * CLASSES];
    double[] fb2 = new double[CLASSES];
    for (int n = 0; n < x.length; n++) {
      double[] z1 = affine(x[n], w1, b1);
      double[] a = activations(z1, function, n);
      double[] o = affine(a, w2, b2);
      double sum = Arrays.stream(o).map(Math::exp).sum();
      double[] rewardBelow = new double[HIDDEN];
      for (int c = 0; c < CLASSES; c++) {
        double reward = o[c] * (t[n][c] - Math.exp(o[c]) / sum);
        double q = reward / stabilized(o[c]);
        fb2[c] += Math.abs(b2[c]) * q;
        for (int j = 0; j < HIDDEN; j++) {
          fw2[c * HIDDEN + j] += Math.abs(w2[j][c]) * a[j] * q;
          rewardBelow[j] += a[j] * w2[j][c] * q;
        }
      }
      for (int j = 0; j < HIDDEN; j++) {
        double q = rewardBelow[j] / stabilized(z1[j]);
        fb1[j] += Math.abs(b1[j]) * q;
        for (int i = 0; i < FEATURES; i++) {
          fw1[j * FEATURES + i] += Math.abs(w1[i][j]) * x[n][i] * q;
        }
      }
    }
    return new double[][] {fw1, fb1, fw2, fb2};
  }

  private static double[] affine(double[] x, double[][] w, double[] b) {
    double[] z = b.clone();
    for (int j = 0; j < z.length; j++) {
      for (int i = 0; i < x.length; i++) {
        z[j] += x[i] * w[i][j];
      }
    }
    return z;
  }

  private static double stabilized(double z) {
    return z >= 0 ? z + EPSILON : z - EPSILON;
  }

  private static double[] activations(double[] z, IActivation function, int example) {
    if (function instanceof ActivationRReLU random) {
      // The slopes that were drawn in the forward pass.
      double[] slopes = random.getAlpha().getRow(example).toDoubleVector();
      double[] a = z.clone();
      for (int j = 0; j < a.length; j++) {
        a[j] = z[j] < 0 ? slopes[j] * z[j] : z[j];
      }
      return a;
    }
    INDArray row = Nd4j.create(new double[][] {z});
    return function.getActivation(row, true).toDoubleVector();
  }
}
