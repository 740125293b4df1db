package io.github.lfp4j.dl4j;

import static io.github.lfp4j.dl4j.Fixtures.maxDifference;
import static io.github.lfp4j.dl4j.Fixtures.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.dl4j.conf.LayerCopy;
import io.github.lfp4j.dl4j.conf.LfpConf;
import io.github.lfp4j.dl4j.convert.LayerRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.Upsampling3D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPadding3DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping3D;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Layers without weights, in each format they have and with their arrays in any order in memory:
 * for {@code epsilon -> 0} they hand down the derivative, which is measured here by differences,
 * and conserve reward, {@code sum x G_x = sum y G_y}.
 */
class PassingDerivativeTest {

  private static final LayerWorkspaceMgr MEMORY = LayerWorkspaceMgr.noWorkspaces();
  private static final double STEP = 1e-6;

  static Stream<Arguments> layers() {
    Stream.Builder<Arguments> all = Stream.builder();
    for (boolean last : new boolean[] {false, true}) {
      addImages(all, last);
      addVolumes(all, last);
      addSeries(all, last);
    }
    addGlobal(all);
    all.add(of(new Upsampling1D.Builder(3).build(), null, 2, 3, 4));
    all.add(of(new ZeroPadding1DLayer.Builder(1, 2).build(), null, 2, 3, 4));
    all.add(of(new Cropping1D.Builder(1, 2).build(), null, 2, 3, 6));
    all.add(of(new MaskLayer(), seriesMask(), 2, 3, 7));
    all.add(of(new MaskLayer(), imageMask(), 2, 3, 4, 5));
    all.add(of(new MaskLayer(), Nd4j.create(new double[][] {{0}, {1}}), 2, 5));
    all.add(of(new MaskLayer(), null, 2, 5));
    return all.build();
  }

  private static INDArray seriesMask() {
    return Nd4j.create(new double[][] {{1, 1, 1, 1, 0, 0, 0}, {1, 1, 1, 1, 1, 1, 1}});
  }

  private static INDArray imageMask() {
    INDArray mask = Nd4j.ones(DataType.DOUBLE, 2, 1, 4, 1);
    return mask.putScalar(new int[] {0, 0, 3, 0}, 0);
  }

  private static void addImages(Stream.Builder<Arguments> all, boolean last) {
    CNN2DFormat format = last ? CNN2DFormat.NHWC : CNN2DFormat.NCHW;
    long[] shape = last ? new long[] {2, 6, 4, 3} : new long[] {2, 3, 6, 4};
    for (ConvolutionMode mode :
        new ConvolutionMode[] {ConvolutionMode.Truncate, ConvolutionMode.Same}) {
      for (SubsamplingLayer.PoolingType type :
          new SubsamplingLayer.PoolingType[] {
            SubsamplingLayer.PoolingType.MAX,
            SubsamplingLayer.PoolingType.AVG,
            SubsamplingLayer.PoolingType.PNORM
          }) {
        int padding = mode == ConvolutionMode.Same ? 0 : 1;
        SubsamplingLayer.Builder pool =
            new SubsamplingLayer.Builder(type, new int[] {3, 2}, new int[] {2, 1})
                .padding(padding, padding)
                .convolutionMode(mode)
                .dataFormat(format)
                .pnorm(3);
        all.add(of(pool.build(), null, shape));
        if (type == SubsamplingLayer.PoolingType.PNORM) {
          all.add(of(pool.pnorm(1).dilation(2, 1).build(), null, shape));
        }
      }
    }
    all.add(of(new ZeroPaddingLayer.Builder(1, 2, 3, 0).dataFormat(format).build(), null, shape));
    all.add(of(new Cropping2D.Builder(1, 1, 2, 0).dataFormat(format).build(), null, shape));
    all.add(
        of(
            new Upsampling2D.Builder().size(new int[] {3, 2}).dataFormat(format).build(),
            null,
            shape));
    all.add(of(new SpaceToDepthLayer.Builder<>(2, format).build(), null, shape));
    SpaceToBatchLayer toBatch =
        new SpaceToBatchLayer.Builder<>(new int[] {2, 3}, new int[][] {{1, 1}, {0, 2}}).build();
    toBatch.setFormat(format);
    all.add(of(toBatch, null, shape));
  }

