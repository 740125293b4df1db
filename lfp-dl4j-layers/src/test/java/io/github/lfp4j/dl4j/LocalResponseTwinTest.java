package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.maxDifference;
import static io.github.lfp4j.dl4j.Fixtures.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import io.github.lfp4j.dl4j.relevance.RelevanceVisitor;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Normalisation by neighbouring channels against loops over single numbers. */
class LocalResponseTwinTest {

  private static final double K = 2;
  private static final double ALPHA = 0.4;
  private static final double BETA = 0.7;
  private static final int CHANNELS = 6;

  private static LocalResponseNormalization normalization(int n) {
    return new LocalResponseNormalization.Builder().k(K).n(n).alpha(ALPHA).beta(BETA).build();
  }

  private static org.deeplearning4j.nn.api.Layer layer(int n, CNN2DFormat format) {
    LocalResponseNormalization stock = normalization(n);
    stock.setDataFormat(format);
    Layer lfp =
        io.github.lfp4j.dl4j.conf.LayerCopy.of(
            stock, io.github.lfp4j.dl4j.conf.LfpLocalResponseNormalization.class);
    NeuralNetConfiguration conf =
        new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE).layer(lfp).build();
    return lfp.instantiate(conf, java.util.List.of(), 0, null, true, DataType.DOUBLE);
  }

  /** The divisor of one pixel of [N, C, H, W]. */
  private static double divisor(INDArray x, int n, long... at) {
    double sum = 0;
    for (long j = at[1] - n / 2; j <= at[1] + n / 2; j++) {
      if (j >= 0 && j < x.size(1)) {
        double value = x.getDouble(at[0], j, at[2], at[3]);
        sum += value * value;
      }
    }
    return Math.pow(K + ALPHA * sum, BETA);
  }

  @ParameterizedTest
  @EnumSource(CNN2DFormat.class)
  void rewardPassesUnchanged(CNN2DFormat format) {
    boolean last = format == CNN2DFormat.NHWC;
    for (int n : new int[] {1, 2, 3, 5, 9, 20}) {
      org.deeplearning4j.nn.api.Layer layer = layer(n, format);
      INDArray x = normal(DataType.DOUBLE, 3, 2, CHANNELS, 3, 2);
      INDArray g = normal(DataType.DOUBLE, 4, 2, CHANNELS, 3, 2);
      LayerWorkspaceMgr memory = LayerWorkspaceMgr.noWorkspaces();
      for (INDArray input : PassingDerivativeTest.inAllOrders(x)) {
        for (INDArray signal : PassingDerivativeTest.inAllOrders(g)) {
          INDArray y = layer.activate(last ? input.permute(0, 2, 3, 1) : input, true, memory);
          INDArray down =
              layer
                  .backpropGradient(last ? signal.permute(0, 2, 3, 1) : signal, memory)
                  .getSecond();
          assertTwin(
              n, x, g, last ? y.permute(0, 3, 1, 2) : y, last ? down.permute(0, 3, 1, 2) : down);
        }
      }
    }
  }

  private static void assertTwin(int n, INDArray x, INDArray g, INDArray y, INDArray down) {
    for (int example = 0; example < x.size(0); example++) {
      for (int c = 0; c < x.size(1); c++) {
        for (int h = 0; h < x.size(2); h++) {
          for (int w = 0; w < x.size(3); w++) {
            double divisor = divisor(x, n, example, c, h, w);
            double expected = x.getDouble(example, c, h, w) / divisor;
            assertThat(y.getDouble(example, c, h, w)).isCloseTo(expected, within(1e-12));
            double reward = expected * g.getDouble(example, c, h, w);
            double handedDown = x.getDouble(example, c, h, w) * down.getDouble(example, c, h, w);
            assertThat(handedDown).as("R").isCloseTo(reward, within(1e-12));
          }
        }
      }
    }
  }

  /** Between a convolution and the output: a network in which the layer is left out but scales. */
  @Test
  void relevanceOfANetworkIsTheOneWithFixedScales() {
    MultiLayerConfiguration stock =
        Fixtures.images(
            Fixtures.doubles(),
            Fixtures.convolution(4).activation(Activation.RELU).build(),
            normalization(3),
            Fixtures.output());
    INDArray x = Fixtures.pictures(3, DataType.DOUBLE).getFeatures();
    RelevancePass pass =
        RelevancePass.of(Fixtures.network(stock), RuleMap.all(new EpsilonRule(1e-9)));
    INDArray[] seen = new INDArray[3];
    RelevanceVisitor visitor =
        new RelevanceVisitor() {
          @Override
          public void units(int layer, INDArray activation, INDArray perUnit) {
            seen[layer] = activation.mul(perUnit).detach();
          }
        };
    pass.run(x, INDArray::dup, visitor);
    assertThat(seen[1].amaxNumber().doubleValue()).isPositive();
    assertThat(maxDifference(seen[0], seen[1])).isLessThan(1e-12);
  }

  /** Under the gradient rule the layer is the stock one, whose backward pass is DL4J's. */
  @Test
  void theGradientRuleLeavesTheStockLayer() {
    MultiLayerConfiguration stock =
        Fixtures.configuration(
            Fixtures.doubles(),
            InputType.convolutional(5, 5, 2),
            new ConvolutionLayer.Builder(2, 2).nOut(3).build(),
            normalization(3),
            Fixtures.output());
    assertThat(Lfp.gradient().configure(stock).getConf(1).getLayer().getClass())
        .isEqualTo(LocalResponseNormalization.class);
    assertThat(Lfp.gradient().configure(Lfp.defaults().configure(stock)).getConf(1).getLayer())
        .isEqualTo(stock.getConf(1).getLayer());
  }
}
