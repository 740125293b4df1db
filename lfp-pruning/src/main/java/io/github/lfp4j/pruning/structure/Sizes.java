package io.github.lfp4j.pruning.structure;

import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.PReLULayer;

/** Tells the configurations of layers how many units they read and how many come out. */
final class Sizes {

  private Sizes() {}

  static void both(Layer layer, int in, int out) {
    if (in != LayerStructure.SAME) {
      ((FeedForwardLayer) layer).setNIn(in);
    }
    out(layer, in, out);
  }

  static void out(Layer layer, int in, int out) {
    if (out != LayerStructure.SAME) {
      ((FeedForwardLayer) layer).setNOut(out);
    }
  }

  /** Layers without parameters may have been told of sizes that they do not need. */
  static void passed(Layer layer, int in, int out) {
    if (layer instanceof FeedForwardLayer sizes && sizes.getNIn() > 0) {
      both(layer, in, out);
    }
  }

  static void slopes(PReLULayer layer, int axis, int units) {
    long[] shape = layer.getInputShape().clone();
    if (units != LayerStructure.SAME && shape[axis] > 1) {
      shape[axis] = units;
      layer.setInputShape(shape);
    }
  }

  /** How many weights of a position read one channel. */
  static int taps(Layer layer) {
    if (layer instanceof LocallyConnected2D images) {
      return images.getKernel()[0] * images.getKernel()[1];
    }
    return ((LocallyConnected1D) layer).getKernel();
  }

  static void local(Layer layer, int in, int out) {
    if (layer instanceof LocallyConnected2D images) {
      if (in != LayerStructure.SAME) {
        images.setNIn(in);
        images.setFeatureDim(in * taps(layer));
      }
      images.setNOut(out == LayerStructure.SAME ? images.getNOut() : out);
      images.setLayerParams(null);
    } else if (layer instanceof LocallyConnected1D series) {
      if (in != LayerStructure.SAME) {
        series.setNIn(in);
        series.setFeatureDim(in * taps(layer));
      }
      series.setNOut(out == LayerStructure.SAME ? series.getNOut() : out);
      series.setLayerParams(null);
    }
  }
}