  private static void addVolumes(Stream.Builder<Arguments> all, boolean last) {
    Convolution3D.DataFormat format =
        last ? Convolution3D.DataFormat.NDHWC : Convolution3D.DataFormat.NCDHW;
    long[] shape = last ? new long[] {2, 5, 3, 4, 2} : new long[] {2, 2, 5, 3, 4};
    for (ConvolutionMode mode :
        new ConvolutionMode[] {ConvolutionMode.Truncate, ConvolutionMode.Same}) {
      for (Subsampling3DLayer.PoolingType type : Subsampling3DLayer.PoolingType.values()) {
        int padding = mode == ConvolutionMode.Same ? 0 : 1;
        Subsampling3DLayer pool =
            new Subsampling3DLayer.Builder(type, new int[] {3, 2, 2}, new int[] {2, 1, 2})
                .padding(padding, padding, 0)
                .convolutionMode(mode)
                .dataFormat(format)
                .build();
        all.add(of(pool, null, shape));
      }
    }
    Upsampling3D up =
        new Upsampling3D.Builder().size(new int[] {3, 2, 1}).dataFormat(format).build();
    all.add(of(up, null, shape));
    if (!last) {
      all.add(of(new ZeroPadding3DLayer.Builder(1, 2, 0, 1, 3, 0).build(), null, shape));
      all.add(of(new Cropping3D.Builder(1, 2, 0, 1, 1, 0).build(), null, shape));
    }
  }

  private static void addSeries(Stream.Builder<Arguments> all, boolean last) {
    long[] shape = last ? new long[] {2, 7, 3} : new long[] {2, 3, 7};
    for (SubsamplingLayer.PoolingType type :
        new SubsamplingLayer.PoolingType[] {
          SubsamplingLayer.PoolingType.MAX,
          SubsamplingLayer.PoolingType.AVG,
          SubsamplingLayer.PoolingType.PNORM
        }) {
      for (ConvolutionMode mode :
          new ConvolutionMode[] {ConvolutionMode.Truncate, ConvolutionMode.Same}) {
        Subsampling1DLayer pool =
            new Subsampling1DLayer.Builder(type, 3, 2).convolutionMode(mode).pnorm(2).build();
        pool.setCnn2dDataFormat(last ? CNN2DFormat.NHWC : CNN2DFormat.NCHW);
        all.add(of(pool, null, shape));
        if (!last) {
          all.add(of(pool, seriesMask(), shape));
        }
      }
    }
    RNNFormat format = last ? RNNFormat.NWC : RNNFormat.NCW;
    all.add(of(new RepeatVector.Builder<>(3).dataFormat(format).build(), null, 2, 5));
  }

  private static void addGlobal(Stream.Builder<Arguments> all) {
    for (PoolingType type : PoolingType.values()) {
      for (int p : type == PoolingType.PNORM ? new int[] {1, 2, 5} : new int[] {2}) {
        for (boolean collapse : new boolean[] {true, false}) {
          GlobalPoolingLayer.Builder pool =
              new GlobalPoolingLayer.Builder(type).pnorm(p).collapseDimensions(collapse);
          all.add(of(pool.build(), null, 2, 3, 7));
          all.add(of(pool.build(), seriesMask(), 2, 3, 7));
          all.add(of(pool.build(), null, 2, 3, 4, 5));
          all.add(of(pool.build(), imageMask(), 2, 3, 4, 5));
          all.add(of(pool.build(), null, 2, 3, 2, 3, 2));
        }
        GlobalPoolingLayer.Builder pool = new GlobalPoolingLayer.Builder(type).pnorm(p);
        all.add(of(pool.poolingDimensions(1).build(), null, 2, 7, 3));
        all.add(of(pool.poolingDimensions(1, 2).build(), null, 2, 4, 5, 3));
        all.add(of(pool.poolingDimensions(1, 2, 3).build(), null, 2, 2, 3, 2, 3));
      }
    }
  }

  private static Arguments of(Layer layer, INDArray mask, long... shape) {
    return Arguments.of(layer.getClass().getSimpleName(), layer, mask, shape);
  }

