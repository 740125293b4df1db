package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.FEATURES;
import static io.github.lfp4j.dl4j.Fixtures.doubles;
import static io.github.lfp4j.dl4j.Fixtures.floats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lfp4j.core.recurrent.GateRule;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.FlatRule;
import io.github.lfp4j.core.rule.GammaRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.conf.LfpGravesLstmLayer;
import io.github.lfp4j.dl4j.conf.LfpLstmLayer;
import io.github.lfp4j.dl4j.conf.LfpSimpleRnnLayer;
import io.github.lfp4j.dl4j.relevance.RelevancePass;
import io.github.lfp4j.dl4j.relevance.RelevanceVisitor;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Which rules recurrent layers have, and what becomes of the reward. */
class RecurrentRuleTest {

  private static MultiLayerConfiguration configuration(Layer layer) {
    return RecurrentSamples.sequences(
        doubles(), layer, new GlobalPoolingLayer(PoolingType.AVG), Fixtures.output());
  }

  static Stream<BaseRecurrentLayer> conserving() {
    return Stream.of(
        RecurrentSamples.rnn(Activation.RELU).build(),
        RecurrentSamples.rnn(Activation.TANH).build(),
        RecurrentSamples.lstm().build(),
        RecurrentSamples.peepholes().build(),
        RecurrentSamples.bidirectional());
  }

  /** Without biases, all relevance of the logits comes down to the input. */
  @ParameterizedTest
  @MethodSource("conserving")
  void relevanceIsConserved(BaseRecurrentLayer layer) {
    MultiLayerNetwork network = Fixtures.network(configuration(layer));
    network
        .paramTable()
        .forEach(
            (name, values) -> {
              if (name.contains("_b")) {
                values.assign(0);
              }
            });
    INDArray x = RecurrentSamples.sequences(4, DataType.DOUBLE).getFeatures();
    INDArray relevance =
        RelevancePass.of(network, RuleMap.all(new EpsilonRule(1e-12)))
            .run(x, logits -> logits.mul(0).addi(1), new RelevanceVisitor() {});
    double started = 4 * Fixtures.CLASSES;
    assertThat(relevance.sumNumber().doubleValue()).isCloseTo(started, Offset.offset(1e-6));
    INDArray shared =
        RelevancePass.of(network, RuleMap.all(new EpsilonRule(1e-12)), GateRule.HALF)
            .run(x, logits -> logits.mul(0).addi(1), new RelevanceVisitor() {});
    boolean gated = !(layer instanceof SimpleRnn);
    assertThat(Math.abs(shared.sumNumber().doubleValue() - started) > 1e-3)
        .as("the constants in the gates take their shares")
        .isEqualTo(gated);
  }

  /** Gates learn if they get reward, and not otherwise. */
  @ParameterizedTest
  @EnumSource(GateRule.class)
  void gatesLearnFromTheirShare(GateRule gates) {
    MultiLayerNetwork network =
        Fixtures.network(
            Lfp.defaults().gates(gates).configure(configuration(RecurrentSamples.lstm().build())));
    DataSet data = RecurrentSamples.sequences(5, DataType.DOUBLE);
    Fixtures.gradient(network, data);
    INDArray feedback = network.gradient().getGradientFor("0_W");
    int units = RecurrentSamples.UNITS;
    for (int kind = 0; kind < 4; kind++) {
      double largest =
          feedback
              .getColumns(
                  java.util.stream.IntStream.range(kind * units, (kind + 1) * units).toArray())
              .amaxNumber()
              .doubleValue();
      boolean learns = kind == 0 || gates != GateRule.SIGNAL_TAKES_ALL;
      assertThat(largest > 0).as("kind " + kind).isEqualTo(learns);
    }
  }

  @Test
  void theGateRuleTravelsWithTheConfiguration() {
    MultiLayerConfiguration stock = configuration(RecurrentSamples.lstm().build());
    MultiLayerConfiguration lfp = Lfp.defaults().gates(GateRule.PROPORTIONAL).configure(stock);
    MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(lfp.toJson());
    assertThat(((LfpLstmLayer) read.getConf(0).getLayer()).getGateRule())
        .isEqualTo(GateRule.PROPORTIONAL);
    assertThat(read).isEqualTo(lfp).isNotEqualTo(Lfp.defaults().configure(stock));
    assertThat(Lfp.toStandard(read)).isEqualTo(stock);
  }

