package io.github.lfp4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.dl4j.relevance.Canonizer;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import io.github.lfp4j.dl4j.relevance.RelevanceVisitor;
import io.github.lfp4j.dl4j.relevance.Target;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@code Lfp.relevance(net).of(input, target)}. */
class RelevanceTest {
  private static final RelevanceVisitor NOBODY = new RelevanceVisitor() {};

  private static NeuralNetConfiguration.Builder base() {
    return new NeuralNetConfiguration.Builder().seed(6).dataType(DataType.DOUBLE);
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder().nOut(3).hasBias(false).activation(Activation.SOFTMAX).build();
  }

  /** Without biases, so that nothing of the logit is lost. */
  private static MultiLayerNetwork withoutBias() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            base()
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .hasBias(false)
                        .activation(Activation.RELU)
                        .build())
                .layer(
                    new DenseLayer.Builder()
                        .nOut(5)
                        .hasBias(false)
                        .activation(Activation.RELU)
                        .build())
                .layer(output())
                .setInputType(InputType.convolutional(6, 6, 2))
                .build());
    network.init();
    return network;
  }

  /** Convolution, normalisation with statistics as after a training, ReLU. */
  private static MultiLayerNetwork normalised() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            base()
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(new BatchNormalization.Builder().useLogStd(false).build())
                .layer(new ActivationLayer.Builder().activation(Activation.RELU).build())
                .layer(output())
                .setInputType(InputType.convolutional(6, 6, 2))
                .build());
    network.init();
    network.getLayer(1).getParam("mean").assign(numbers(3, 1, 4));
    network.getLayer(1).getParam("var").assign(numbers(4, 1, 4).muli(0.3).addi(1));
    // Some turn the sign of their channel.
    network.getLayer(1).getParam("gamma").assign(numbers(5, 1, 4).muli(1.5));
    network.getLayer(1).getParam("gamma").putScalar(0, -0.8);
    network.getLayer(1).getParam("beta").assign(numbers(7, 1, 4));
    return network;
  }

  private static INDArray numbers(long seed, long... shape) {
    Random random = new Random(seed);
    INDArray result = Nd4j.create(DataType.DOUBLE, shape);
    return result.assign(
        Nd4j.createFromArray(random.doubles(result.length(), -1, 1).toArray()).reshape(shape));
  }

  private static INDArray images() {
    return numbers(1, 5, 2, 6, 6);
  }

  /** What the output layer computes before its softmax. */
  private static INDArray logits(MultiLayerNetwork network, INDArray x) {
    INDArray hidden = network.feedForward(x, false).get(network.getnLayers() - 1);
    INDArray w = network.getLayer(network.getnLayers() - 1).getParam("W");
    return hidden.reshape('c', x.size(0), w.size(0)).mmul(w);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void addsUpToTheLogitOfItsClass(int target) {
    MultiLayerNetwork network = withoutBias();
    INDArray x = images();

    INDArray relevance =
        Lfp.relevance(network)
            .rules(RuleMap.all(new EpsilonRule(1e-12)))
            .of(x, Target.outputClass(target));

    assertThat(relevance.shape()).isEqualTo(x.shape());
    INDArray logits = logits(network, x);
    for (int n = 0; n < x.size(0); n++) {
      assertThat(relevance.slice(n).sumNumber().doubleValue())
          .isCloseTo(logits.getDouble(n, target), within(1e-9));
    }
  }

  /** In the limit of a vanishing epsilon a ReLU network's relevance is input times gradient. */
  @Test
  void isInputTimesGradientOfAReluNetwork() {
    MultiLayerNetwork network = withoutBias();
    INDArray x = images().get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, 1)).dup('c');

    INDArray relevance =
        Lfp.relevance(network)
            .rules(RuleMap.all(new EpsilonRule(1e-12)))
            .of(x, Target.outputClass(1));

    double step = 1e-6;
    for (int i = 0; i < x.length(); i += 7) {
      double value = x.getDouble(i);
      INDArray up = x.dup('c').putScalar(i, value + step);
      INDArray down = x.dup('c').putScalar(i, value - step);
      double slope =
          (logits(network, up).getDouble(0, 1) - logits(network, down).getDouble(0, 1))
              / (2 * step);
      assertThat(relevance.getDouble(i)).isCloseTo(value * slope, within(1e-7));
    }
  }

  @Test
  void startsWithTheEpsilonRuleAndWithoutFolding() {
    MultiLayerNetwork network = normalised();
    INDArray expected =
        RelevancePass.of(network, RuleMap.preset("epsilon"))
            .run(images(), Target.predicted(), NOBODY);

    assertThat(Lfp.relevance(network).of(images(), Target.predicted())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epsilon-plus", "epsilon-gamma-box", "epsilon-alpha2-beta1"})
  void foldsBatchNormWhereThePresetExpectsIt(String preset) {
    MultiLayerNetwork network = normalised();
    RuleMap rules = RuleMap.preset(preset);
    INDArray x = images();

    INDArray relevance = Lfp.relevance(network).rules(rules).of(x, Target.predicted());

    assertThat(relevance)
        .isEqualTo(
            RelevancePass.of(Canonizer.foldBatchNorm(network), rules)
                .run(x, Target.predicted(), NOBODY));
    // The first layer of this one looks at no signs, so that folding changes nothing but rounding.
    boolean bySign = !preset.equals("epsilon-plus");
    assertThat(
            relevance.equals(RelevancePass.of(network, rules).run(x, Target.predicted(), NOBODY)))
        .isEqualTo(!bySign);
  }

  @Test
  void foldsBatchNormOnRequest() {
    MultiLayerNetwork network = normalised();
    INDArray x = images();

    INDArray relevance = Lfp.relevance(network).foldBatchNorm().of(x, Target.predicted());

    assertThat(relevance)
        .isEqualTo(
            RelevancePass.of(Canonizer.foldBatchNorm(network), RuleMap.preset("epsilon"))
                .run(x, Target.predicted(), NOBODY));
    // By the epsilon rule, relevance is the same either way, but for the stabiliser.
    INDArray unfolded = Lfp.relevance(network).of(x, Target.predicted());
    assertThat(Fixtures.maxDifference(relevance, unfolded)).isLessThan(1e-2);
  }

  @Test
  void isTheSameInAGraph() {
    for (MultiLayerNetwork network : new MultiLayerNetwork[] {withoutBias(), normalised()}) {
      ComputationGraph graph = network.toComputationGraph();
      RuleMap rules = RuleMap.preset("epsilon-plus");

      assertThat(Lfp.relevance(graph).rules(rules).of(images(), Target.outputClass(2)))
          .isEqualTo(Lfp.relevance(network).rules(rules).of(images(), Target.outputClass(2)));
    }
  }

  @Test
  void startsAtTheOutputThatIsNamed() {
    ComputationGraph graph =
        new ComputationGraph(
            base()
                .graphBuilder()
                .addInputs("a", "b")
                .addLayer("left", output(), "a")
                .addLayer("right", output(), "b")
                .setOutputs("left", "right")
                .setInputTypes(InputType.feedForward(4), InputType.feedForward(6))
                .build());
    graph.init();
    INDArray[] inputs = {numbers(1, 2, 4), numbers(2, 2, 6)};

    INDArray[] relevance = Lfp.relevance(graph).output("right").of(inputs, Target.outputClass(0));

    assertThat(relevance[0]).isEqualTo(inputs[0].like());
    INDArray logits = inputs[1].mmul(graph.getLayer("right").getParam("W"));
    assertThat(relevance[1].sum(1).getDouble(1)).isCloseTo(logits.getDouble(1, 0), within(1e-5));
    assertThatThrownBy(() -> Lfp.relevance(graph).of(inputs, Target.outputClass(0)))
        .isInstanceOf(LfpException.class)
        .hasMessageContaining("left")
        .hasMessageContaining("right");
  }

  @Test
  void leavesNetworkAndInputAlone() {
    MultiLayerNetwork network = normalised();
    INDArray parameters = network.params().dup();
    INDArray x = images();

    Lfp.relevance(network).rules(RuleMap.preset("epsilon-plus")).of(x, Target.predicted());

    assertThat(network.params()).isEqualTo(parameters);
    assertThat(x).isEqualTo(images());
  }
}
