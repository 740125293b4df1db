package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.maxDifference;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.dl4j.layer.LfpBatchNorm;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Under the gradient rule, batch normalisation is DL4J's: outputs, gradients, running statistics.
 */
class BatchNormStockTest {

  private static final int EXAMPLES = 16;
  private static final int SIZE = 4;
  private static final int CHANNELS = 5;
  private static final int STEPS = 20;

  /** How the variance is kept and whether gamma and beta are learned. */
  private record Variant(boolean locked, double gamma, boolean logarithmic, boolean minibatch) {}

  static List<Arguments> networks() {
    List<Arguments> all = new ArrayList<>();
    List<InputType> types =
        List.of(
            InputType.feedForward(CHANNELS),
            InputType.convolutional(SIZE, SIZE, CHANNELS, CNN2DFormat.NCHW),
            InputType.convolutional(SIZE, SIZE, CHANNELS, CNN2DFormat.NHWC));
    List<Variant> variants =
        List.of(
            new Variant(false, 0.8, false, true),
            new Variant(false, 1, true, true),
            new Variant(true, 0.8, false, true),
            new Variant(true, 1, true, false));
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      for (InputType input : types) {
        for (Variant variant : variants) {
          // DL4J's backward pass fails on [N, H, W, C] with gamma and beta locked.
          if (!variant.locked || !channelsLast(input)) {
            all.add(Arguments.of(type, input, variant));
          }
        }
      }
    }
    return all;
  }

  private static boolean channelsLast(InputType input) {
    return input instanceof InputType.InputTypeConvolutional images
        && images.getFormat() == CNN2DFormat.NHWC;
  }

  private static BatchNormalization norm(InputType input, Variant variant) {
    return new BatchNormalization.Builder()
        .dataFormat(channelsLast(input) ? CNN2DFormat.NHWC : CNN2DFormat.NCHW)
        .decay(0.7)
        .eps(1e-3)
        .gamma(variant.gamma)
        .beta(0.1)
        .lockGammaBeta(variant.locked)
        .useLogStd(variant.logarithmic)
        .minibatch(variant.minibatch)
        .build();
  }

  private static INDArray batch(DataType type, long seed, InputType input) {
    long[] shape = input.getShape(true);
    shape[0] = EXAMPLES;
    return Fixtures.normal(type, seed, shape).muli(1.5).addi(0.4);
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("networks")
  void trainsAlike(DataType type, InputType input, Variant variant) {
    MultiLayerNetwork stock =
        Fixtures.network(
            Fixtures.configuration(
                Fixtures.floats().dataType(type).miniBatch(variant.minibatch),
                input,
                norm(input, variant),
                norm(input, variant),
                Fixtures.output()));
    INDArray start = stock.params().dup();
    MultiLayerNetwork fast = Lfp.with(new GradientRule()).configure(stock);
    assertThat(fast.getLayer(0)).isInstanceOf(LfpBatchNorm.class);
    DataSet data = new DataSet(batch(type, 9, input), Fixtures.blobs(EXAMPLES, type).getLabels());
    double tolerance = type == DataType.DOUBLE ? 1e-10 : 1e-3;
    Training.assertTrainAlike(stock, fast, Training.batches(data), 0, STEPS, tolerance);
    assertThat(maxDifference(start, stock.params())).isGreaterThan(0.02);
    INDArray x = batch(type, 10, input);
    assertThat(maxDifference(stock.output(x), fast.output(x))).isLessThan(tolerance);
    assertSamePass(stock.getLayer(0), fast.getLayer(0), x, batch(type, 11, input), tolerance);
  }

  private static void assertSamePass(
      Layer stock, Layer fast, INDArray x, INDArray epsilon, double tolerance) {
    LayerWorkspaceMgr memory = LayerWorkspaceMgr.noWorkspaces();
    stock.setInput(x.dup(), memory);
    fast.setInput(x.dup(), memory);
    INDArray expected = stock.activate(false, memory);
    assertThat(maxDifference(expected, fast.activate(false, memory))).isLessThan(tolerance);
    expected = stock.activate(true, memory);
    assertThat(maxDifference(expected, fast.activate(true, memory))).isLessThan(tolerance);
    Pair<Gradient, INDArray> a = stock.backpropGradient(epsilon.dup(), memory);
    // What travels down an LFP network is the negative gradient.
    Pair<Gradient, INDArray> b = fast.backpropGradient(epsilon.neg(), memory);
    assertThat(maxDifference(a.getSecond(), b.getSecond().neg())).isLessThan(tolerance);
    assertThat(b.getFirst().gradientForVariable().keySet())
        .containsExactlyElementsOf(a.getFirst().gradientForVariable().keySet());
    for (String name : a.getFirst().gradientForVariable().keySet()) {
      INDArray gradient = a.getFirst().getGradientFor(name);
      assertThat(maxDifference(gradient, b.getFirst().getGradientFor(name)))
          .as(name)
          .isLessThan(tolerance * (1 + gradient.amaxNumber().doubleValue()));
    }
  }
}
