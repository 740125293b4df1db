package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.blobs;
import static io.github.lfp4j.dl4j.Fixtures.dense;
import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.Fixtures.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.core.reward.SoftmaxReward;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.core.rule.ZPlusRule;
import io.github.lfp4j.dl4j.conf.LfpConf;
import io.github.lfp4j.dl4j.conf.LfpDenseLayer;
import io.github.lfp4j.dl4j.conf.LfpOutputLayer;
import io.github.lfp4j.dl4j.conf.WeightedConf;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Networks that DL4J's transfer learning has changed go on learning by LFP, or it is said. */
class TransferLearningTest {

  private static final Lfp LFP = Lfp.with(new EpsilonRule(1e-11)).reward(new SoftmaxReward());
  private static final DataSet DATA = blobs(12, DataType.DOUBLE);

  private static MultiLayerNetwork trained() {
    MultiLayerNetwork network = Fixtures.network(LFP.configure(mlp(doubles(), Activation.RELU)));
    Fixtures.fit(network, DATA, 3);
    return network;
  }

  private static FineTuneConfiguration.Builder fineTuning() {
    return new FineTuneConfiguration.Builder().seed(5);
  }

  private static Layer conf(MultiLayerNetwork network, int index) {
    return network.getLayerWiseConfigurations().getConf(index).getLayer();
  }

  /** The gradient of stock layers with the same parameters is the oracle. */
  private static void assertLearnsByLfp(MultiLayerNetwork network) {
    LFP.check(network);
    INDArray expected = Fixtures.scaledGradient(Lfp.toStandard(network), DATA);
    INDArray actual = Fixtures.gradient(network, DATA);
    assertThat(expected.amaxNumber().doubleValue()).isGreaterThan(1e-6);
    assertThat(Fixtures.maxDifference(expected, actual) / expected.amaxNumber().doubleValue())
        .isLessThan(1e-7);
  }

  @Test
  void fineTuningKeepsRulesAndRewards() {
    MultiLayerNetwork original =
        Fixtures.network(
            Lfp.with(RuleMap.all(new EpsilonRule(1e-4)).named("layer1", new ZPlusRule()))
                .reward(new SoftmaxReward())
                .configure(mlp(doubles(), Activation.TANH)));
    MultiLayerNetwork tuned =
        new TransferLearning.Builder(original)
            .validateOutputLayerConfig(false) // the activation function is the output's, too
            .fineTuneConfiguration(
                fineTuning()
                    .activation(Activation.RELU)
                    .updater(new Adam(0.01))
                    .l2(0.1)
                    .dropOut(0.9)
                    .build())
            .build();
    assertThat(((LfpConf) conf(tuned, 0)).getRule()).isEqualTo(new EpsilonRule(1e-4));
    assertThat(((LfpConf) conf(tuned, 1)).getRule()).isEqualTo(new ZPlusRule());
    LfpOutputLayer output = (LfpOutputLayer) conf(tuned, 2);
    assertThat(output.getReward()).isEqualTo(new SoftmaxReward());
    assertThat(output.getIUpdater()).isEqualTo(new Adam(0.01));
    assertThat(((DenseLayer) conf(tuned, 0)).getActivationFn()).isEqualTo(new ActivationReLU());
    assertThat(tuned.params()).isEqualTo(original.params());
  }

  @Test
  void fineTunedNetworksLearnByLfp() {
    MultiLayerNetwork tuned =
        new TransferLearning.Builder(trained())
            .fineTuneConfiguration(fineTuning().updater(new Sgd(0.02)).build())
            .build();
    assertLearnsByLfp(tuned);
    INDArray before = tuned.params().dup();
    INDArray step = Fixtures.gradient(tuned, DATA).mul(0.02 / DATA.numExamples());
    tuned.fit(DATA);
    assertThat(Fixtures.maxDifference(before.sub(step), tuned.params())).isLessThan(1e-12);
  }

