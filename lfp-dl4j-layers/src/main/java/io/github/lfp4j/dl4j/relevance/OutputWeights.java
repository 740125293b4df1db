package io.github.lfp4j.dl4j.relevance;

import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The weights that make up one unit of a layer's output, in the layout of each kind of layer. */
final class OutputWeights {

  private OutputWeights() {}

  /** Whether the layer is a dense layer without normalisation of its own or a convolution. */
  static boolean areKnown(org.deeplearning4j.nn.conf.layers.Layer layer) {
    return layer instanceof ConvolutionLayer
        || (layer instanceof DenseLayer dense && !dense.hasLayerNorm());
  }

  /**
   * Scales what goes into each unit of the output.
   *
   * @param layer of a kind that is known; its weights are changed
   * @param scale one number per unit
   */
  static void scale(Layer layer, INDArray scale) {
    Object conf = layer.conf().getLayer();
    if (conf instanceof SeparableConvolution2D) {
      // The pointwise weights, [out, in M, 1, 1]: the depthwise ones come before them.
      along(layer.getParam(SeparableConvolutionParamInitializer.POINT_WISE_WEIGHT_KEY), 0, scale);
      return;
    }
    INDArray w = layer.getParam(DefaultParamInitializer.WEIGHT_KEY);
    if (conf instanceof DepthwiseConvolution2D) {
      // [height, width, C, M], where kernel m of channel c is unit c M + m.
      w.muli(scale.reshape('c', 1, 1, w.size(2), w.size(3)));
    } else if (conf instanceof Convolution1DLayer) {
      // The numbers of [kernel, in, out], whatever their shape.
      INDArray byUnit = w.dup('c').reshape('c', -1, scale.length());
      w.assign(byUnit.muliRowVector(scale).reshape('c', w.shape()));
    } else {
      along(w, unitAxis(conf), scale);
    }
  }

  private static int unitAxis(Object conf) {
    if (conf instanceof Deconvolution3D) {
      return 3; // [depth, height, width, out, in]
    }
    // [in, out, ...] or [out, in, ...]
    return conf instanceof DenseLayer || conf instanceof Deconvolution2D ? 1 : 0;
  }

  private static void along(INDArray w, int axis, INDArray scale) {
    long[] shape = new long[w.rank()];
    Arrays.fill(shape, 1);
    shape[axis] = scale.length();
    w.muli(scale.reshape(shape));
  }
}
