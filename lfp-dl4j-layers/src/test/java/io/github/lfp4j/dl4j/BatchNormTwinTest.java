package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.maxDifference;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.GradientRule;
import io.github.lfp4j.core.rule.PassRule;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.layer.LfpBatchNorm;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Batch normalisation against loops, for all layouts in memory, rules and modes. */
class BatchNormTwinTest {

  private static final int EXAMPLES = 6;
  private static final int CHANNELS = 3;
  private static final int HEIGHT = 4;
  private static final int WIDTH = 5;
  private static final double EPS = 1e-4;

  /** Activations [N, C, H, W] in some layout. */
  private enum Layout {
    ROWS(1, CNN2DFormat.NCHW) {
      @Override
      INDArray from(INDArray nchw) {
        return nchw.reshape('c', EXAMPLES, CHANNELS).dup('c');
      }
    },
    COLUMNS(1, CNN2DFormat.NCHW) {
      @Override
      INDArray from(INDArray nchw) {
        return nchw.reshape('c', EXAMPLES, CHANNELS).dup('f');
      }
    },
    NCHW(HEIGHT * WIDTH, CNN2DFormat.NCHW) {
      @Override
      INDArray from(INDArray nchw) {
        return nchw.dup('c');
      }
    },
    NCHW_PERMUTED(HEIGHT * WIDTH, CNN2DFormat.NCHW) {
      @Override
      INDArray from(INDArray nchw) {
        return nchw.permute(0, 2, 3, 1).dup('c').permute(0, 3, 1, 2);
      }
    },
    NCHW_F(HEIGHT * WIDTH, CNN2DFormat.NCHW) {
      @Override
      INDArray from(INDArray nchw) {
        return nchw.dup('f');
      }
    },
    NHWC(HEIGHT * WIDTH, CNN2DFormat.NHWC) {
      @Override
      INDArray from(INDArray nchw) {
        return nchw.permute(0, 2, 3, 1).dup('c');
      }
    },
    ONE_PIXEL(1, CNN2DFormat.NCHW) {
      @Override
      INDArray from(INDArray nchw) {
        return nchw.dup('c');
      }
    };

    final int pixels;
    final CNN2DFormat format;

    Layout(int pixels, CNN2DFormat format) {
      this.pixels = pixels;
      this.format = format;
    }

    abstract INDArray from(INDArray nchw);

    /** [N, C, pixels]. */
    INDArray back(INDArray x) {
      INDArray nchw = this == NHWC ? x.permute(0, 3, 1, 2) : x;
      return nchw.dup('c').reshape('c', EXAMPLES, CHANNELS, pixels);
    }

    InputType inputType() {
      return this == ROWS || this == COLUMNS
          ? InputType.feedForward(CHANNELS)
          : InputType.convolutional(
              pixels == 1 ? 1 : HEIGHT, pixels == 1 ? 1 : WIDTH, CHANNELS, format);
    }

    INDArray normal(DataType type, long seed, double mean) {
      long height = pixels == 1 ? 1 : HEIGHT;
      INDArray nchw = Fixtures.normal(type, seed, EXAMPLES, CHANNELS, height, pixels / height);
      return from(nchw.addi(mean));
    }
  }

  /** Gamma and beta: learned, or locked at these values. */
  private record Shift(boolean locked, double gamma, double beta) {}

  static List<Arguments> passes() {
    List<Arguments> all = new ArrayList<>();
    List<Rule> rules =
        List.of(
            new EpsilonRule(0.01),
            new EpsilonRule(1e-6),
            new EpsilonRule(1e-30),
            new EpsilonRule(0),
            new GradientRule(),
            new PassRule());
    for (Layout layout : Layout.values()) {
      for (Rule rule : rules) {
        all.add(Arguments.of(layout, rule, DataType.DOUBLE, new Shift(false, 0.8, 0.2)));
      }
      // Near z = 0 the quotient has a slope of 1 / eps, by which rounding errors of z are
      // multiplied.
      all.add(
          Arguments.of(layout, new EpsilonRule(0.1), DataType.FLOAT, new Shift(false, 0.8, 0.2)));
    }
    for (Shift locked :
        new Shift[] {
          new Shift(true, 0.8, 0.2), new Shift(true, 1, 0.2), new Shift(true, 0.8, 0),
        }) {
      for (Rule rule : List.of(rules.get(0), new GradientRule(), new PassRule())) {
        for (Layout layout : List.of(Layout.ROWS, Layout.NCHW, Layout.NHWC)) {
          all.add(Arguments.of(layout, rule, DataType.DOUBLE, locked));
        }
      }
    }
    return all;
  }