  @Test
  void replacedWidthsLearnByLfp() {
    MultiLayerNetwork original = trained();
    MultiLayerNetwork wider =
        new TransferLearning.Builder(original)
            .fineTuneConfiguration(fineTuning().build())
            .nOutReplace(1, 9, WeightInit.XAVIER)
            .build();
    assertThat(wider.getParam("0_W")).isEqualTo(original.getParam("0_W"));
    assertThat(wider.getParam("1_W").shape()).containsExactly(8, 9);
    assertThat(wider.getParam("2_W").shape()).containsExactly(9, 3);
    assertThat(wider.getParam("1_b").aminNumber().doubleValue())
        .as("new biases start at small random numbers")
        .isPositive();
    assertLearnsByLfp(wider);
  }

  @Test
  void lfpLayersCanBeAddedAsTheyAre() {
    MultiLayerNetwork network =
        new TransferLearning.Builder(trained())
            .fineTuneConfiguration(fineTuning().updater(new Sgd(0.1)).build())
            .removeOutputLayer()
            .addLayer(lfpDense(6, 7))
            .addLayer(lfpOutput(7))
            .build();
    assertLearnsByLfp(network);
    INDArray before = network.params().dup();
    Fixtures.fit(network, DATA, 30);
    Training.assertMoved(before, network);
  }

  private static LfpDenseLayer lfpDense(int in, int out) {
    LfpDenseLayer.Builder builder = new LfpDenseLayer.Builder(new EpsilonRule(1e-11));
    builder.nIn(in).nOut(out).activation(Activation.RELU);
    return builder.build();
  }

  private static LfpOutputLayer lfpOutput(int in) {
    LfpOutputLayer.Builder builder = new LfpOutputLayer.Builder(new SoftmaxReward());
    builder
        .rule(new EpsilonRule(1e-11))
        .nIn(in)
        .nOut(Fixtures.CLASSES)
        .activation(Activation.SOFTMAX)
        .lossFunction(LossFunctions.LossFunction.MCXENT);
    return builder.build();
  }

  /** The layers above the frozen ones take the steps that they take in the whole network. */
  @Test
  void frozenLayersStayAndTheOthersLearn() {
    MultiLayerNetwork whole = trained();
    MultiLayerNetwork frozen =
        new TransferLearning.Builder(whole)
            .fineTuneConfiguration(fineTuning().build())
            .setFeatureExtractor(0)
            .build();
    assertThat(frozen.getLayer(0)).isInstanceOf(FrozenLayer.class);
    INDArray before = whole.getParam("0_W").dup();
    MultiLayerNetwork restored =
        Fixtures.network(
            MultiLayerConfiguration.fromJson(frozen.getLayerWiseConfigurations().toJson()));
    restored.setParams(frozen.params());
    MultiLayerNetwork converted = LFP.configure(frozen);
    MultiLayerNetwork fromStock = LFP.configure(Lfp.toStandard(frozen));
    whole.fit(DATA);
    for (MultiLayerNetwork network : List.of(frozen, restored, converted, fromStock)) {
      LFP.check(network);
      network.fit(DATA);
      assertThat(network.getLayer(0)).isInstanceOf(FrozenLayer.class);
      assertThat(network.getLayer(0).getParam("W")).isEqualTo(before);
      for (String name : List.of("1_W", "1_b", "2_W", "2_b")) {
        assertThat(Fixtures.maxDifference(whole.getParam(name), network.getParam(name)))
            .isLessThan(1e-12);
      }
    }
    assertThat(Fixtures.maxDifference(before, whole.getParam("0_W"))).isGreaterThan(1e-4);
  }

  @Test
  void frozenPartsOfGraphsStayAndTheOthersLearn() {
    ComputationGraph whole = trainedGraph();
    ComputationGraph frozen =
        new TransferLearning.GraphBuilder(whole)
            .fineTuneConfiguration(fineTuning().build())
            .setFeatureExtractor("shared")
            .build();
    INDArray before = frozen.getLayer("shared").params().dup();
    MultiDataSet data = GraphFixtures.points(9, DataType.DOUBLE);
    whole.fit(data);
    LFP.check(frozen);
    frozen.fit(data);
    assertThat(frozen.getLayer("shared").params()).isEqualTo(before);
    for (String name : List.of("a_W", "a2_b", "b_W", "out_W")) {
      // DL4J's graph builder has made float of it.
      assertThat(
              Fixtures.maxDifference(
                  whole.getParam(name), frozen.getParam(name).castTo(DataType.DOUBLE)))
          .isLessThan(1e-5);
    }
  }

