package io.github.lfp4j.dl4j;

import io.github.lfp4j.core.Stabilizer;
import io.github.lfp4j.core.map.LinearMap;
import io.github.lfp4j.core.rule.AffineForward;
import io.github.lfp4j.core.rule.OutputReward;
import io.github.lfp4j.core.rule.Rule;
import io.github.lfp4j.dl4j.layer.LfpConvolution;
import java.lang.reflect.Field;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** LFP without short cuts: doubles of what the fast path is chosen by, which compute the same. */
public final class GeneralPath {

  private GeneralPath() {}

  /** The epsilon rule, each of its steps by itself: reward, quotient, feedback, transposed map. */
  public record StepByStep(double epsilon) implements Rule {

    @Override
    public Stabilizer stabilizer() {
      return new Stabilizer(epsilon);
    }

    @Override
    public INDArray signal(OutputReward reward) {
      reward.reward(); // once it is formed, the quotient is formed from it
      return reward.quotient();
    }

    @Override
    public void propagate(AffineForward layer, OutputReward reward, INDArray out) {
      layer.map().transposed(signal(reward), layer.weights(), out);
    }
  }

  /** ReLU under another name. */
  static final class UnknownReLU extends BaseActivationFunction {

    private static final long serialVersionUID = 1L;

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      return in.muli(in.gt(0).castTo(in.dataType()));
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
      return new Pair<>(epsilon.mul(in.gt(0).castTo(in.dataType())), null);
    }
  }

  /** The identity under another name. */
  static final class UnknownIdentity extends BaseActivationFunction {

    private static final long serialVersionUID = 1L;

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      return in;
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
      return new Pair<>(epsilon, null);
    }
  }

  /** Has all convolutions among the layers of a network computed tap by tap. */
  public static void tapByTap(Layer... layers) {
    for (Layer layer : layers) {
      if (layer instanceof LfpConvolution) {
        replaceMap(layer, new Taps((ConvolutionLayer) layer.conf().getLayer()));
      }
    }
  }

  private static void replaceMap(Layer layer, LinearMap map) {
    try {
      for (Class<?> type = layer.getClass(); type != null; type = type.getSuperclass()) {
        for (Field field : type.getDeclaredFields()) {
          if (field.getType() == LinearMap.class) {
            field.setAccessible(true);
            field.set(layer, map);
            return;
          }
        }
      }
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("no map in " + layer.getClass());
  }

  /** A convolution as a sum of matrix products, one for each tap of the window. */
  static final class Taps implements LinearMap {

    private final int[] kernel;
    private final int[] stride;
    private final int[] padding;
    private final int[] dilation;
    private final boolean same;
    private final boolean channelsLast;

    Taps(ConvolutionLayer c) {
      kernel = c.getKernelSize();
      stride = c.getStride();
      padding = c.getPadding();
      dilation = c.getDilation();
      same = c.getConvolutionMode() == ConvolutionMode.Same;
      channelsLast = c.getCnn2dDataFormat() == CNN2DFormat.NHWC;
    }

    private long places(long size, int axis) {
      return same
          ? (size + stride[axis] - 1) / stride[axis]
          : (size + 2L * padding[axis] - reach(axis) - 1) / stride[axis] + 1;
    }

    private int reach(int axis) {
      return (kernel[axis] - 1) * dilation[axis];
    }

    /** Zeros before the first row or column. */
    private long before(long size, int axis) {
      long needed = (places(size, axis) - 1) * stride[axis] + reach(axis) + 1 - size;
      return same ? Math.max(needed, 0) / 2 : padding[axis];
    }

    @Override
    public long[] outputShape(long[] input, INDArray w) {
      return channelsLast
          ? new long[] {input[0], places(input[1], 0), places(input[2], 1), w.size(0)}
          : new long[] {input[0], w.size(0), places(input[2], 0), places(input[3], 1)};
    }

    @Override
    public int unitAxis() {
      return channelsLast ? 3 : 1;
    }

    /** A view [N, H, W, C]. */
    private INDArray last(INDArray images) {
      return channelsLast ? images : images.permute(0, 2, 3, 1);
    }

    /** The images [N, H, W, C] with as many zeros around them as any window needs. */
    private INDArray padded(INDArray images) {
      long[] s = images.shape();
      INDArray result =
          Nd4j.zeros(
              images.dataType(),
              s[0],
              (places(s[1], 0) + 1) * stride[0] + reach(0) + s[1],
              (places(s[2], 1) + 1) * stride[1] + reach(1) + s[2],
              s[3]);
      inside(result, s).assign(images);
      return result;
    }

    private INDArray inside(INDArray padded, long[] shape) {
      return padded.get(
          NDArrayIndex.all(),
          NDArrayIndex.interval(before(shape[1], 0), before(shape[1], 0) + shape[1]),
          NDArrayIndex.interval(before(shape[2], 1), before(shape[2], 1) + shape[2]),
          NDArrayIndex.all());
    }

    /** A view of the pixels that one tap of the window meets, [N, out height, out width, C]. */
    private INDArray met(INDArray padded, int row, int column, long[] outShape) {
      INDArrayIndex rows = every((long) row * dilation[0], stride[0], outShape[1]);
      INDArrayIndex columns = every((long) column * dilation[1], stride[1], outShape[2]);
      return padded.get(NDArrayIndex.all(), rows, columns, NDArrayIndex.all());
    }

    private static INDArrayIndex every(long first, int step, long count) {
      return NDArrayIndex.interval(first, step, first + step * (count - 1) + 1);
    }

    private static INDArray matrix(INDArray images) {
      long channels = images.size(3);
      return images.dup('c').reshape('c', images.length() / channels, channels);
    }

    /** [out, in]. */
    private static INDArray tap(INDArray w, int row, int column) {
      return w.get(
          NDArrayIndex.all(),
          NDArrayIndex.all(),
          NDArrayIndex.point(row),
          NDArrayIndex.point(column));
    }

    private interface Visit {
      void tap(int row, int column);
    }

    private void forTaps(Visit visit) {
      for (int row = 0; row < kernel[0]; row++) {
        for (int column = 0; column < kernel[1]; column++) {
          visit.tap(row, column);
        }
      }
    }

    @Override
    public void forward(INDArray x, INDArray w, INDArray out) {
      INDArray z = last(out);
      INDArray images = padded(last(x));
      INDArray sum = Nd4j.zeros(x.dataType(), z.length() / z.size(3), z.size(3));
      forTaps(
          (row, column) -> {
            INDArray pixels = matrix(met(images, row, column, z.shape()));
            sum.addi(pixels.mmul(tap(w, row, column).dup('c').transpose()));
          });
      z.assign(sum.reshape('c', z.shape()));
    }

    @Override
    public void transposed(INDArray q, INDArray w, INDArray out) {
      INDArray signal = last(q);
      INDArray rows = matrix(signal);
      INDArray x = last(out);
      INDArray images = padded(x.ulike().assign(0));
      long[] s = signal.shape();
      forTaps(
          (row, column) -> {
            INDArray share = rows.mmul(tap(w, row, column).dup('c'));
            met(images, row, column, s).addi(share.reshape('c', s[0], s[1], s[2], x.size(3)));
          });
      x.assign(inside(images, x.shape()));
    }

    @Override
    public void weightGradient(INDArray x, INDArray q, INDArray out) {
      INDArray signal = matrix(last(q)).transpose();
      INDArray images = padded(last(x));
      forTaps(
          (row, column) ->
              tap(out, row, column)
                  .assign(signal.mmul(matrix(met(images, row, column, last(q).shape())))));
    }
  }
}