  private static LfpBatchNorm layer(Layout layout, Rule rule, DataType type, Shift shift) {
    BatchNormalization norm =
        new BatchNormalization.Builder()
            .dataFormat(layout.format)
            .eps(EPS)
            .gamma(shift.gamma)
            .beta(shift.beta)
            .lockGammaBeta(shift.locked)
            .useLogStd(false)
            .build();
    MultiLayerNetwork stock =
        Fixtures.network(
            Fixtures.configuration(
                Fixtures.floats().dataType(type), layout.inputType(), norm, Fixtures.output()));
    if (!shift.locked) {
      stock.getParam("0_gamma").assign(Nd4j.createFromArray(-0.7, 1.2, 0.4).castTo(type));
      stock.getParam("0_beta").assign(Nd4j.createFromArray(0.3, -0.1, 0.2).castTo(type));
    }
    stock.getParam("0_mean").assign(Nd4j.createFromArray(2.1, 1.8, 2.4).castTo(type));
    stock.getParam("0_var").assign(Nd4j.createFromArray(0.9, 1.5, 0.6).castTo(type));
    RuleMap rules = RuleMap.all(new EpsilonRule()).type(BatchNormalization.class, rule);
    MultiLayerNetwork network = Lfp.with(rules).configure(stock);
    network.initGradientsView();
    return (LfpBatchNorm) network.getLayer(0);
  }

  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @MethodSource("passes")
  void equalsLoops(Layout layout, Rule rule, DataType type, Shift shift) {
    LayerWorkspaceMgr memory = LayerWorkspaceMgr.noWorkspaces();
    INDArray x = layout.normal(type, 3, 2);
    INDArray before = x.dup();
    INDArray g = layout.normal(type, 4, 0.3);
    // Another layout than that of the activations may arrive as well.
    for (INDArray incoming : List.of(g, g.dup(g.ordering() == 'c' ? 'f' : 'c'))) {
      INDArray incomingBefore = incoming.dup();
      for (boolean training : new boolean[] {true, false}) {
        LfpBatchNorm layer = layer(layout, rule, type, shift);
        Twin twin = new Twin(layer, shift, rule, training);
        twin.run(layout.back(x.castTo(DataType.DOUBLE)), layout.back(g.castTo(DataType.DOUBLE)));
        double tolerance = type == DataType.DOUBLE ? 1e-11 : 2e-5;
        layer.setInput(x, memory);
        INDArray z = layer.activate(training, memory);
        assertThat(maxDifference(layout.back(z), twin.z.castTo(type))).isLessThan(tolerance);
        z.assign(Double.NaN); // as a next layer might that works in place
        INDArray propagated = layer.propagate(incoming, memory);
        Pair<Gradient, INDArray> pair = layer.backpropGradient(incoming, memory);
        INDArray down = pair.getSecond();
        assertThat(down.shape()).isEqualTo(x.shape());
        assertThat(maxDifference(layout.back(down), twin.down.castTo(type))).isLessThan(tolerance);
        assertThat(maxDifference(down, propagated)).isLessThan(tolerance);
        if (!shift.locked) {
          Gradient feedback = pair.getFirst();
          assertThat(maxDifference(feedback.getGradientFor("gamma"), twin.gamma.castTo(type)))
              .isLessThan(10 * tolerance);
          assertThat(maxDifference(feedback.getGradientFor("beta"), twin.beta.castTo(type)))
              .isLessThan(10 * tolerance);
        }
        assertThat(x).isEqualTo(before);
        assertThat(incoming).isEqualTo(incomingBefore);
      }
    }
  }

  /** Sums of squares minus the square of the sum would be off by more than the variance itself. */
  @Test
  void aMeanFarFromZeroCostsNoPrecision() {
    Shift shift = new Shift(false, 0.8, 0.2);
    LayerWorkspaceMgr memory = LayerWorkspaceMgr.noWorkspaces();
    INDArray x = Layout.NCHW.normal(DataType.FLOAT, 3, 3000);
    for (boolean training : new boolean[] {true, false}) {
      LfpBatchNorm layer = layer(Layout.NCHW, new EpsilonRule(0.01), DataType.FLOAT, shift);
      layer.getParam("mean").addi(2998);
      Twin twin = new Twin(layer, shift, new EpsilonRule(0.01), training);
      INDArray exact = Layout.NCHW.back(x.castTo(DataType.DOUBLE));
      twin.run(exact, exact);
      layer.setInput(x, memory);
      INDArray z = Layout.NCHW.back(layer.activate(training, memory));
      // The mean itself is known to 1e-4 only.
      assertThat(maxDifference(z, twin.z.castTo(DataType.FLOAT))).isLessThan(1e-3);
    }
  }

