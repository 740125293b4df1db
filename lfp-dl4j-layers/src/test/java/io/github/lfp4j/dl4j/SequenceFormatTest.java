package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.maxDifference;
import static io.github.lfp4j.dl4j.Fixtures.normal;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.conf.LfpConvolution1DLayer;
import io.github.lfp4j.dl4j.conf.LfpEmbeddingSequenceLayer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Layers over time with channels last do what they do with channels first. (DL4J cannot train its
 * convolution over time in that format, so that it is no oracle.)
 */
class SequenceFormatTest {

  private static final int EXAMPLES = 4;
  private static final int TIME = 7;
  private static final LayerWorkspaceMgr MEMORY = LayerWorkspaceMgr.noWorkspaces();

  private static MultiLayerNetwork convolution(
      RNNFormat format, ConvolutionMode mode, int stride, Rule rule) {
    LfpConvolution1DLayer layer =
        (LfpConvolution1DLayer)
            new LfpConvolution1DLayer.Builder(rule)
                .rnnDataFormat(format)
                .kernelSize(3)
                .stride(stride)
                .convolutionMode(mode)
                .nOut(4)
                .activation(Activation.RELU)
                .build();
    layer.setInputReward(true);
    return network(InputType.recurrent(2, TIME, format), layer);
  }

  private static MultiLayerNetwork embedding(RNNFormat format, boolean inputReward) {
    LfpEmbeddingSequenceLayer layer =
        (LfpEmbeddingSequenceLayer)
            new LfpEmbeddingSequenceLayer.Builder()
                .nIn(5)
                .nOut(3)
                .hasBias(true)
                .inputLength(TIME)
                .outputDataFormat(format)
                .activation(Activation.LEAKYRELU)
                .build();
    layer.setInputReward(inputReward);
    return network(InputType.recurrent(5, TIME), layer);
  }

  private static MultiLayerNetwork network(
      InputType type, org.deeplearning4j.nn.conf.layers.Layer layer) {
    MultiLayerNetwork network =
        Fixtures.network(
            Fixtures.doubles()
                .trainingWorkspaceMode(org.deeplearning4j.nn.conf.WorkspaceMode.NONE)
                .list()
                .layer(layer)
                .setInputType(type)
                .build());
    network.initGradientsView();
    return network;
  }

  private static INDArray channelsLast(INDArray sequences) {
    return sequences.permute(0, 2, 1).dup('c');
  }

  private static INDArray tokens() {
    INDArray x = Nd4j.create(DataType.DOUBLE, EXAMPLES, TIME);
    for (int i = 0; i < x.length(); i++) {
      x.putScalar(i, (i * i + 1) % 5);
    }
    return x;
  }

