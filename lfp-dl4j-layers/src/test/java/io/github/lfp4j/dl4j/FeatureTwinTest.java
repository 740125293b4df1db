package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.dl4j.conf.LfpPReLULayer;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import io.github.lfp4j.dl4j.relevance.RelevanceVisitor;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Layers with parameters of other kinds against loops, where DL4J is no oracle. */
class FeatureTwinTest {

  private static final LayerWorkspaceMgr MEMORY = LayerWorkspaceMgr.noWorkspaces();
  private static final double EPSILON = 1e-3;

  private static double stab(double z) {
    return z >= 0 ? z + EPSILON : z - EPSILON;
  }

  /** In evaluation mode mean and deviation of layer normalisation are constants. */
  @Test
  void relevancePassesLayerNormalisation() {
    int in = 4;
    int out = 5;
    MultiLayerNetwork network =
        Fixtures.network(
            Fixtures.features(
                Fixtures.doubles(),
                new DenseLayer.Builder()
                    .nOut(out)
                    .hasLayerNorm(true)
                    .activation(Activation.RELU)
                    .build(),
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(3)
                    .activation(Activation.SOFTMAX)
                    .build()));
    network.getParam("0_g").assign(normal(DataType.DOUBLE, 8, out).addi(1));
    INDArray x = normal(DataType.DOUBLE, 9, 3, in);
    INDArray actual =
        RelevancePass.of(network, RuleMap.all(new EpsilonRule(EPSILON)))
            .run(x, INDArray::dup, new RelevanceVisitor() {});
    INDArray w = network.getParam("0_W");
    for (int n = 0; n < 3; n++) {
      double[] u = new double[out];
      double mean = 0;
      for (int j = 0; j < out; j++) {
        for (int i = 0; i < in; i++) {
          u[j] += x.getDouble(n, i) * w.getDouble(i, j);
        }
        mean += u[j] / out;
      }
      double variance = 0;
      for (int j = 0; j < out; j++) {
        variance += (u[j] - mean) * (u[j] - mean) / out;
      }
      double sigma = Math.sqrt(variance);
      double[] z = new double[out];
      for (int j = 0; j < out; j++) {
        z[j] =
            network.getParam("0_g").getDouble(j) * (u[j] - mean) / sigma
                + network.getParam("0_b").getDouble(j);
      }
      double[] reward = atHidden(network, z);
      double[] expected = new double[in];
      for (int j = 0; j < out; j++) {
        double q = reward[j] / stab(z[j]);
        double atProduct = u[j] * q * network.getParam("0_g").getDouble(j) / sigma;
        for (int i = 0; i < in; i++) {
          expected[i] += x.getDouble(n, i) * w.getDouble(i, j) * atProduct / stab(u[j]);
        }
      }
      for (int i = 0; i < in; i++) {
        assertThat(actual.getDouble(n, i)).isCloseTo(expected[i], within(1e-9));
      }
    }
  }

  /** R of the hidden units behind their ReLU, where relevance starts with the logits themselves. */
  private static double[] atHidden(MultiLayerNetwork network, double[] z) {
    INDArray v = network.getParam("1_W");
    INDArray b = network.getParam("1_b");
    double[] reward = new double[z.length];
    for (int k = 0; k < 3; k++) {
      double logit = b.getDouble(k);
      for (int j = 0; j < z.length; j++) {
        logit += Math.max(z[j], 0) * v.getDouble(j, k);
      }
      for (int j = 0; j < z.length; j++) {
        reward[j] += Math.max(z[j], 0) * v.getDouble(j, k) * logit / stab(logit);
      }
    }
    return reward;
  }

  /** DL4J's own refuses to share a slope among so many places. */
  @Test
  void sharedSlopesLearnFromAllPlaces() {
    int channels = 3;
    int side = 9;
    MultiLayerNetwork network =
        Fixtures.network(
            Fixtures.doubles()
                .list()
                .layer(
                    new LfpPReLULayer.Builder(new EpsilonRule(EPSILON))
                        .inputShape(channels, side, side)
                        .sharedAxes(2, 3)
                        .build())
                .build());
    network.initGradientsView();
    Layer layer = network.getLayer(0);
    INDArray alpha = layer.getParam("W");
    assertThat(alpha.toString()).as("starts at 0.25").contains("0.25");
    alpha.assign(Nd4j.createFromArray(0.3, -0.2, 0.5).reshape(alpha.shape()));
    INDArray x = normal(DataType.DOUBLE, 5, 6, channels, side, side);
    INDArray g = normal(DataType.DOUBLE, 6, x.shape());
    INDArray a = layer.activate(x, true, MEMORY);
    INDArray down = layer.backpropGradient(g, MEMORY).getSecond();
    double[] feedback = new double[channels];
    for (int n = 0; n < 6; n++) {
      for (int c = 0; c < channels; c++) {
        for (int i = 0; i < side; i++) {
          for (int j = 0; j < side; j++) {
            double value = x.getDouble(n, c, i, j);
            double slope = value < 0 ? alpha.getDouble(c) : 1;
            double reward = slope * value * g.getDouble(n, c, i, j);
            assertThat(a.getDouble(n, c, i, j)).isCloseTo(slope * value, within(1e-12));
            assertThat(value * down.getDouble(n, c, i, j)).isCloseTo(reward, within(1e-12));
            if (value < 0) {
              feedback[c] += value * reward / stab(slope * value);
            }
          }
        }
      }
    }
    for (int c = 0; c < channels; c++) {
      assertThat(layer.getGradientsViewArray().getDouble(c))
          .isCloseTo(-Math.abs(alpha.getDouble(c)) * feedback[c], within(1e-9));
    }
  }

  @Test
  void relevanceComesToTokensWhole() {
    MultiLayerNetwork network =
        Fixtures.network(
            Fixtures.features(
                Fixtures.doubles(),
                new EmbeddingLayer.Builder().nOut(6).build(),
                Fixtures.dense(5, Activation.RELU),
                Fixtures.output()));
    INDArray tokens = FeatureSamples.tokens(4, DataType.DOUBLE, 1).getFeatures();
    INDArray[] atVectors = new INDArray[1];
    INDArray relevance =
        RelevancePass.of(network, RuleMap.all(new EpsilonRule(1e-12)))
            .run(
                tokens,
                INDArray::dup,
                new RelevanceVisitor() {
                  @Override
                  public void units(int layer, INDArray activation, INDArray g) {
                    if (layer == 0) {
                      atVectors[0] = activation.mul(g).sum(1).detach();
                    }
                  }
                });
    assertThat(Fixtures.maxDifference(relevance.ravel(), atVectors[0])).isLessThan(1e-9);
    assertThat(tokens.toDoubleVector()).as("one token has index 0").contains(0);
  }

  @Test
  void tokensOutsideTheVocabularyAreRefused() {
    MultiLayerNetwork network =
        Fixtures.lfp(
            Fixtures.features(
                Fixtures.floats(),
                new EmbeddingLayer.Builder().nOut(6).build(),
                Fixtures.output()));
    assertThatThrownBy(() -> network.output(Nd4j.createFromArray(new float[][] {{1}, {4}})))
        .hasMessageContaining("indices from 0 to 3")
        .hasMessageContaining("token 1 of the batch is 4");
    assertThatThrownBy(() -> network.output(Nd4j.ones(2, 3)))
        .hasMessageContaining("[N, 1]")
        .hasMessageContaining("[2, 3]");
  }
}