  static Stream<Arguments> layouts() {
    return Stream.of(Layout.values()).map(Arguments::of);
  }

  /** Nobody comes back to a pass in inference within workspaces. */
  @ParameterizedTest
  @MethodSource("layouts")
  void outputOfANetworkIsThatOfItsLayer(Layout layout) {
    Shift shift = new Shift(false, 0.8, 0.2);
    LfpBatchNorm layer = layer(layout, new EpsilonRule(), DataType.DOUBLE, shift);
    MultiLayerNetwork stock =
        Fixtures.network(
            Fixtures.configuration(
                Fixtures.doubles(),
                layout.inputType(),
                new BatchNormalization.Builder().dataFormat(layout.format).eps(EPS).build(),
                Fixtures.output()));
    stock.getLayer(0).setParams(layer.params().dup());
    INDArray x = layout.normal(DataType.DOUBLE, 3, 2);
    INDArray expected = stock.output(x);
    INDArray actual = Lfp.defaults().configure(stock).output(x);
    assertThat(maxDifference(expected, actual)).isLessThan(1e-12);
  }

  /** The same in loops. */
  private static final class Twin {
    private final LfpBatchNorm layer;
    private final Shift shift;
    private final Rule rule;
    private final boolean training;
    private INDArray z;
    private INDArray down;
    private final INDArray gamma = Nd4j.zeros(DataType.DOUBLE, CHANNELS);
    private final INDArray beta = Nd4j.zeros(DataType.DOUBLE, CHANNELS);

    Twin(LfpBatchNorm layer, Shift shift, Rule rule, boolean training) {
      this.layer = layer;
      this.shift = shift;
      this.rule = rule;
      this.training = training;
    }

    /** x and g: [N, C, pixels]. */
    void run(INDArray x, INDArray g) {
      z = x.ulike();
      down = x.ulike();
      for (int c = 0; c < CHANNELS; c++) {
        channel(c, x, g);
      }
    }

    private double quotient(double g, double out) {
      if (rule instanceof GradientRule) {
        return g;
      }
      double epsilon = rule.stabilizer().epsilon();
      return g * out / (out >= 0 ? out + epsilon : out - epsilon);
    }

    private void channel(int c, INDArray x, INDArray g) {
      int pixels = (int) x.size(2);
      int count = EXAMPLES * pixels;
      double[] values = new double[count];
      double mean = 0;
      for (int i = 0; i < count; i++) {
        values[i] = x.getDouble(i / pixels, c, i % pixels);
        mean += values[i] / count;
      }
      double variance = 0;
      for (double value : values) {
        variance += (value - mean) * (value - mean) / count;
      }
      if (!training) {
        mean = layer.getParam("mean").getDouble(c);
        variance = layer.getParam("var").getDouble(c);
      }
      double sigma = Math.sqrt(variance + EPS);
      // DL4J applies locked values to the output only if both differ from those that do nothing.
      boolean ignored = shift.locked && (shift.gamma == 1 || shift.beta == 0);
      double slope = shift.locked ? shift.gamma : layer.getParam("gamma").getDouble(c);
      double scale = ignored ? 1 : slope;
      double offset = shift.locked ? shift.beta : layer.getParam("beta").getDouble(c);
      double sum = 0;
      double product = 0;
      double[] q = new double[count];
      for (int i = 0; i < count; i++) {
        double normal = (values[i] - mean) / sigma;
        double out = scale * normal + (ignored ? 0 : offset);
        z.putScalar(new int[] {i / pixels, c, i % pixels}, out);
        q[i] = quotient(g.getDouble(i / pixels, c, i % pixels), out);
        sum += q[i];
        product += q[i] * normal;
      }
      boolean scaled = rule.scalesByMagnitude();
      gamma.putScalar(c, -product * (scaled ? Math.abs(slope) : 1));
      beta.putScalar(c, -sum * (scaled ? Math.abs(offset) : 1));
      for (int i = 0; i < count; i++) {
        double normal = (values[i] - mean) / sigma;
        double passed = training ? q[i] - sum / count - normal * product / count : q[i];
        int[] place = {i / pixels, c, i % pixels};
        down.putScalar(
            place,
            rule instanceof PassRule
                ? g.getDouble(place) * z.getDouble(place) / values[i]
                : slope / sigma * passed);
      }
    }
  }
}