  static Stream<Rule> rules() {
    return Stream.of(new EpsilonRule(), new GradientRule());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void convolutionsAgree(Rule rule) {
    for (ConvolutionMode mode :
        new ConvolutionMode[] {
          ConvolutionMode.Truncate, ConvolutionMode.Same, ConvolutionMode.Causal
        }) {
      Layer first = convolution(RNNFormat.NCW, mode, 2, rule).getLayer(0);
      Layer last = convolution(RNNFormat.NWC, mode, 2, rule).getLayer(0);
      assertThat(last.params()).isEqualTo(first.params());
      INDArray x = normal(DataType.DOUBLE, 3, EXAMPLES, 2, TIME);
      INDArray a = first.activate(x, true, MEMORY);
      assertThat(maxDifference(last.activate(channelsLast(x), true, MEMORY), channelsLast(a)))
          .isLessThan(1e-12);
      INDArray g = normal(DataType.DOUBLE, 4, a.shape());
      Pair<Gradient, INDArray> one = first.backpropGradient(g.dup(), MEMORY);
      Pair<Gradient, INDArray> other = last.backpropGradient(channelsLast(g), MEMORY);
      assertThat(maxDifference(first.getGradientsViewArray(), last.getGradientsViewArray()))
          .isLessThan(1e-12);
      assertThat(maxDifference(channelsLast(one.getSecond()), other.getSecond())).isLessThan(1e-12);
      assertThat(one.getSecond().amaxNumber().doubleValue()).isGreaterThan(0.1);
    }
  }

  /** A mask on the layer itself: as if the masked steps of the output did not exist. */
  @ParameterizedTest
  @EnumSource(RNNFormat.class)
  void maskedStepsPassNothing(RNNFormat format) {
    Layer layer = convolution(format, ConvolutionMode.Same, 1, new EpsilonRule()).getLayer(0);
    boolean last = format == RNNFormat.NWC;
    INDArray x = normal(DataType.DOUBLE, 3, EXAMPLES, 2, TIME);
    INDArray mask = Nd4j.ones(DataType.DOUBLE, EXAMPLES, TIME);
    mask.putScalar(1, 5, 0);
    mask.putScalar(1, 6, 0);
    INDArray along = mask.reshape(EXAMPLES, 1, TIME);
    INDArray g = normal(DataType.DOUBLE, 4, EXAMPLES, 4, TIME);
    INDArray masked = g.mul(along);

    INDArray free = layer.activate(last ? channelsLast(x) : x, true, MEMORY).dup();
    INDArray down =
        layer.backpropGradient(last ? channelsLast(masked) : masked, MEMORY).getSecond();
    INDArray feedback = layer.getGradientsViewArray().dup();

    layer.setMaskArray(mask);
    INDArray a = layer.activate(last ? channelsLast(x) : x, true, MEMORY);
    INDArray expected = free.mul(last ? mask.reshape(EXAMPLES, TIME, 1) : along);
    assertThat(maxDifference(a, expected)).isLessThan(1e-12);
    INDArray again = layer.backpropGradient(last ? channelsLast(g) : g, MEMORY).getSecond();
    assertThat(maxDifference(again, down)).isLessThan(1e-12);
    assertThat(maxDifference(layer.getGradientsViewArray(), feedback)).isLessThan(1e-12);
    assertThat(
            layer
                .feedForwardMaskArray(mask, org.deeplearning4j.nn.api.MaskState.Active, EXAMPLES)
                .getFirst()
                .shape())
        .containsExactly(EXAMPLES, TIME);
  }

  @Test
  void embeddingsAgree() {
    Layer first = embedding(RNNFormat.NCW, true).getLayer(0);
    Layer last = embedding(RNNFormat.NWC, true).getLayer(0);
    INDArray mask = Nd4j.ones(DataType.DOUBLE, EXAMPLES, TIME);
    mask.putScalar(2, 6, 0);
    first.setMaskArray(mask);
    last.setMaskArray(mask);
    INDArray a = first.activate(tokens(), true, MEMORY);
    INDArray other = last.activate(tokens(), true, MEMORY);
    assertThat(maxDifference(other, channelsLast(a))).isLessThan(1e-12);
    INDArray g = normal(DataType.DOUBLE, 4, a.shape());
    INDArray down = first.backpropGradient(g.dup(), MEMORY).getSecond();
    INDArray downOfLast = last.backpropGradient(channelsLast(g), MEMORY).getSecond();
    assertThat(maxDifference(first.getGradientsViewArray(), last.getGradientsViewArray()))
        .isLessThan(1e-12);
    assertThat(maxDifference(down, downOfLast)).isLessThan(1e-12);
    // All reward of a token, R = sum of a G (here without bias' share), is per unit of its index.
    assertThat(down.shape()).containsExactly(EXAMPLES, TIME);
    assertThat(down.mul(tokens()).getDouble(2, 6)).as("masked").isZero();
    assertThat(down.mul(tokens()).amaxNumber().doubleValue()).isGreaterThan(0.1);
  }

  /** Where nobody asks for it, nothing is handed down, in the shape of the input. */
  @Test
  void embeddingsHandDownNothingInTraining() {
    Layer layer = embedding(RNNFormat.NCW, false).getLayer(0);
    INDArray a = layer.activate(tokens(), true, MEMORY);
    INDArray down =
        layer.backpropGradient(normal(DataType.DOUBLE, 4, a.shape()), MEMORY).getSecond();
    assertThat(down.shape()).containsExactly(EXAMPLES, TIME);
    assertThat(down.amaxNumber().doubleValue()).isZero();
  }
}
