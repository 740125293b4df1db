package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.blobs;
import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.Fixtures.features;
import static io.github.lfp4j.dl4j.Fixtures.maxDifference;
import static io.github.lfp4j.dl4j.Fixtures.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.PassRule;
import io.github.lfp4j.dl4j.layer.LfpBatchNorm;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Batch normalisation in training and in evaluation mode, with and without scale and shift. */
class BatchNormTest {

  private static MultiLayerNetwork stock(boolean locked, boolean logarithmic) {
    BatchNormalization.Builder norm =
        new BatchNormalization.Builder().decay(0.7).gamma(0.8).beta(0.2).useLogStd(logarithmic);
    return Fixtures.network(
        features(
            doubles(),
            dense(6, Activation.RELU),
            norm.lockGammaBeta(locked).build(),
            dense(5, Activation.RELU),
            output()));
  }

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void trainingFollowsTheoremOneAndKeepsDl4jsStatistics(boolean locked, boolean logarithmic) {
    DataSet data = blobs(12, DataType.DOUBLE);
    MultiLayerNetwork stock = stock(locked, logarithmic);
    Fixtures.assertTheoremOne(stock, data, 1e-6);
    assertThat(stock.paramTable().containsKey("1_gamma")).isEqualTo(!locked);

    MultiLayerNetwork lfp = Fixtures.lfp(stock, 1e-6);
    String spread = logarithmic ? "1_log10stdev" : "1_var";
    INDArray meanBefore = lfp.getParam("1_mean").dup();
    stock.fit(data); // the layer below is the same in the first step of both
    lfp.fit(data);
    assertThat(maxDifference(lfp.getParam("1_mean"), stock.getParam("1_mean"))).isLessThan(1e-12);
    assertThat(maxDifference(lfp.getParam(spread), stock.getParam(spread))).isLessThan(1e-12);
    assertThat(maxDifference(lfp.getParam("1_mean"), meanBefore)).isGreaterThan(1e-3);
  }

  /** In evaluation mode the layer is a constant scale and shift: loops are the oracle. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void evaluationModeFollowsTheEquations(boolean locked) {
    double epsilon = 0.01;
    MultiLayerNetwork network = Fixtures.lfp(stock(locked, false), epsilon);
    Fixtures.fit(network, blobs(12, DataType.DOUBLE), 3);
    LfpBatchNorm layer = (LfpBatchNorm) network.getLayer(1);
    LayerWorkspaceMgr memory = LayerWorkspaceMgr.noWorkspaces();
    INDArray x = Fixtures.normal(DataType.DOUBLE, 3, 4, 6);
    INDArray g = Fixtures.normal(DataType.DOUBLE, 4, 4, 6);
    layer.setInput(x, memory);
    layer.activate(false, memory);
    INDArray propagated = layer.propagate(g, memory);
    Pair<Gradient, INDArray> pair = layer.backpropGradient(g, memory);
    assertThat(maxDifference(pair.getSecond(), propagated)).isLessThan(1e-14);

    for (int j = 0; j < 6; j++) {
      double gamma = locked ? 0.8 : layer.getParam("gamma").getDouble(j);
      double beta = locked ? 0.2 : layer.getParam("beta").getDouble(j);
      double mean = layer.getParam("mean").getDouble(j);
      double sigma = Math.sqrt(layer.getParam("var").getDouble(j) + 1e-5);
      double feedbackOfGamma = 0;
      double feedbackOfBeta = 0;
      for (int n = 0; n < 4; n++) {
        double normal = (x.getDouble(n, j) - mean) / sigma;
        double z = gamma * normal + beta;
        double q = g.getDouble(n, j) * z / (z >= 0 ? z + epsilon : z - epsilon);
        feedbackOfGamma += Math.abs(gamma) * normal * q;
        feedbackOfBeta += Math.abs(beta) * q;
        assertThat(propagated.getDouble(n, j)).isCloseTo(gamma / sigma * q, within(1e-9));
      }
      if (!locked) {
        Gradient gradient = pair.getFirst();
        assertThat(gradient.getGradientFor("gamma").getDouble(j))
            .isCloseTo(-feedbackOfGamma, within(1e-9));
        assertThat(gradient.getGradientFor("beta").getDouble(j))
            .isCloseTo(-feedbackOfBeta, within(1e-9));
      }
      assertThat(pair.getFirst().getGradientFor("mean").getDouble(j)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void thePassRuleLeavesRewardAsItIs(boolean training) {
    RuleMap rules = RuleMap.all(new EpsilonRule()).type(BatchNormalization.class, new PassRule());
    MultiLayerNetwork network = Lfp.with(rules).configure(stock(false, false));
    network.initGradientsView();
    LfpBatchNorm layer = (LfpBatchNorm) network.getLayer(1);
    LayerWorkspaceMgr memory = LayerWorkspaceMgr.noWorkspaces();
    INDArray x = Fixtures.normal(DataType.DOUBLE, 3, 4, 6);
    INDArray g = Fixtures.normal(DataType.DOUBLE, 4, 4, 6);
    layer.setInput(x, memory);
    INDArray z = layer.activate(training, memory).dup();
    INDArray reward = layer.backpropGradient(g.dup(), memory).getSecond().mul(x);
    assertThat(maxDifference(reward, z.mul(g))).isLessThan(1e-12);
    assertThat(Transforms.abs(reward, true).sumNumber().doubleValue()).isPositive();
  }
}