  /** The same numbers by rows, by columns and with the channels next to each other. */
  static List<INDArray> inAllOrders(INDArray array) {
    List<INDArray> result = new ArrayList<>(List.of(array.dup('c'), array.dup('f')));
    int rank = array.rank();
    int[] channelsLast =
        IntStream.range(0, rank).map(i -> i == 0 ? 0 : i == rank - 1 ? 1 : i + 1).toArray();
    int[] back =
        IntStream.range(0, rank).map(i -> i == 0 ? 0 : i == 1 ? rank - 1 : i - 1).toArray();
    if (rank > 2) {
      result.add(array.permute(channelsLast).dup('c').permute(back));
    }
    return result;
  }

  private static org.deeplearning4j.nn.api.Layer lfp(Layer stock, INDArray mask) {
    Layer layer = LayerCopy.of(stock, LayerRegistry.require(stock, 0).lfp());
    if (layer instanceof LfpConf conf) {
      conf.setRule(new EpsilonRule(0));
    }
    NeuralNetConfiguration configuration =
        new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE).layer(layer).build();
    org.deeplearning4j.nn.api.Layer result =
        layer.instantiate(configuration, List.of(), 0, null, true, DataType.DOUBLE);
    if (mask != null) {
      result.feedForwardMaskArray(mask, null, (int) mask.size(0));
      result.setMaskArray(mask);
    }
    return result;
  }

  @ParameterizedTest(name = "{index}: {0}")
  @MethodSource("layers")
  void handsDownTheDerivativeInAnyOrderOfMemory(
      String name, Layer stock, INDArray mask, long[] shape) {
    org.deeplearning4j.nn.api.Layer layer = lfp(stock, mask);
    INDArray x = normal(DataType.DOUBLE, 1, shape);
    INDArray y = layer.activate(x.dup(), true, MEMORY).dup('c');
    INDArray g = normal(DataType.DOUBLE, 2, y.shape());
    INDArray expected = Nd4j.create(DataType.DOUBLE, shape);
    for (long i = 0; i < x.length(); i++) {
      double above = value(layer, x, i, STEP, g);
      expected.putScalar(i, (above - value(layer, x, i, -STEP, g)) / (2 * STEP));
    }
    for (INDArray input : inAllOrders(x)) {
      for (INDArray signal : inAllOrders(g)) {
        INDArray output = layer.activate(input, true, MEMORY);
        assertThat(maxDifference(output, y)).isLessThan(1e-12);
        INDArray down = layer.backpropGradient(signal, MEMORY).getSecond();
        assertThat(maxDifference(down, expected)).isLessThan(1e-7);
        assertThat(down.mul(x).sumNumber().doubleValue())
            .as("reward")
            .isCloseTo(y.mul(g).sumNumber().doubleValue(), within(1e-9));
        assertThat(maxDifference(input, x)).as("the input is left alone").isZero();
        assertThat(maxDifference(signal, g)).as("G is left alone").isZero();
      }
    }
  }

  private static double value(
      org.deeplearning4j.nn.api.Layer layer, INDArray x, long i, double step, INDArray g) {
    INDArray moved = x.dup('c');
    moved.putScalar(i, moved.getDouble(i) + step);
    return layer.activate(moved, true, MEMORY).mul(g).sumNumber().doubleValue();
  }

  /** Deeplearning4j's own backward passes give undefined numbers here. */
  @Test
  void normsOfZerosHandDownNothing() {
    GlobalPoolingLayer global = new GlobalPoolingLayer.Builder(PoolingType.PNORM).pnorm(3).build();
    SubsamplingLayer window =
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.PNORM, new int[] {2, 2})
            .pnorm(3)
            .build();
    for (Layer stock : new Layer[] {global, window}) {
      org.deeplearning4j.nn.api.Layer layer = lfp(stock, null);
      INDArray x = normal(DataType.DOUBLE, 1, 2, 3, 4, 4);
      x.get(NDArrayIndex.point(0)).assign(0);
      INDArray y = layer.activate(x, true, MEMORY);
      INDArray down = layer.backpropGradient(y.ulike().assign(1), MEMORY).getSecond();
      assertThat(down.get(NDArrayIndex.point(0)).sumNumber().doubleValue()).isZero();
      assertThat(down.mul(x).sumNumber().doubleValue())
          .isCloseTo(y.sumNumber().doubleValue(), within(1e-9));
    }
  }
}