  private static MultiLayerNetwork withStockLayers() {
    return new TransferLearning.Builder(trained())
        .fineTuneConfiguration(fineTuning().updater(new Sgd(0.1)).build())
        .removeOutputLayer()
        .addLayer(
            new DenseLayer.Builder()
                .name("added")
                .nIn(6)
                .nOut(5)
                .activation(Activation.RELU)
                .build())
        .addLayer(stockOutput(5))
        .build();
  }

  private static OutputLayer stockOutput(int in) {
    return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
        .nIn(in)
        .nOut(Fixtures.CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  @Test
  void stockLayersThatWereAddedAreNamedAndConverted() {
    MultiLayerNetwork mixed = withStockLayers();
    assertThatThrownBy(() -> LFP.check(mixed))
        .isInstanceOf(LfpException.class)
        .hasMessageStartingWith(
            "layer 2 'added' (DenseLayer), layer 3 'layer3' (OutputLayer): without LFP")
        .hasMessageContaining("Lfp.configure");

    MultiLayerNetwork converted = LFP.configure(mixed);
    assertThat(converted.params()).isEqualTo(mixed.params());
    assertLearnsByLfp(converted);
  }

  @Test
  void stockLayersWithinOthersAreNamed() {
    MultiLayerNetwork mixed =
        Fixtures.network(
            Fixtures.features(
                doubles(),
                lfpDense(Fixtures.FEATURES, 6),
                new FrozenLayerWithBackprop(dense(6, Activation.RELU)),
                lfpOutput(6)));
    assertThatThrownBy(() -> LFP.check(mixed))
        .isInstanceOf(LfpException.class)
        .hasMessageStartingWith("layer 1 ")
        .hasMessageContaining("(DenseLayer): without LFP");
    LFP.check(LFP.configure(mixed));
  }

  /** What LFP layers hand down has the opposite sign, under the gradient rule too. */
  @Test
  void stockLayersAreNamedUnderTheGradientRuleToo() {
    RuleMap rules =
        RuleMap.all(new EpsilonRule())
            .named("added", new GradientRule())
            .named("layer3", new GradientRule());
    MultiLayerNetwork mixed = withStockLayers();
    assertThatThrownBy(() -> Lfp.with(rules).check(mixed))
        .isInstanceOf(LfpException.class)
        .hasMessageContaining("layer 2 'added' (DenseLayer)");
    Lfp.with(rules).check(Lfp.with(rules).configure(mixed));
  }

  /** DL4J's noise overwrites the activation that an LFP layer would find its way back by. */
  @Test
  void stockNoiseBehindLfpLayersIsNamed() {
    MultiLayerNetwork network =
        new TransferLearning.Builder(trained())
            .fineTuneConfiguration(fineTuning().build())
            .removeOutputLayer()
            .addLayer(new DropoutLayer(new GaussianDropout(0.5)))
            .addLayer(lfpOutput(6))
            .build();
    assertThatThrownBy(() -> LFP.check(network))
        .isInstanceOf(LfpException.class)
        .hasMessageContaining("layer 2")
        .hasMessageContaining("DropoutLayer");
    LFP.check(LFP.configure(network));
  }

  private static ComputationGraph trainedGraph() {
    ComputationGraph graph =
        GraphFixtures.network(
            LFP.configure(GraphFixtures.named("fan-out").configuration(doubles())));
    GraphFixtures.fit(graph, GraphFixtures.points(9, DataType.DOUBLE), 3);
    return graph;
  }

  /** DL4J makes float of every graph that it builds anew; rounding would hide what is wanted. */
  private static void assertLearnsByLfp(ComputationGraph floats) {
    assertThat(floats.getConfiguration().getDataType()).isEqualTo(DataType.FLOAT);
    LFP.check(floats);
    ComputationGraph graph = floats.convertDataType(DataType.DOUBLE);
    LFP.check(graph);
    MultiDataSet data = GraphFixtures.points(9, DataType.DOUBLE);
    INDArray expected = GraphFixtures.scaledGradient(Lfp.toStandard(graph), data);
    INDArray actual = GraphFixtures.gradient(graph, data);
    assertThat(GraphFixtures.relativeDifference(expected, actual)).isLessThan(1e-7);
  }

  @Test
  void graphsKeepTheirRulesAndLearnByLfp() {
    ComputationGraph original = trainedGraph();
    ComputationGraph tuned =
        new TransferLearning.GraphBuilder(original)
            .fineTuneConfiguration(fineTuning().updater(new Sgd(0.01)).build())
            .build();
    assertThat(Fixtures.maxDifference(original.params(), tuned.params())).isLessThan(1e-6);
    assertLearnsByLfp(tuned);

    ComputationGraph wider =
        new TransferLearning.GraphBuilder(
                GraphFixtures.network(
                    LFP.configure(GraphFixtures.named("two outputs").configuration(doubles()))))
            .fineTuneConfiguration(fineTuning().build())
            .nOutReplace("hidden", 11, WeightInit.XAVIER)
            .build();
    assertThat(wider.getParam("hidden_W").size(1)).isEqualTo(11);
    LFP.check(wider);
  }

  @Test
  void stockPartsOfGraphsAreNamedAndConverted() {
    DenseLayer wide = dense(5, Activation.RELU);
    wide.setNIn(15); // fine-tuning does not derive widths
    ComputationGraph mixed =
        new TransferLearning.GraphBuilder(trainedGraph())
            .fineTuneConfiguration(fineTuning().updater(new Sgd(0.01)).build())
            .removeVertexAndConnections("out")
            .addLayer("extra", wide, "all")
            .addVertex("again", new ElementWiseVertex(ElementWiseVertex.Op.Add), "extra", "sum")
            .addLayer("out2", stockOutput(5), "again")
            .setOutputs("out2")
            .build();
    assertThatThrownBy(() -> LFP.check(mixed))
        .isInstanceOf(LfpException.class)
        .hasMessageContaining("'extra' (DenseLayer)")
        .hasMessageContaining("'again' (ElementWiseVertex)")
        .hasMessageContaining("'out2' (OutputLayer)")
        .hasMessageNotContaining("'shared'");
    ComputationGraph converted = LFP.configure(mixed);
    assertThat(converted.params()).isEqualTo(mixed.params());
    assertLearnsByLfp(converted);
  }

  /** A first layer hands nothing down, which a layer that is put before it would wait for. */
  @Test
  void layersBelowTheFirstAreSeen() {
    LfpDenseLayer below = lfpDense(Fixtures.FEATURES, Fixtures.FEATURES);
    ComputationGraph deeper =
        new TransferLearning.GraphBuilder(
                GraphFixtures.network(
                    LFP.configure(
                        GraphFixtures.residual(ElementWiseVertex.Op.Add).configuration(doubles()))))
            .fineTuneConfiguration(fineTuning().updater(new Sgd(0.01)).build())
            .addLayer("h0", below, "x")
            .removeVertexKeepConnections("h1")
            .addLayer("h1", firstLayer(), "h0")
            .build();
    assertThatThrownBy(() -> LFP.check(deeper))
        .isInstanceOf(LfpException.class)
        .hasMessageContaining("'h1' (LfpDenseLayer)")
        .hasMessageContaining("once more");
    assertLearnsByLfp(LFP.configure(deeper));
  }

  private static Layer firstLayer() {
    LfpDenseLayer layer = lfpDense(Fixtures.FEATURES, 7);
    ((WeightedConf) layer).setLowest(true);
    return layer;
  }
}
