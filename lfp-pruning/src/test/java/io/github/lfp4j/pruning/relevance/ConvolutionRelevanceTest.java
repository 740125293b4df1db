package io.github.lfp4j.pruning.relevance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.dl4j.Lfp;
import io.github.lfp4j.dl4j.RuleMap;
import io.github.lfp4j.dl4j.network.Network;
import io.github.lfp4j.pruning.TinyNetworks;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolution, mean over positions, output: loops over everything, in both data formats. */
class ConvolutionRelevanceTest {
  private static final int EXAMPLES = 4;
  private static final int CHANNELS = 2;
  private static final int FILTERS = 4;
  private static final int KERNEL = 3;
  private static final int SIDE = 5;
  private static final int OUT = SIDE - KERNEL + 1;

  private final double[] signedUnits = new double[FILTERS];
  private final double[] absoluteUnits = new double[FILTERS];
  private final double[][][][] signedWeights = new double[FILTERS][CHANNELS][KERNEL][KERNEL];
  private final double[][][][] absoluteWeights = new double[FILTERS][CHANNELS][KERNEL][KERNEL];

  @ParameterizedTest
  @EnumSource(CNN2DFormat.class)
  void agreesWithLoops(CNN2DFormat format) {
    MultiLayerNetwork network = TinyNetworks.convolution(format);
    INDArray x = TinyNetworks.numbers(3, EXAMPLES, CHANNELS, SIDE, SIDE);
    INDArray labels = TinyNetworks.labels(EXAMPLES);
    INDArray input = format == CNN2DFormat.NCHW ? x : x.permute(0, 2, 3, 1).dup();

    loops(network, x);

    for (MultiLayerNetwork kind : new MultiLayerNetwork[] {network, Lfp.convert(network)}) {
      RelevanceAccumulator accumulated =
          new RelevanceAccumulator(Network.of(kind), RuleMap.preset("epsilon"), true);
      accumulated.add(input, labels);
      UnitRelevance units = accumulated.units().get(0);
      assertThat(units.units()).isEqualTo(FILTERS);
      // Epsilon at three layers: what is compared differs by about 1e-6 of itself.
      assertThat(units.signed().toDoubleVector()).contains(signedUnits, within(1e-4));
      assertThat(units.absolute().toDoubleVector()).contains(absoluteUnits, within(1e-4));
      for (int k = 0; k < FILTERS; k++) {
        for (int c = 0; c < CHANNELS; c++) {
          for (int i = 0; i < KERNEL; i++) {
            for (int j = 0; j < KERNEL; j++) {
              assertThat(accumulated.weights(Statistic.SIGNED).get(0).getDouble(k, c, i, j))
                  .isCloseTo(signedWeights[k][c][i][j], within(1e-4));
              assertThat(accumulated.weights(Statistic.ABSOLUTE).get(0).getDouble(k, c, i, j))
                  .isCloseTo(absoluteWeights[k][c][i][j], within(1e-4));
            }
          }
        }
      }
    }
    assertThat(Arrays.stream(absoluteUnits).max()).matches(max -> max.orElse(0) > 0.01);
  }

  /** In the limit of a vanishing epsilon: G of a ReLU network's unit is the logit's slope. */
  private void loops(MultiLayerNetwork network, INDArray x) {
    INDArray w = network.getLayer(0).getParam("W");
    INDArray b = network.getLayer(0).getParam("b");
    INDArray v = network.getLayer(2).getParam("W");
    for (int n = 0; n < EXAMPLES; n++) {
      int target = n % TinyNetworks.CLASSES;
      for (int k = 0; k < FILTERS; k++) {
        double g = v.getDouble(k, target) / (OUT * OUT);
        for (int row = 0; row < OUT; row++) {
          for (int column = 0; column < OUT; column++) {
            double z = b.getDouble(k);
            for (int c = 0; c < CHANNELS; c++) {
              for (int i = 0; i < KERNEL; i++) {
                for (int j = 0; j < KERNEL; j++) {
                  z += w.getDouble(k, c, i, j) * x.getDouble(n, c, row + i, column + j);
                }
              }
            }
            if (z > 0) {
              add(w, x, n, k, row, column, g);
              signedUnits[k] += z * g;
              absoluteUnits[k] += Math.abs(z * g);
            }
          }
        }
      }
    }
  }

  private void add(INDArray w, INDArray x, int n, int k, int row, int column, double g) {
    for (int c = 0; c < CHANNELS; c++) {
      for (int i = 0; i < KERNEL; i++) {
        for (int j = 0; j < KERNEL; j++) {
          double part = w.getDouble(k, c, i, j) * x.getDouble(n, c, row + i, column + j) * g;
          signedWeights[k][c][i][j] += part;
          absoluteWeights[k][c][i][j] += Math.abs(part);
        }
      }
    }
  }
}
