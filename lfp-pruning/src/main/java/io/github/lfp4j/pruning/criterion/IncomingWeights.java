package io.github.lfp4j.pruning.criterion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The weights by which a unit reads what comes before it, in the layout of each kind of layer.
 *
 * <p>Dense layers and embeddings have [in, out], convolutions [out, in, ...], two-dimensional
 * deconvolutions [in, out, ...], three-dimensional ones [depth, height, width, out, in], depthwise
 * convolutions [height, width, in, M] with kernel m of channel c being unit c M + m, separable ones
 * pointwise weights [out, ...] (the depthwise ones belong to what is read), convolutions over time
 * the numbers of [kernel, in, out] whatever their shape, locally connected layers [positions, in,
 * out]. Recurrent layers have a block of columns for each gate, in the input weights and in the
 * recurrent ones; weights of peepholes, behind the blocks, lie in the row of their unit.
 */
final class IncomingWeights {

  private static final String WEIGHTS = DefaultParamInitializer.WEIGHT_KEY;

  private IncomingWeights() {}

  /**
   * @param layer a layer with units, not wrapped
   * @return arrays [units, weights of each], together all of them
   */
  static List<INDArray> of(Layer layer) {
    Object conf = layer.conf().getLayer();
    if (conf instanceof SeparableConvolution2D) {
      String pointwise = SeparableConvolutionParamInitializer.POINT_WISE_WEIGHT_KEY;
      return List.of(byUnit(layer.getParam(pointwise), 0));
    }
    if (layer.paramTable().keySet().stream().anyMatch(IncomingWeights::isRecurrent)) {
      return gates(layer);
    }
    INDArray w = layer.getParam(WEIGHTS);
    if (conf instanceof DepthwiseConvolution2D) {
      long units = w.size(2) * w.size(3);
      return List.of(w.permute(2, 3, 0, 1).dup('c').reshape('c', units, w.length() / units));
    }
    if (conf instanceof Convolution1DLayer time) {
      long units = time.getNOut();
      return List.of(w.dup('c').reshape('c', w.length() / units, units).transpose());
    }
    return List.of(byUnit(w, unitAxis(conf, w)));
  }

  private static int unitAxis(Object conf, INDArray w) {
    if (conf instanceof Deconvolution3D) {
      return 3;
    }
    if (conf instanceof Deconvolution2D) {
      return 1;
    }
    boolean outFirst = conf instanceof ConvolutionLayer || conf instanceof Convolution3D;
    return outFirst ? 0 : w.rank() - 1;
  }

  private static INDArray byUnit(INDArray w, int axis) {
    int[] unitFirst =
        IntStream.concat(
                IntStream.of(axis), IntStream.range(0, w.rank()).filter(other -> other != axis))
            .toArray();
    long units = w.size(axis);
    return w.permute(unitFirst).dup('c').reshape('c', units, w.length() / units);
  }

  /** Keys of recurrent weights are those of input weights, such as WF, behind an R. */
  private static boolean isRecurrent(String key) {
    return key.startsWith("RW");
  }

  private static List<INDArray> gates(Layer layer) {
    List<INDArray> result = new ArrayList<>();
    layer
        .paramTable()
        .forEach(
            (key, values) -> {
              if (isRecurrent(key)) {
                INDArray input = layer.getParam(key.substring(1));
                result.addAll(blocks(input, values.size(0)));
                result.addAll(blocks(values, values.size(0)));
              }
            });
    return result;
  }

  /** Blocks of a column per unit, and what is behind them with a row per unit. */
  private static List<INDArray> blocks(INDArray w, long units) {
    List<INDArray> result = new ArrayList<>();
    long blocks = w.size(1) / units;
    for (long from = 0; from < blocks * units; from += units) {
      result.add(w.get(NDArrayIndex.all(), NDArrayIndex.interval(from, from + units)).transpose());
    }
    if (w.size(1) > blocks * units) {
      result.add(w.get(NDArrayIndex.all(), NDArrayIndex.interval(blocks * units, w.size(1))));
    }
    return result;
  }

  /**
   * The sum of powers of the sizes of each unit's weights.
   *
   * @param power 1 or 2
   */
  static double[] powers(Layer layer, int power) {
    double[] sums = null;
    for (INDArray rows : of(layer)) {
      double[][] weights = rows.toDoubleMatrix();
      sums = sums == null ? new double[weights.length] : sums;
      for (int unit = 0; unit < weights.length; unit++) {
        sums[unit] += Arrays.stream(weights[unit]).map(w -> power == 1 ? Math.abs(w) : w * w).sum();
      }
    }
    return sums;
  }
}