  @Test
  void buildersMakeLayersWithTheirRules() {
    Rule rule = new EpsilonRule(1e-3);
    LfpLstmLayer lstm =
        (LfpLstmLayer)
            new LfpLstmLayer.Builder(rule).gateRule(GateRule.HALF).nIn(2).nOut(3).build();
    assertThat(lstm.getRule()).isEqualTo(rule);
    assertThat(lstm.getGateRule()).isEqualTo(GateRule.HALF);
    assertThat(lstm.getNOut()).isEqualTo(3);
    LfpGravesLstmLayer peepholes =
        (LfpGravesLstmLayer) new LfpGravesLstmLayer.Builder().nIn(2).nOut(3).build();
    assertThat(peepholes.getGateRule()).isEqualTo(GateRule.BOTH);
    SimpleRnn simple = new LfpSimpleRnnLayer.Builder(rule).nIn(2).nOut(3).build();
    assertThat(((LfpSimpleRnnLayer) simple).getRule()).isEqualTo(rule);
  }

  static Stream<Rule> foreign() {
    return Stream.of(new GammaRule(), new FlatRule(), new EpsilonRule(1e-6, true));
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void otherRulesAreRefused(Rule rule) {
    MultiLayerConfiguration stock = configuration(RecurrentSamples.lstm().build());
    assertThatThrownBy(() -> Lfp.with(rule).configure(stock))
        .isInstanceOf(LfpException.class)
        .hasMessageStartingWith("layer 0 'sample' (LSTM): ")
        .hasMessageContaining("choose the epsilon rule");
  }

  static Stream<BaseRecurrentLayer> unsupported() {
    return Stream.of(
        RecurrentSamples.rnn(Activation.TANH).hasLayerNorm(true).build(),
        RecurrentSamples.rnn(Activation.SOFTMAX).build(),
        RecurrentSamples.lstm().activation(Activation.RRELU).build(),
        RecurrentSamples.lstm().gateActivationFunction(Activation.SOFTMAX).build());
  }

  @ParameterizedTest
  @MethodSource("unsupported")
  void whatHasNoRuleIsRefused(BaseRecurrentLayer layer) {
    assertThatThrownBy(() -> Lfp.defaults().configure(configuration(layer)))
        .isInstanceOf(LfpException.class)
        .hasMessageStartingWith("layer 0 'sample' (")
        .hasMessageContaining("; use ");
  }

  @Test
  void inputsOfTheWrongShapeAreRefusedNamingTheLayer() {
    MultiLayerNetwork network =
        Fixtures.lfp(
            RecurrentSamples.sequences(
                floats(),
                RecurrentSamples.lstm().build(),
                new GlobalPoolingLayer(),
                Fixtures.output()));
    INDArray wrong = Fixtures.normal(DataType.FLOAT, 1, 2, FEATURES + 1, 3);
    assertThatThrownBy(() -> network.output(wrong))
        .hasMessageContaining("nIn=" + FEATURES)
        .hasMessageContaining("layer index: 0");
  }

  /** Biases of input and gates that would be zero are not, the forget gates' are what was set. */
  @Test
  void biasesStartAtSmallNumbers() {
    MultiLayerNetwork network =
        Fixtures.lfp(
            RecurrentSamples.sequences(
                floats(),
                RecurrentSamples.lstm().build(),
                new GlobalPoolingLayer(),
                Fixtures.output()));
    double[] biases = network.getParam("0_b").toDoubleVector();
    int units = RecurrentSamples.UNITS;
    double bound = 1 / Math.sqrt(FEATURES + units);
    for (int i = 0; i < biases.length; i++) {
      if (i / units == 1) {
        assertThat(biases[i]).isEqualTo(1);
      } else {
        assertThat(Math.abs(biases[i])).isBetween(1e-9, bound);
      }
    }
  }
}
